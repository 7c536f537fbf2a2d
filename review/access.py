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
from orgs.chain.states import ClimbState
from orgs.chain.words import Role
from orgs.models import UnitMerge
from review.models import Application
from review.models.committee import HOSTS
from review.states import CommitteeState
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


@condition("证件号只在申报人本人和终审机构打印的评审表上印全。")
def may_have_the_number(seat, application):
    return seat.is_applicant or (seat.unit is not None and seat.unit.pk == application.run.final_unit_id)


@condition("只有评委会组建单位的管理员可以操作；组建单位停用期间，由最近的上级单位的管理员操作。")
def keeps_the_committee(seat, application):
    return seat.is_unit_admin and application.committee.office == seat.unit


@condition(lambda seat, application: f"申报状态为“{application.state_label}”，只有待评审的可以操作。")
def awaits_its_result(seat, application):
    return application.state == ClimbState.AWAITING


@condition(lambda seat, application: f"{application.acceptance}。")
def is_not_accepted(seat, application):
    return application.accepted_at is None


@condition("还没有受理，请先【受理】。")
def is_accepted(seat, application):
    return application.accepted_at is not None


@condition(
    lambda seat, application: f"申报状态为“{application.state_label}”，只有待评审的可以登记评审结果，已登记的可以更正。"
)
def takes_a_result(seat, application):
    return application.state == ClimbState.AWAITING or application.result_id is not None


@condition("申报人已变动到其他单位，不能撤回。")
def is_still_in_the_unit(seat, thing):
    """Or in the one in which that went up."""
    application = subject_of(thing)
    unit_id = application.person.unit_id
    return unit_id == application.unit_id or unit_id == UnitMerge.objects.heir_of(application.unit).pk


def _applied_anew(seat, thing):
    other = Application.objects.of_year(subject_of(thing)).alive().select_related("title").first()
    return f"申报人本年度已另行申报“{other.title}”，不能撤回。" if other else ""


has_not_applied_anew = Condition(lambda seat, thing: not _applied_anew(seat, thing), _applied_anew)


@condition("只有职改办和省直、市直主管部门的单位管理员可以组建评委会。")
def may_host(seat, thing):
    return seat.is_unit_admin and seat.unit.kind in HOSTS


@condition("只有组建单位的管理员可以修改。")
def hosts_it(seat, committee):
    return committee.host_id == seat.unit.pk


@condition("正在等上级职改办备案，不能修改；可以先【撤回报备】。")
def is_not_waiting(seat, committee):
    return committee.state != CommitteeState.PENDING


@condition("已有一项报备等上级职改办审核；请等待，或先【撤回报备】。")
def has_nothing_waiting(seat, committee):
    return committee.state not in (CommitteeState.PENDING, CommitteeState.WIDENING)


@condition(lambda seat, committee: f"评委会现在是“{committee.life.label}”，备案后才能沿用。")
def is_filed(seat, committee):
    return committee.is_approved


@condition(lambda seat, committee: f"备案有效期到 {committee.valid_until}，{committee.year + 1} 年度须重新【报备】。")
def is_valid_next_year(seat, committee):
    return committee.valid_until.year > committee.year


@condition(lambda seat, committee: f"{committee.year + 1} 年度已有该评委会。")
def is_not_carried_on(seat, committee):
    return not committee.is_carried_on()


@condition("只有职改办的管理员可以审核评委会备案。")
def is_office_admin(seat, thing):
    return seat.is_unit_admin and seat.unit.is_office


@condition(
    lambda seat, filing: f"由{filing.decided_where}审核（高级和省直管县的由省职改办，其他由组建单位的上级职改办）。"
)
def decides_it(seat, filing):
    return filing.may_be_decided_by(seat)


@condition(lambda seat, filing: f"该报备{filing.result_label}，不再等待审核。")
def filing_waits(seat, filing):
    return filing.is_waiting


@condition("只有组建单位的管理员可以撤回。")
def asked_for_it(seat, filing):
    return filing.committee.host_id == seat.unit.pk


allow("review.list_own_applications", is_applicant)
allow("review.add_application", is_applicant)
allow("review.see_own_application", is_applicant, is_own)
allow("review.change_application", is_applicant, is_own, is_editable)
allow("review.delete_application", is_applicant, is_own, is_editable, has_no_record)
allow("review.submit_application", is_applicant, is_own, is_editable)
allow("review.take_back_application", is_applicant, is_own, may_take_back)
allow("review.give_up_application", is_applicant, is_own, is_returned)
allow("review.print_draft", is_applicant, is_own, is_editable)

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
allow("review.print_number", may_have_the_number)

allow("review.keep_committees", may_host)
allow("review.accept", keeps_the_committee, awaits_its_result, is_not_accepted)
allow("review.set_interview", keeps_the_committee, awaits_its_result, is_accepted)
allow("review.enter_result", keeps_the_committee, takes_a_result, is_accepted)
allow("review.enter_first_result", keeps_the_committee, awaits_its_result, is_accepted)

allow("review.list_committees", may_host)
allow("review.add_committee", may_host)
allow("review.see_committee", may_host)
allow("review.change_committee", may_host, hosts_it, is_not_waiting)
allow("review.file_committee", may_host, hosts_it, has_nothing_waiting)
allow("review.carry_committee", may_host, hosts_it, is_filed, is_valid_next_year, is_not_carried_on)
allow("review.list_filings", is_office_admin)
allow("review.decide_filing", is_office_admin, decides_it, filing_waits)
allow("review.withdraw_filing", may_host, asked_for_it, filing_waits)
allow("review.see_filing_document", may_host)
