"""单位人员管理."""

from django.core.exceptions import ValidationError
from django.db import transaction

from orgs import audit
from orgs.actions import demand_open
from orgs.models import Account, AccountKind, DocumentKind
from orgs.passwords import close, give_initial_password
from personnel.actions.reviewers import reset_password
from personnel.models import Person
from titleplatform.kit.access import demand
from titleplatform.kit.identity import birth_date_of, check_document, gender_of, normalise_id

ELSEWHERE = "elsewhere"  # the code of the refusal of a person whom another unit holds
CHANGEABLE = ["name", "phone", "email"]  # of a person's account


def check_new_id(kind, number, name, unit):
    """Raise ValidationError at `id_number` unless the number is valid and belongs to nobody in the province yet.

    Where name and number both match, the holder's unit is named (the person can be asked over by 单位变动, where it is not the own one);
    otherwise it is not.
    """
    check_number(kind, number)
    holder = Account.objects.holding(number).filter(kind=AccountKind.APPLICANT).select_related("unit").first()
    if holder:
        refuse_held(holder, name, unit)


def check_number(kind, number):
    """Raise ValidationError at `id_number` unless the number is a valid one."""
    try:
        check_document(kind, number)
    except ValidationError as error:
        raise ValidationError({"id_number": error.messages}) from None


def refuse_held(holder, name, unit):
    """Why nobody with this number can be added: `holder` has it. Raises ValidationError at `id_number`."""
    if holder.name == name and holder.unit_id == unit.pk:
        raise ValidationError({"id_number": "该人员已在本单位人员名单中，不用再添加。"})
    if holder.name == name:
        text = f"该人员已在“{holder.unit}”。如已调入本单位，请在【单位变动人员管理】【申请移交】。"
        raise ValidationError({"id_number": ValidationError(text, code=ELSEWHERE)})
    raise ValidationError({"id_number": "该证件号已经存在，但姓名不符。请核对姓名和证件号。"})


@transaction.atomic
def add_person(*, by, account, gender="", birth_date=None, current_title="", closed=False):
    """Create a person of the acting unit from an unsaved Account (name, document, ID number, phone, e-mail).

    Effects: ID checked and unique in the province; account with its initial password, or `closed` until 【初始化密码】; person;
    audited. Raises ValidationError at the field. Returns (Person, the password to be shown once).
    """
    demand("personnel.add_person", by)
    demand_open(by.unit)
    account.id_number = normalise_id(account.id_number)
    check_new_id(account.document_kind, account.id_number, account.name, by.unit)
    account.kind, account.unit = AccountKind.APPLICANT, by.unit
    password = close(account) if closed else give_initial_password(account)
    account.save_checked()
    if account.document_kind == DocumentKind.RESIDENT:
        gender, birth_date = gender_of(account.id_number), birth_date_of(account.id_number)
    person = Person(account=account, gender=gender, birth_date=birth_date, current_title=current_title)
    person.clean_fields()
    person.save()
    audit.record("添加人员", by=by, on=person)
    return person, password


@transaction.atomic
def change_person(*, by, person):
    """Save changed details; ID number and unit do not change. Effects: the person is locked; account and person saved; audited with
    the names of the changed fields."""
    stored = Person.objects.locked().get(pk=person.pk)
    demand("personnel.change_person", by, stored)
    before = Account.objects.get(pk=stored.account_id)
    person.account.save_checked(update_fields=CHANGEABLE)
    person.save()
    changed = audit.changed(before, person.account, CHANGEABLE)
    changed += audit.changed(stored, person, ["gender", "birth_date", "current_title"])
    audit.record("修改人员", by=by, on=person, 修改项=changed)
    return person


@transaction.atomic
def delete_person(*, by, person):
    """【删除】 only before the person has applied. Effects: audited; dossier, person and account gone."""
    person = Person.objects.locked().get(pk=person.pk)
    demand("personnel.delete_person", by, person)
    audit.record("删除人员", by=by, on=person)
    account = person.account
    person.delete()
    account.delete()


@transaction.atomic
def reset_person_password(*, by, person):
    """【初始化密码】: the last six characters of the ID number again. Effects: audited."""
    demand("personnel.change_person", by, person)
    return reset_password(by, person.account)


@transaction.atomic
def reveal_id(*, by, person, reason):
    """The whole ID number, for the unit's administrator. Effects: audited with the reason. Returns the number, to be shown once."""
    demand("personnel.reveal_id", by, person)
    audit.record("查看完整证件号", by=by, on=person, 理由=reason)
    return person.account.id_number
