"""单位变动人员管理."""

from django.core.exceptions import ValidationError
from django.db import transaction

from orgs import audit
from orgs.actions import demand_open
from orgs.files import store
from orgs.models import Account, AccountKind, ChainRun
from personnel.models import Person, Transfer
from titleplatform.kit.access import demand
from titleplatform.kit.identity import normalise_id
from titleplatform.kit.refusals import Refused


@transaction.atomic
def ask_transfer(*, by, id_number, name, reason, proof=None):
    """【申请移交】: the acting unit asks for the person with this ID number and name.

    Effects: proof stored; transfer waits at the old unit; audited. Raises ValidationError where nobody matches, Refused while an
    application is under way (says which).
    """
    demand("personnel.ask_transfer", by)
    demand_open(by.unit)
    person = person_to_ask_for(Person.objects.locked(), by.unit, id_number, name)
    _demand_nothing_under_way(person)
    if Transfer.objects.pending().filter(person=person).exists():
        raise Refused("该人员已有一项待答复的单位变动申请。")
    transfer = Transfer.objects.create(
        person=person,
        from_unit=person.unit,
        to_unit=by.unit,
        reason=reason.strip(),
        asked_by=by.account,
        proof=store(proof) if proof else None,
        proof_name=proof.name if proof else "",
    )
    audit.record("申请移交", by=by, on=transfer)
    return transfer


def person_to_ask_for(persons, unit, id_number, name):
    """The one of `persons` with this ID number and name. Raises ValidationError at `id_number` where there is none, or the unit's own."""
    accounts = Account.objects.holding(normalise_id(id_number)).filter(kind=AccountKind.APPLICANT, name=name.strip())
    person = persons.filter(account__in=accounts).first()
    if person is None:
        raise ValidationError(
            {"id_number": "没有证件号和姓名都相符的人员，请核对；新人员请在【单位人员管理】【添加】。"}
        )
    if person.unit_id == unit.pk:
        raise ValidationError({"id_number": "该人员已在本单位。"})
    return person


@transaction.atomic
def answer_transfer(*, by, transfer, agree, answer=""):
    """【同意】 or 【拒绝】 (with a reason). Effects: the person is locked; state; on agreement the person's account moves; audited."""
    demand_open(transfer.to_unit)
    person = Person.objects.locked().get(pk=transfer.person_id)
    transfer = (
        Transfer.objects.select_for_update(of=("self",)).select_related("from_unit", "to_unit").get(pk=transfer.pk)
    )
    demand("personnel.answer_transfer", by, transfer)
    if not agree and not answer.strip():
        raise ValidationError({"reason": "拒绝请写明理由。"})
    transfer.person = person
    transfer.sign(by)
    transfer.answer = answer.strip()
    if agree:
        _demand_nothing_under_way(person)
        transfer.agree()
        person.account.unit = transfer.to_unit
        person.account.save(update_fields=["unit"])
    else:
        transfer.refuse()
    transfer.save()
    audit.record("同意移交" if agree else "拒绝移交", by=by, on=transfer, 意见=transfer.answer)


def _demand_nothing_under_way(person):
    run = ChainRun.objects.filter(owner=person.account, ended_at=None).first()
    if run:
        raise Refused(f"该人员有正在进行的申报：{run.label}，结束后才能变动单位。")
