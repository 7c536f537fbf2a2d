"""Who may do what with units (docs/screens.md §1): the system administrator everywhere, each unit's administrator below its own unit;
and with the platform itself: which of its three administrators does what (docs/adr/0011-three-administrators.md)."""

from django.utils.formats import date_format
from django.utils.timezone import localtime

from orgs import jobs, tree
from orgs.models.account import PLATFORM_KINDS
from orgs.states import UnitState
from titleplatform.kit.access import allow, condition

PENDING, ACTIVE, DISABLED = UnitState.PENDING, UnitState.ACTIVE, UnitState.DISABLED


@condition("只有单位管理员可以操作。")
def is_unit_admin(seat, thing):
    return seat.is_unit_admin


@condition("只有单位管理员和系统管理员可以操作。")
def is_admin(seat, thing):
    return seat.is_unit_admin or seat.is_system


@condition("这里只能管理下级单位；本单位的信息在【单位信息维护】中填写。")
def is_below_own_unit(seat, unit):
    return seat.is_system or (unit.pk != seat.unit.pk and tree.is_within(unit, seat.unit))


@condition("只能在本单位及下级单位之下添加。")
def is_within_own_unit(seat, unit):
    return seat.is_system or tree.is_within(unit, seat.unit)


@condition("只有审查人员可以查看。")
def sits_at_a_desk(seat, thing):
    return bool(seat.roles)


@condition("只有系统管理员可以设置。")
def is_system(seat, thing):
    return seat.is_system


@condition("只有系统管理员、安全管理员和审计管理员可以查看。")
def is_of_the_platform(seat, thing):
    return seat.is_of_the_platform


@condition("只有审计管理员可以查看日志；安全管理员查看登录和被拒绝的操作。")
def reads_the_trail(seat, thing):
    return seat.is_audit or seat.is_security


@condition("只有单位管理员、系统管理员和安全管理员可以操作。")
def minds_passwords(seat, thing):
    return seat.is_unit_admin or seat.is_system or seat.is_security


@condition(lambda seat, unit: f"{unit}之下不能再设单位（下属单位最多两级）。")
def takes_units_below(seat, unit):
    return bool(unit.kinds_below)


@condition("职改办按行政区划设置，不能移动、撤并或删除。")
def is_no_office(seat, unit):
    return not unit.is_office


@condition(lambda seat, unit: f"该单位下有 {unit.hanging}，不能删除；不再使用的可以【停用】或【撤并】。")
def has_nothing_hanging(seat, unit):
    return not unit.hanging


@condition(lambda seat, unit: f"该单位{unit.closed_word}。")
def is_open(seat, unit):
    return not unit.is_closed


@condition("该单位已经撤并，请到并入的单位办理。")
def is_not_merged(seat, unit):
    return unit.state != UnitState.MERGED


@condition("该单位没有停用。")
def is_disabled(seat, unit):
    return unit.state == DISABLED


@condition("只有直接上级单位的管理员可以审核。")
def is_directly_above(seat, unit):
    return seat.is_system or tree.is_directly_below(unit, seat.unit)


@condition(lambda seat, unit: unit.decision_text or f"该单位现在是“{unit.get_state_display()}”，没有等待审核。")
def is_waiting(seat, unit):
    return unit.state == PENDING


def why_not_editable(seat, unit):
    if unit.state == DISABLED:
        return unit.why_closed
    return f"已于 {date_format(localtime(unit.submitted_at), 'DATETIME_FORMAT')} 提交，等上级单位审核，不能修改。"


@condition(why_not_editable)
def is_editable(seat, unit):
    return unit.state not in (PENDING, DISABLED)


@condition(lambda seat, unit: f"本单位现在是“{unit.get_state_display()}”，不需要再提交。")
def can_be_submitted(seat, unit):
    return unit.state in (UnitState.INCOMPLETE, UnitState.RETURNED)


@condition(
    lambda seat, unit: f"本单位现在是“{unit.get_state_display()}”，单位信息直接填写；【申请变更】只用于已启用的单位。"
)
def is_approved(seat, unit):
    return unit.state == ACTIVE


@condition("已有一项等待审核的变更申请；请等上级单位审核，或先【撤销申请】。")
def asks_for_nothing_yet(seat, unit):
    return not unit.changes.pending().exists()


@condition(lambda seat, change: f"该变更申请{change.get_state_display()}，不再等待审核。")
def change_is_waiting(seat, change):
    return change.is_pending


@condition("只有申请单位的管理员可以撤销。")
def is_of_its_unit(seat, change):
    return seat.is_unit_admin and change.unit_id == seat.unit.pk


@condition(lambda seat, change: f"由现在的上级单位“{change.unit.superior or '系统管理员'}”审核。")
def is_above_its_unit(seat, change):
    return seat.is_system or tree.is_directly_below(change.unit, seat.unit)


@condition(lambda seat, change: f"“{change.unit}”现在是“{change.unit.get_state_display()}”，不能变更；可以【退回】。")
def its_unit_is_working(seat, change):
    return change.unit.state == ACTIVE


@condition("只能初始化本单位审查人员和下级单位管理员的密码。")
def administers_account(seat, account):
    if seat.is_of_the_platform:
        return account.kind not in PLATFORM_KINDS
    own = account.unit_id == seat.unit.pk
    return account.is_reviewer if own else account.is_unit_admin


@condition("您的账号没有登记证件号，不能办理平台账号。请运行服务器的人员登记。")
def is_known(seat, thing):
    """Only of a known person can it be told that it is another one."""
    return bool(seat.account.id_number_hash)


@condition("该账号有一项变更等待确认。")
def is_not_changing(seat, account):
    return not account.is_changing


@condition("账号已经启用。")
def is_disabled_account(seat, account):
    return not account.is_active


@condition("账号已经停用。")
def is_enabled_account(seat, account):
    return account.is_active


@condition(lambda seat, account: f"这是最后一个启用的{account.get_kind_display()}，不能停用。")
def is_not_the_last(seat, account):
    return not account.is_last_of_its_kind


@condition(lambda seat, proposal: f"该变更{proposal.get_state_display()}，不需要再办理。")
def is_unanswered(seat, proposal):
    return proposal.is_pending


@condition("由另一类管理员确认；申请人和同类管理员不能确认。")
def is_of_another_kind(seat, proposal):
    return proposal.asked_by.kind != seat.account.kind


@condition("这项变更涉及您自己的账号，由另一类的其他管理员确认。")
def is_about_another(seat, proposal):
    return proposal.account_id != seat.account.pk


@condition("任务已经结束，不能取消。")
def is_open_job(seat, job):
    return job.is_open


@condition("审批路线已经调整。")
def road_is_due(seat, run):
    return bool(run.road_due)


@condition("任务由已经办理的事项引起，不能取消。")
def is_by_choice(seat, job):
    return not jobs.kind_named(job.kind).is_bound


@condition(lambda seat, job: f"{job.get_state_display()}的任务没有可以下载的文件，或文件已过保存期。")
def keeps_a_file(seat, job):
    return job.is_kept


@condition(lambda seat, job: jobs.why_not_fetch(seat, job))
def may_still_have_it(seat, job):
    return not jobs.why_not_fetch(seat, job)


@condition(lambda seat, job: jobs.why_not_repeat(seat, job))
def may_be_repeated(seat, job):
    return not jobs.why_not_repeat(seat, job)


allow("orgs.list_units", is_admin)
allow("orgs.create_unit", is_admin, is_within_own_unit, takes_units_below)
allow("orgs.change_unit", is_admin, is_below_own_unit, is_not_merged)
allow("orgs.edit_contact", is_admin, is_below_own_unit, is_not_merged)
allow("orgs.reset_unit_password", is_admin, is_below_own_unit, is_not_merged)
allow("orgs.move_unit", is_admin, is_below_own_unit, is_no_office, is_not_merged)
allow("orgs.merge_unit", is_admin, is_below_own_unit, is_no_office, is_not_merged)
allow("orgs.delete_unit", is_admin, is_below_own_unit, is_no_office, has_nothing_hanging)
allow("orgs.disable_unit", is_admin, is_below_own_unit, is_open)
allow("orgs.enable_unit", is_admin, is_below_own_unit, is_disabled)
allow("orgs.list_lower_units", is_admin)
allow("orgs.decide_unit", is_admin, is_directly_above, is_waiting)
allow("orgs.edit_own_unit", is_unit_admin)
allow("orgs.save_own_unit", is_unit_admin, is_editable)
allow("orgs.submit_own_unit", is_unit_admin, can_be_submitted)
allow("orgs.propose_change", is_unit_admin, is_approved, asks_for_nothing_yet)
allow("orgs.withdraw_change", is_unit_admin, is_of_its_unit, change_is_waiting)
allow("orgs.list_changes", is_admin)
allow("orgs.see_change_evidence", is_admin)
allow("orgs.decide_change", is_admin, is_above_its_unit, change_is_waiting)
allow("orgs.approve_change", is_admin, is_above_its_unit, change_is_waiting, its_unit_is_working)
allow("orgs.list_expired_passwords", minds_passwords)
allow("orgs.list_unattended", is_admin)
allow("orgs.list_stuck_roads", is_system)
allow("orgs.lay_road_again", is_system, road_is_due)
allow("orgs.see_coming", sits_at_a_desk)
allow("orgs.list_renamed_logins", minds_passwords)
allow("orgs.reset_account_password", minds_passwords, administers_account)
allow("orgs.see_audit", reads_the_trail)

allow("orgs.list_administrators", is_of_the_platform)
allow("orgs.add_administrator", is_system, is_known)
allow("orgs.enable_administrator", is_system, is_known, is_not_changing, is_disabled_account)
allow("orgs.disable_administrator", is_system, is_known, is_not_changing, is_enabled_account, is_not_the_last)
allow("orgs.reset_administrator", is_system, is_known, is_not_changing, is_enabled_account)
allow("orgs.list_account_proposals", is_of_the_platform)
allow("orgs.confirm_proposal", is_of_the_platform, is_known, is_unanswered, is_of_another_kind, is_about_another)
allow("orgs.refuse_proposal", is_of_the_platform, is_known, is_unanswered, is_of_another_kind, is_about_another)

allow("orgs.list_jobs")
allow("orgs.cancel_job", is_open_job, is_by_choice)
allow("orgs.fetch_result", keeps_a_file, may_still_have_it)
allow("orgs.repeat_job", may_be_repeated)
