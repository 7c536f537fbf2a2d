"""审查人员角色分配."""

from django.core.exceptions import ValidationError
from django.db import transaction

from orgs import audit
from orgs.actions import demand_open
from orgs.chain.changes import desks_changed
from orgs.models import Account, AccountKind, Unit
from orgs.passwords import give_initial_password
from personnel import grants
from personnel.areas import content_areas
from personnel.models import Reviewer
from titleplatform.kit.access import demand
from titleplatform.kit.identity import check_document, normalise_id

# What 【修改】 changes, with what follows from the ID number: a page opened before 【停用】 or 【初始化密码】 takes neither back.
DETAILS = [
    "login_name",
    "name",
    "document_kind",
    "id_number",
    "id_number_hash",
    "id_number_masked",
    "phone",
    "email",
    "position",
]


@transaction.atomic
def add_reviewer(*, by, account, is_handler=False, is_leader=False, pairs=(), enabled=False):
    """Create a reviewer of the acting unit from an unsaved Account (login name, name, phone …), with as much of role, scope and 启用 as
    is given.

    Effects: account with an initial password; audited; roles, scope (`pairs` as in `set_scope`) and 启用 each as its own verb does it.
    Returns (reviewer, initial password).
    """
    demand("personnel.add_reviewer", by)
    demand_open(by.unit)
    account.kind, account.unit, account.is_active = AccountKind.REVIEWER, by.unit, False
    _hold_number(account)
    password = give_initial_password(account)
    account.save_checked()
    reviewer = Reviewer.objects.create(account=account)
    audit.record("添加审查人员", by=by, on=account)
    if is_handler or is_leader:
        set_roles(by=by, reviewer=reviewer, is_handler=is_handler, is_leader=is_leader)
    if pairs:
        set_scope(by=by, reviewer=reviewer, pairs=pairs)
    if enabled:
        set_enabled(by=by, reviewer=reviewer, enabled=True)
    return _locked(reviewer), password


@transaction.atomic
def change_reviewer(*, by, reviewer):
    """Save changed details of the reviewer's account. Effects: the reviewer is locked; the details saved, nothing else of the account;
    audited with the names of the changed ones and a changed 证件号, masked; whoever climbs is told, for a role counts with a 证件号
    only."""
    stored = _locked(reviewer)
    demand("personnel.change_reviewer", by, stored)
    _hold_number(reviewer.account)
    reviewer.account.save_checked(update_fields=DETAILS)
    audit.record("修改审查人员", by=by, on=reviewer.account, **_changes(stored.account, reviewer.account))
    desks_changed(reviewer.account.unit, by=by)
    return reviewer


@transaction.atomic
def set_enabled(*, by, reviewer, enabled):
    """【启用】 / 【停用】. A disabled account cannot log in, and its present sessions end with the next request.

    Effects: account saved; audited; whoever climbs is told of the desk.
    """
    reviewer = _locked(reviewer)
    demand("personnel.enable_reviewer" if enabled else "personnel.disable_reviewer", by, reviewer)
    reviewer.account.is_active = enabled
    reviewer.account.save(update_fields=["is_active"])
    audit.record("启用审查人员" if enabled else "停用审查人员", by=by, on=reviewer.account)
    desks_changed(reviewer.account.unit, by=by)


@transaction.atomic
def set_roles(*, by, reviewer, is_handler, is_leader):
    """【设置角色】: 经办人, 负责人, both or none. Effects: reviewer saved; audited with old and new; whoever climbs is told."""
    reviewer = _locked(reviewer)
    demand("personnel.change_reviewer", by, reviewer)
    before = reviewer.role_label
    reviewer.is_handler, reviewer.is_leader = is_handler, is_leader
    reviewer.save()
    audit.record("设置角色", by=by, on=reviewer.account, 原角色=before, 新角色=reviewer.role_label)
    desks_changed(reviewer.account.unit, by=by)


@transaction.atomic
def set_scope(*, by, reviewer, pairs):
    """【设置角色审查权限】: `pairs` of (series code, area key). Effects: grants replaced; audited with what is stored; whoever
    climbs is told."""
    reviewer = _locked(reviewer)
    demand("personnel.change_reviewer", by, reviewer)
    grants.set_scope(reviewer.account, pairs, areas=[area.key for area in content_areas()])
    stored = sorted("/".join(pair) for pair in grants.scope_of(reviewer.account).pairs)
    audit.record("设置角色审查权限", by=by, on=reviewer.account, 权限=stored)
    desks_changed(reviewer.account.unit, by=by)


@transaction.atomic
def delete_reviewer(*, by, reviewer):
    """【删除】 only who never acted. Effects: audited; reviewer, grants and account gone; whoever climbs is told."""
    reviewer = _locked(reviewer)
    demand("personnel.delete_reviewer", by, reviewer)
    audit.record("删除审查人员", by=by, on=reviewer.account)
    reviewer.account.delete()
    desks_changed(by.unit, by=by)


@transaction.atomic
def reset_reviewer_password(*, by, reviewer):
    """【初始化密码】. Effects: back to the initial password; audited. Returns the password to show once."""
    demand("personnel.change_reviewer", by, reviewer)
    return reset_password(by, reviewer.account)


def reset_password(by, account):
    """Give `account` its initial password again and leave an audit row."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    password = give_initial_password(account)
    account.save()
    audit.record("初始化密码", by=by, on=account)
    return password


def _hold_number(account):
    """`check_number` with the unit locked, so that two at once cannot both be the first."""
    if account.id_number:
        account.id_number = normalise_id(account.id_number)
        Unit.objects.select_for_update().get(pk=account.unit_id)
        check_number(account)


def check_number(account):
    """Raise ValidationError at `id_number` unless the 证件号 is valid and no other reviewer's of the unit: with two accounts one person
    could sit at both desks."""
    try:
        check_document(account.document_kind, account.id_number)
    except ValidationError as error:
        raise ValidationError({"id_number": error.messages}) from None
    others = Account.objects.holding(account.id_number).filter(unit_id=account.unit_id, kind=AccountKind.REVIEWER)
    if other := others.exclude(pk=account.pk).first():
        raise ValidationError({"id_number": f"本单位的审查人员 {other.label} 已使用该证件号，一人一个账号。"})


def _changes(before, after):
    """What an audit row says of changed details."""
    said = {"修改项": audit.changed(before, after, [name for name in DETAILS if not name.startswith("id_number_")])}
    if before.id_number != after.id_number:
        said["证件号"] = f"{before.id_number_masked or '无'} → {after.id_number_masked or '无'}"
    return said


def _locked(reviewer):
    return Reviewer.objects.select_for_update(of=("self",)).select_related("account").get(pk=reviewer.pk)
