"""Who may do what with expert filings and the pool."""

from orgs.chain.conditions import (
    holds_a_desk,
    is_applicant,
    is_editable,
    is_not_own_case,
    may_judge_now,
    may_pass_now,
    may_undo_now,
)
from orgs.models import Kind
from titleplatform.kit.access import allow, condition


@condition("专家库只对省、市职改办开放。")
def may_see_pool(seat, thing):
    return seat.is_staff and seat.unit.kind in (Kind.PROVINCE, Kind.CITY)


@condition("只有审查人员可以打开专家申报材料。")
def reads_contents(seat, filing):
    """Its owner, and who judges it; a unit's administrator knows only that it is there."""
    return seat.is_applicant or seat.is_reviewer


allow("experts.list_own_filings", is_applicant)
allow("experts.add_filing", is_applicant)
allow("experts.change_filing", is_applicant, is_editable)
allow("experts.see_filing", reads_contents, is_not_own_case)
allow("experts.judge", holds_a_desk)
allow("experts.judge_filing", holds_a_desk, may_judge_now)
allow("experts.pass_filing", holds_a_desk, may_pass_now)
allow("experts.undo_filing", holds_a_desk, may_undo_now)
allow("experts.see_pool", may_see_pool)
