"""Who may do what with expert filings and the pool."""

from orgs.chain import rules
from orgs.models import Kind
from titleplatform.kit.access import Condition, allow, condition


@condition("只有申报人可以操作。")
def is_applicant(seat, filing):
    return seat.is_applicant


@condition(lambda seat, filing: f"状态为“{filing.state_label}”，只有未提交或退回修改的专家申报可以操作。")
def is_editable(seat, filing):
    return filing.is_editable


@condition("只有经办人和负责人可以审查；请单位管理员设置角色和审查权限。")
def is_reviewer(seat, filing):
    return bool(seat.roles)


@condition("专家库只对省、市职改办开放。")
def may_see_pool(seat, thing):
    return seat.sees_everything or (seat.is_staff and seat.unit.kind in (Kind.PROVINCE, Kind.CITY))


def _refusal(seat, filing):
    return next(option.reason for option in rules.options(filing, seat))


may_judge_now = Condition(lambda seat, filing: not _refusal(seat, filing), _refusal)

allow("experts.list_own_filings", is_applicant)
allow("experts.add_filing", is_applicant)
allow("experts.change_filing", is_applicant, is_editable)
allow("experts.see_filing")
allow("experts.judge", is_reviewer)
allow("experts.judge_filing", is_reviewer, may_judge_now)
allow("experts.see_pool", may_see_pool)
