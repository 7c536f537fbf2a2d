"""Who may do what with reviewers, persons, transfers (docs/screens.md §2) and the lifelong record (docs/screens.md §5)."""

from orgs.chain.conditions import is_applicant
from personnel.models.imports import WRITTEN
from titleplatform.kit.access import allow, condition


@condition("只有单位管理员可以操作。")
def is_unit_admin(seat, thing):
    return seat.is_unit_admin


@condition("只有人员所在单位的管理员可以操作。")
def is_admin_of_its_unit(seat, thing):
    return seat.is_unit_admin and thing.unit_id == seat.unit.pk


@condition("职改办不是用人单位，人员由用人单位、下属单位和主管部门添加。")
def unit_employs(seat, thing):
    return not seat.unit.is_office


@condition("这份表格已经导入过。")
def is_not_written(seat, batch):
    return batch.written_at is None


@condition("试导入还没有做完，进度见【我的任务】。")
def is_compared(seat, batch):
    return batch.checked_at is not None


@condition("没有可以写入的行。")
def writes_something(seat, batch):
    return batch.number(*WRITTEN) > 0


@condition("账号已经启用。")
def is_disabled(seat, reviewer):
    return not reviewer.account.is_active


@condition("账号已经停用。")
def is_enabled(seat, reviewer):
    return reviewer.account.is_active


@condition("该账号已有审查记录，不能删除；请【停用】。")
def has_never_acted(seat, reviewer):
    return not reviewer.is_hung_on


@condition("该人员已有申报或变动记录，不能删除。")
def has_never_applied(seat, person):
    return not person.is_hung_on


@condition("个人档案只由申报人本人填写。")
def is_its_owner(seat, thing):
    """`thing` is a Person, a row of its record, or None for one's own record as a whole."""
    return seat.is_applicant and (thing is None or getattr(thing, "person", thing).account_id == seat.account.pk)


@condition("该申请已经处理完毕。")
def is_pending(seat, transfer):
    return transfer.is_pending


@condition("由原单位处理；满 15 个工作日未答复的，由共同的上级单位处理。")
def may_answer(seat, transfer):
    return transfer.may_be_answered_by(seat)


allow("personnel.list_reviewers", is_unit_admin)
allow("personnel.add_reviewer", is_unit_admin)
allow("personnel.change_reviewer", is_admin_of_its_unit)
allow("personnel.enable_reviewer", is_admin_of_its_unit, is_disabled)
allow("personnel.disable_reviewer", is_admin_of_its_unit, is_enabled)
allow("personnel.delete_reviewer", is_admin_of_its_unit, has_never_acted)

allow("personnel.list_persons", is_unit_admin)
allow("personnel.add_person", is_unit_admin, unit_employs)
allow("personnel.see_import", is_unit_admin)
allow("personnel.write_import", is_unit_admin, unit_employs, is_not_written, is_compared, writes_something)
allow("personnel.drop_import", is_unit_admin, is_not_written)
allow("personnel.change_person", is_admin_of_its_unit)
allow("personnel.delete_person", is_admin_of_its_unit, has_never_applied)
allow("personnel.reveal_id", is_admin_of_its_unit)

allow("personnel.list_transfers", is_unit_admin)
allow("personnel.ask_transfer", is_unit_admin, unit_employs)
allow("personnel.answer_transfer", is_unit_admin, is_pending, may_answer)
allow("personnel.list_own_transfers", is_applicant)
allow("personnel.see_transfer_proof")

allow("personnel.edit_dossier", is_its_owner)
