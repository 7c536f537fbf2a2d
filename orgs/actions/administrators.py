"""Verbs about the platform's own administrators (docs/adr/0011-three-administrators.md).

The system administrator asks, an administrator of another kind confirms. Everybody first locks all platform accounts, of which there
are a handful, in one order; so the last enabled one of a kind stays whoever asks and confirms at the same moment.
"""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from orgs import audit
from orgs.models import Account, AccountChange, AccountKind, AccountProposal
from orgs.passwords import give_one_time_password
from titleplatform.kit.access import demand
from titleplatform.kit.identity import check_document, normalise_id, normalise_login
from titleplatform.kit.refusals import Refused

SAME_PERSON = "该证件号已用于平台账号“{}”；一个人只能有一个平台账号。"


class Effect(NamedTuple):
    """What a confirmed change led to: the account, and the one-time password to be shown once ("" where there is none)."""

    account: Account
    password: str = ""


@transaction.atomic
def propose_administrator(*, by, account):
    """【新增】 from an unsaved Account (kind, login name, name, document, ID number, phone).

    Effects: the account is saved, disabled; the proposal waits for another kind; audited. Returns the AccountProposal. Raises
    ValidationError at the field.
    """
    _locked_administrators()
    demand("orgs.add_administrator", by)
    _check_person(account)
    account.is_active, account.unit = False, None
    account.save_checked()
    return _propose(by, account, AccountChange.CREATE)


@transaction.atomic
def propose_change(*, by, account, change):
    """【启用】, 【停用】 or 【初始化密码】 of a platform account. Effects: the proposal waits for another kind; audited. Returns it."""
    account = _locked_administrators()[account.pk]
    demand(f"orgs.{change}_administrator", by, account)
    return _propose(by, account, change)


@transaction.atomic
def confirm_change(*, by, proposal):
    """【确认】. Effects: the change takes effect (a new account, or one that is reset, gets a one-time password);
    state, who and when; audited. Returns the Effect. Raises Refused, also where it would disable the last one of its kind."""
    administrators = _locked_administrators()
    proposal = _locked(proposal)
    demand("orgs.confirm_proposal", by, proposal)
    account = administrators[proposal.account_id]
    proposal.confirm()
    password = _take_effect(proposal.change, account)
    _answer(proposal, by)
    audit.record("确认平台账号变更", by=by, on=account, 变更=str(proposal), 申请人=proposal.asked_by.label)
    return Effect(account, password)


@transaction.atomic
def refuse_change(*, by, proposal, reason):
    """【拒绝】 with a reason. Effects: state, who, when and why; a new account that nobody ever used goes; audited."""
    administrators = _locked_administrators()
    proposal = _locked(proposal)
    demand("orgs.refuse_proposal", by, proposal)
    proposal.refuse()
    proposal.reason = reason
    _answer(proposal, by)
    account = administrators[proposal.account_id]
    audit.record("拒绝平台账号变更", by=by, on=account, 变更=str(proposal), 理由=reason)
    if proposal.change == AccountChange.CREATE:
        account.delete()


@transaction.atomic
def appoint(*, kind, login_name, name, id_number, document_kind, instead_of="", operator=""):
    """The first administrator of a kind, or one whose account is lost, by whoever runs the server (`operator`).

    An account of this name gets a one-time password and is enabled; a new one is made only where no other of its kind is enabled.
    Effects: `instead_of` is disabled; the account is saved; audited. Returns the Effect. Raises ValidationError.
    """
    administrators = _locked_administrators().values()
    named = {each.login_name: each for each in administrators}
    login_name = normalise_login(login_name)
    account = named.get(login_name) or Account(kind=kind, login_name=login_name, name=name)
    if account.kind != kind:
        raise ValidationError({"login_name": f"账号 {login_name} 是{account.get_kind_display()}。"})
    lost = _take_out(instead_of, named, kind)
    others = [each for each in administrators if each.kind == kind and each.is_active and each not in (account, lost)]
    if account.pk is None and others:
        raise ValidationError(
            {"login_name": f"已有启用的{AccountKind(kind).label}，请由系统管理员在【平台账号】新增。"}
        )
    if account.id_number and account.id_number != normalise_id(id_number):
        raise ValidationError({"id_number": "证件号与该账号登记的不符。"})
    account.name, account.document_kind, account.id_number = name, document_kind, id_number
    _check_person(account)
    account.is_active = True
    password = give_one_time_password(account)
    account.save_checked()
    audit.record(
        "服务器命令设置管理员",
        by=None,
        on=account,
        身份=account.get_kind_display(),
        停用账号=instead_of,
        操作用户=operator,
    )
    return Effect(account, password)


def _take_out(login_name, named, kind):
    """Disable the lost account of this name; None where none is named."""
    if not login_name:
        return None
    lost = named.get(normalise_login(login_name))
    if lost is None or lost.kind != kind:
        raise ValidationError({"instead_of": f"没有{AccountKind(kind).label}账号 {login_name}。"})
    lost.is_active = False
    lost.save(update_fields=["is_active"])
    return lost


def _take_effect(change, account):
    """The change itself; returns the one-time password, "" where there is none."""
    if change == AccountChange.DISABLE:
        if account.is_last_of_its_kind:
            raise Refused(f"这是最后一个启用的{account.get_kind_display()}，不能停用。")
        account.is_active = False
        account.save(update_fields=["is_active"])
        return ""
    account.is_active = True
    password = "" if change == AccountChange.ENABLE else give_one_time_password(account)
    account.save(update_fields=["is_active", "password", "initial_password_at"])
    return password


def _propose(by, account, change):
    proposal = AccountProposal.objects.create(
        change=change, account=account, account_label=account.label, kind=account.kind, asked_by=by.account
    )
    audit.record("申请平台账号变更", by=by, on=account, 变更=str(proposal))
    return proposal


def _answer(proposal, by):
    proposal.answered_by, proposal.answered_at = by.account, timezone.now()
    proposal.save(update_fields=["state", "answered_by", "answered_at", "reason"])


def _check_person(account):
    """A valid document, and no other platform account of this person. Asked once the accounts are locked: one that was entered
    meanwhile is seen."""
    account.id_number = normalise_id(account.id_number)
    try:
        check_document(account.document_kind, account.id_number)
    except ValidationError as error:
        raise ValidationError({"id_number": error.messages}) from None
    if other := Account.objects.of_the_platform().holding(account.id_number).exclude(pk=account.pk).first():
        raise ValidationError({"id_number": SAME_PERSON.format(other.login_name)})


def _locked_administrators():
    """{pk: account} of all platform accounts, held until the transaction ends."""
    rows = Account.objects.of_the_platform().select_for_update().order_by("pk")
    return {account.pk: account for account in rows}


def _locked(proposal):
    return (
        AccountProposal.objects.select_for_update(of=("self",))
        .select_related("asked_by", "account")
        .get(pk=proposal.pk)
    )
