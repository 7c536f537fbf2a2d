"""Who may do what with applications and committees (docs/screens.md §2, §4, §5)."""

from orgs.chain.conditions import (
    has_reached_the_seat,
    is_applicant,
    is_editable,
    is_not_own_case,
    is_own,
    is_returned,
    is_staff,
    may_decline,
    may_judge_now,
    may_pass_now,
    may_reopen,
    may_take_back,
    may_undo_now,
    sits_at,
    subject_of,
    was_never_handed_in,
)
from orgs.chain.words import Role
from review.models import Application
from titleplatform.kit.access import Condition, allow, condition

GRANTED_WHERE = "请单位管理员在【审查人员角色分配】设置角色和审查权限。"
is_handler = sits_at([Role.HANDLER], f"只有经办人可以打开；{GRANTED_WHERE}")
is_leader = sits_at([Role.LEADER], f"只有负责人可以打开；{GRANTED_WHERE}")
is_reviewer = sits_at(Role, "只有审查人员可以打开申报材料；单位管理员在【申报人员状态查询】看状态。")
has_no_record = was_never_handed_in("曾经提交过的申报有审批记录，不能删除。")


@condition("申报还没有提交或已撤销，没有可以打印的评审表。")
def is_handed_in(seat, thing):
    return subject_of(thing).state != "draft"


@condition(has_reached_the_seat.text)
def may_have_the_form(seat, thing):
    """The submitting unit's administrator from the hand-in on, everybody else once it has reached a desk of the unit; how much of it a
    reviewer gets is `queries.printed_areas`."""
    is_submitting = seat.is_unit_admin and subject_of(thing).unit_id == seat.unit.pk
    return is_submitting or has_reached_the_seat(seat, thing)


@condition("只有评委会组建单位的管理员可以操作。")
def hosts_the_committee(seat, application):
    return seat.is_unit_admin and application.committee.host_id == seat.unit.pk


@condition("申报还没有通过组建单位的审查，不能安排面试。")
def awaits_the_committee(seat, application):
    return application.state == "passed"


@condition("申报人已变动到其他单位，不能撤回。")
def is_still_in_the_unit(seat, thing):
    application = subject_of(thing)
    return application.person.unit_id == application.unit_id


def _applied_anew(seat, thing):
    other = Application.objects.of_year(subject_of(thing)).alive().select_related("title").first()
    return f"申报人本年度已另行申报“{other.title}”，不能撤回。" if other else ""


has_not_applied_anew = Condition(lambda seat, thing: not _applied_anew(seat, thing), _applied_anew)


@condition("只有职改办和省直、市直主管部门的单位管理员可以组建评委会。")
def may_host(seat, thing):
    return seat.is_unit_admin and (seat.unit.is_office or seat.unit.kind == "department")


@condition("只有组建单位的管理员可以修改。")
def hosts_it(seat, committee):
    return committee.host_id == seat.unit.pk


allow("review.list_own_applications", is_applicant)
allow("review.add_application", is_applicant)
allow("review.see_own_application", is_applicant, is_own)
allow("review.change_application", is_applicant, is_own, is_editable)
allow("review.delete_application", is_applicant, is_own, is_editable, has_no_record)
allow("review.submit_application", is_applicant, is_own, is_editable)
allow("review.take_back_application", is_applicant, is_own, may_take_back)
allow("review.give_up_application", is_applicant, is_own, is_returned)

allow("review.judge_as_handler", is_handler)
allow("review.judge_as_leader", is_leader)
allow("review.open_case", is_reviewer, is_not_own_case)
allow("review.judge_case", is_reviewer, may_judge_now)
allow("review.pass_case", is_reviewer, may_pass_now)
allow("review.undo_case", is_reviewer, may_undo_now)
allow("review.not_recommend", is_leader, may_decline)
allow("review.reopen_case", is_reviewer, may_reopen, is_still_in_the_unit, has_not_applied_anew)
allow("review.see_status", is_staff)
allow("review.see_record", is_staff, is_not_own_case)
allow("review.print_form", is_handed_in, may_have_the_form, is_not_own_case)
allow("review.set_interview", hosts_the_committee, awaits_the_committee)

allow("review.list_committees", may_host)
allow("review.add_committee", may_host)
allow("review.change_committee", may_host, hosts_it)
