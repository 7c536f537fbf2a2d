"""Verbs about units, their life and their accounts: one transaction each, audited, effects listed in order."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone

from orgs import audit, tree
from orgs.actions import roads
from orgs.chain import rerouting, under_way
from orgs.chain.changes import desks_changed
from orgs.files import store
from orgs.models import KEY_FACTS, KINDS_BELOW, Account, AccountKind, Job, Unit
from orgs.passwords import close, give_initial_password
from orgs.queries import free_code, why_not_close
from orgs.states import UnitState
from titleplatform.kit.access import demand
from titleplatform.kit.refusals import Refused

# What 【提交】 asks for beyond what 【保存】 does (docs/screens.md §1, marked *).
NEEDED_TO_SUBMIT = (
    "credit_code",
    "nature",
    "legal_representative",
    "address",
    "contact_name",
    "contact_phone",
    "office_phone",
    "contact_email",
)


class NewUnit(NamedTuple):
    """A created unit, its administrator's account and the initial password, which is to be shown once."""

    unit: Unit
    account: Account
    password: str


class MovedUnit(NamedTuple):
    """A unit in its new place, and the Job by which roads follow it; None where all were laid."""

    unit: Unit
    job: Job | None


@transaction.atomic
def change_password(*, by, new):
    """The account behind `by` sets its own password (already validated).

    Effects: the password is hashed; the initial password no longer holds; audited.
    """
    account = by.account
    account.set_password(new)
    account.initial_password_at = None
    account.save(update_fields=["password", "initial_password_at"])
    audit.record("修改密码", by=by, on=account)


@transaction.atomic
def create_system_administrator(*, by=None, login_name):
    """The first system administrator of a new installation; returns whether there was none.

    Effects: the account is saved, closed until `issue_first_password`; audited.
    """
    if Account.objects.filter(kind=AccountKind.SYSTEM).exists():
        return False
    account = Account(kind=AccountKind.SYSTEM, login_name=login_name, name=AccountKind.SYSTEM.label)
    close(account)
    account.save_checked()
    audit.record("建立系统管理员", by=by, on=account)
    return True


@transaction.atomic
def create_unit(*, by, parent, kind, name, certificate_name="", **info):
    """【添加】 a unit below `parent`; `info` are further fields of Unit. Returns a NewUnit.

    Effects: the branch is locked; the next free code is taken; the unit is saved (待完善); its administrator account, whose login name is
    the code, gets an initial password; audited. Raises ValidationError at the field (duplicate name, kind, number formats).
    """
    parent = tree.lock(parent)
    demand("orgs.create_unit", by, parent)
    if kind not in parent.kinds_below:
        raise ValidationError({"kind": f"{parent}之下不能设{Unit.Kind(kind).label}。"})
    check_name(name, parent)
    code = free_code(kind, parent.code)
    unit = Unit(code=code, kind=kind, name=name, certificate_name=certificate_name or name, **info)
    clean(unit, {"kind", "name", "certificate_name", *info})
    tree.insert(unit, parent=parent)
    account = Account(kind=AccountKind.UNIT_ADMIN, login_name=code, unit=unit, name=unit.contact_name)
    password = give_initial_password(account)
    account.save_checked()
    audit.record("添加单位", by=by, on=unit, 编码=code, 上级=str(parent), 类型=unit.get_kind_display())
    return NewUnit(unit, account, password)


@transaction.atomic
def edit_contact(*, by, unit, administrator_name, contact_phone, contact_email):
    """【编辑信息】 of a lower unit: its administrator's name, 联系人手机号, 电子邮箱.

    Effects: account and unit saved; audited without the numbers.
    """
    unit = _locked("orgs.edit_contact", by, unit)
    account = unit.administrator
    account.name = administrator_name
    account.save(update_fields=["name"])
    unit.contact_phone, unit.contact_email = contact_phone, contact_email
    clean(unit, {"contact_phone", "contact_email"})
    unit.save(update_fields=["contact_phone", "contact_email"])
    audit.record("编辑单位信息", by=by, on=unit)
    return unit


@transaction.atomic
def delete_unit(*, by, unit):
    """【删除】 a unit on which nothing hangs (otherwise Refused with what does).

    Effects: its administrator account and the unit are gone; audited.
    """
    tree.lock(unit)
    unit = _locked("orgs.delete_unit", by, unit)
    audit.record("删除单位", by=by, on=unit, 编码=unit.code)
    try:
        unit.accounts.filter(kind=AccountKind.UNIT_ADMIN).delete()
        tree.remove(unit)
    except ProtectedError:
        raise Refused("该单位的账号已有操作记录，不能删除；不再使用的可以【停用】或【撤并】。") from None


@transaction.atomic
def move_unit(*, by, unit, parent):
    """【移动】 a unit with all below it under another parent. Codes stay.

    Effects: both branches are locked, then every submission under way that comes from, or ends, below the unit; moved; audited with
    both parents; their roads are laid anew, beyond the first ones by a job (`roads`); whoever climbs is told. Returns a MovedUnit. Raises
    ValidationError at `parent`, also where one of the first roads would lead over a closed unit.
    """
    unit, parent = tree.lock(unit, parent)
    _check_move(by, unit, parent)
    before, touched = unit.superior, roads.hold(unit)
    moved = _move(unit, parent)
    audit.record("移动单位", by=by, on=moved, 原上级=str(before), 新上级=str(parent))
    try:
        why = f"“{moved}”由“{before}”之下移动到“{parent}”之下。"
        job = roads.lay(touched, by=by, why=why, about=str(moved))
    except Refused as error:
        raise ValidationError({"parent": str(error)}) from error
    desks_changed(moved, by=by)
    return MovedUnit(moved, job)


@transaction.atomic
def preview_move(*, by, unit, parent):
    """What `move_unit` would do to the roads: (how many submissions it touches, the Ways of the first). Everything is undone. Raises
    as `move_unit` does."""
    unit, parent = tree.lock(unit, parent)
    _check_move(by, unit, parent)
    runs = under_way.runs_below(unit)
    count, first = runs.count(), list(runs[: under_way.SHOWN])
    _move(unit, parent)
    shown = under_way.ways(first)
    transaction.set_rollback(True)
    return count, shown


@transaction.atomic
def disable_unit(*, by, unit, skip=""):
    """【停用】: its people can no longer work; also of a unit that is not yet approved.

    `skip`: the reason for which its desks between are left out, "" to leave none out. Effects: the branch is locked, then every
    submission that stands or will come here; with `skip` its desks close as 跳过; state; audited. Raises Refused with which
    submissions: always where the unit is the submitting unit or the final organ, without `skip` for desks between too.
    """
    unit = tree.lock(unit)
    demand("orgs.disable_unit", by, unit)
    if reason := why_not_close(unit, skip):
        raise Refused(reason)
    for subject in under_way.locked(under_way.runs_at(unit)) if skip else ():
        rerouting.skip_unit(subject, by=by, unit=unit, reason=f"“{unit}”停用：{skip}")
    return _fire("orgs.disable_unit", by, unit, Unit.disable, "停用单位", reason=skip)


@transaction.atomic
def enable_unit(*, by, unit):
    """【启用】 again: back to the state it was closed in. Effects: state; audited."""
    return _fire("orgs.enable_unit", by, unit, Unit.enable, "启用单位")


@transaction.atomic
def reset_unit_password(*, by, unit):
    """【初始化密码】 of a lower unit's administrator. Returns the password to be shown once.

    Effects: the initial password holds again and must be changed at the next login; audited.
    """
    return _reset(by, _locked("orgs.reset_unit_password", by, unit).administrator)


@transaction.atomic
def reset_account_password(*, by, account):
    """【初始化密码】 of an account whose initial password ran out. Returns the password to be shown once.

    Effects: as `reset_unit_password`.
    """
    account = Account.objects.select_for_update(of=("self",)).get(pk=account.pk)
    demand("orgs.reset_account_password", by, account)
    return _reset(by, account)


@transaction.atomic
def save_own_unit(*, by, values, licence=None):
    """【保存】 单位信息维护: `values` by field name, `licence` a CheckedFile or None to keep the present one.

    Effects: saved; the licence is stored; audited with the names of the changed fields. Raises ValidationError at a key fact of an
    approved unit: those change by `propose_change`.
    """
    unit = _locked("orgs.save_own_unit", by, by.unit)
    changed = [name for name, value in values.items() if getattr(unit, name) != value]
    if unit.is_working and (fixed := [name for name in changed if name in KEY_FACTS]):
        raise ValidationError(dict.fromkeys(fixed, "已启用的单位须【申请变更】，由上级单位审核。"))
    for name in changed:
        setattr(unit, name, values[name])
    if licence:
        unit.licence, unit.licence_name = store(licence), licence.name
        changed.append("licence")
    clean(unit, set(changed))
    unit.save(update_fields=[*changed, "licence_name"])
    audit.record("保存单位信息", by=by, on=unit, 修改项=audit.labels(unit, changed))
    if "allows_one_person_both_desks" in changed:
        desks_changed(unit, by=by)
    return unit


@transaction.atomic
def submit_own_unit(*, by, values, licence=None):
    """【提交】: saves as `save_own_unit` does, then hands the unit to the upper unit's administrator (待完善/已退回 → 待审核).

    Effects: saved; state and time; audited. Raises ValidationError at every field that is still missing.
    """
    demand("orgs.submit_own_unit", by, by.unit)
    unit = save_own_unit(by=by, values=values, licence=licence)
    missing = [name for name in NEEDED_TO_SUBMIT if not getattr(unit, name)]
    if missing:
        raise ValidationError(dict.fromkeys(missing, "提交前必须填写。"))
    return _fire("orgs.submit_own_unit", by, unit, Unit.submit, "提交单位信息", submitted_at=timezone.now())


@transaction.atomic
def approve_unit(*, by, unit):
    """【通过】 a lower unit (待审核 → 已启用). Effects: state, time, who; audited."""
    return _decide(by, unit, Unit.approve, "审核通过单位")


@transaction.atomic
def return_unit(*, by, unit, reason):
    """【退回】 a lower unit with a reason (待审核 → 已退回). Effects: state, time, who, reason; audited."""
    if not reason.strip():
        raise ValidationError({"reason": "请写明理由。"})
    return _decide(by, unit, Unit.send_back, "退回单位", reason.strip())


def _check_move(by, unit, parent):
    demand("orgs.move_unit", by, unit)
    demand("orgs.create_unit", by, parent)
    if unit.superior == parent:
        raise ValidationError({"parent": f"该单位已经在{parent}之下。"})
    if unit.kind not in KINDS_BELOW[parent.kind]:
        raise ValidationError(
            {"parent": f"{parent}（{parent.get_kind_display()}）之下不能设{unit.get_kind_display()}。"}
        )
    check_name(unit.name, parent, field="parent")


def _move(unit, parent):
    try:
        return tree.move(unit, parent=parent)
    except Refused as error:
        raise ValidationError({"parent": str(error)}) from error


def _reset(by, account):
    password = give_initial_password(account)
    account.save(update_fields=["password", "initial_password_at"])
    audit.record("初始化密码", by=by, on=account)
    return password


def _decide(by, unit, transition, verb, reason=""):
    return _fire(
        "orgs.decide_unit",
        by,
        unit,
        transition,
        verb,
        decided_at=timezone.now(),
        decided_by=by.account,
        decided_by_name=by.signature,
        decision_reason=reason,
        reason=reason,
    )


def _fire(permission, by, unit, transition, verb, reason="", **changes):
    """One transition of the locked unit, saved together with `changes`; audited with the reason where there is one; whoever climbs
    is told."""
    unit = _locked(permission, by, unit)
    for name, value in changes.items():
        setattr(unit, name, value)
    transition(unit)
    unit.save(update_fields=["state", "closed_in", *changes])
    audit.record(verb, by=by, on=unit, 理由=reason)
    desks_changed(unit, by=by)
    return unit


def demand_open(unit):
    """`unit` as it is now, which goes up in no other until the transaction ends: the first lock of whoever adds rows to a unit. Raises
    Refused where it has gone."""
    fresh = tree.hold_row(unit)
    if fresh.state == UnitState.MERGED:
        raise Refused(f"“{fresh}”已撤并，请到并入的单位办理。")
    return fresh


def _locked(permission, by, unit):
    """`unit` as it is now, held until the transaction ends, once this seat's permission on it is sure."""
    unit = Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    demand(permission, by, unit)
    return unit


def clean(unit, names):
    """Check these fields by the model's own rules, each mistake at its field."""
    unit.clean_fields(exclude={field.name for field in Unit._meta.fields} - names)


def check_name(name, parent, but=None, field="name"):
    if tree.children(parent).filter(name=name).exclude(pk=but and but.pk).exists():
        raise ValidationError({field: f"{parent}之下已有同名单位“{name}”。"})
