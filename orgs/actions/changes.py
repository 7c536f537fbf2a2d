"""Verbs about what a unit is called and what it is: 【修改】 by the unit above, 【申请变更】 by an approved unit itself."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from orgs import audit, tree
from orgs.actions.units import check_name, clean
from orgs.chain.changes import desks_changed
from orgs.files import store
from orgs.models import KINDS_BELOW, Unit, UnitChange
from orgs.states import ChangeState
from titleplatform.kit.access import demand
from titleplatform.kit.refusals import Refused

BY_THE_UNIT_ABOVE = "上级单位修改"


@transaction.atomic
def change_unit(*, by, unit, name, certificate_name, kind):
    """【修改】 names and type of a lower unit. The code stays: it is the administrator's account.

    Effects: saved; what differs is kept as a change; audited with the names before; whoever climbs is told. Raises ValidationError at
    the field.
    """
    unit = _held(unit)
    demand("orgs.change_unit", by, unit)
    _check_name(unit, name)
    if kind != unit.kind:
        _check_kind(unit, kind)
    given = {"name": name, "certificate_name": certificate_name, "kind": str(kind)}
    values = {field: value for field, value in given.items() if getattr(unit, field) != value}
    before = unit.name
    if values:
        change = _change_of(unit, by, values, BY_THE_UNIT_ABOVE, state=ChangeState.APPROVED)
        _decided(change, by)
        _take_over(unit, values)
        change.save()
    audit.record("修改单位", by=by, on=unit, 原名称=before)
    desks_changed(unit, by=by)
    return unit


@transaction.atomic
def propose_change(*, by, values, reason, evidence):
    """【申请变更】 of an approved unit's key facts: `values` by field name, `evidence` a CheckedFile. What is valid stays so meanwhile.

    Effects: evidence stored; the change waits at the unit above; audited with the names of the fields. Raises ValidationError at the
    field (name taken, number wrong), Refused where one waits already.
    """
    unit = _held(by.unit)
    demand("orgs.propose_change", by, unit)
    values = {name: value for name, value in values.items() if getattr(unit, name) != value}
    if not values:
        raise ValidationError("没有需要变更的内容：所填与现在的信息相同。")
    if emptied := [name for name, value in values.items() if not value]:
        raise ValidationError(dict.fromkeys(emptied, "不能改为空白。"))
    clean(Unit(**values), set(values))
    _check_name(unit, values.get("name", unit.name))
    change = _change_of(unit, by, values, reason, evidence=store(evidence), evidence_name=evidence.name)
    change.save()
    audit.record("申请变更单位信息", by=by, on=change, 变更项=list(values))
    return change


@transaction.atomic
def withdraw_change(*, by, change):
    """【撤销申请】 by the unit itself. Effects: state, time, who; audited."""
    change = _locked(change)
    demand("orgs.withdraw_change", by, change)
    return _close(change, UnitChange.withdraw, by, "撤销单位信息变更")


@transaction.atomic
def approve_change(*, by, change):
    """【通过】 by the unit above.

    Effects: the unit takes the values over; the change keeps what was valid until now; state, time, who; audited; whoever climbs is
    told. Raises ValidationError where the name is taken meanwhile, Refused where nothing of it is new any more.
    """
    change = _locked(change)
    demand("orgs.approve_change", by, change)
    unit = change.unit
    if not change.still_new:
        raise Refused("申请的内容已经与该单位现在的信息相同，不需要变更；请【退回】。")
    _check_name(unit, change.values.get("name", unit.name))
    change.before = {name: getattr(unit, name) for name in change.values}
    _take_over(unit, change.values)
    _close(change, UnitChange.approve, by, "审核通过单位信息变更")
    desks_changed(unit, by=by)
    return change


@transaction.atomic
def return_change(*, by, change, reason):
    """【退回】 by the unit above, with a reason. Effects: state, time, who, reason; audited."""
    change = _locked(change)
    demand("orgs.decide_change", by, change)
    if not reason.strip():
        raise ValidationError({"reason": "请写明理由。"})
    return _close(change, UnitChange.send_back, by, "退回单位信息变更", reason.strip())


@transaction.atomic
def lapse_changes(*, by, unit, survivor):
    """What the merged `unit` had asked for and nobody decided ends as 已失效, and stands in the history of the `survivor`.

    Effects: state, time, who, reason, unit; audited.
    """
    for change in UnitChange.objects.pending().select_for_update(of=("self",)).filter(unit=unit):
        change.unit = survivor
        _close(change, UnitChange.lapse, by, "单位信息变更失效", f"“{unit}”已并入“{survivor}”，不再需要变更。")


def _held(unit):
    """`unit` as it is now, held with its branch and the province's row until the transaction ends: names are once among siblings, and
    directly below the province siblings are branches of their own."""
    tree.lock(unit, tree.top_of(Unit))
    return Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)


def _locked(change):
    """The change as it is now, held, and its unit held before."""
    unit = _held(change.unit)
    change = UnitChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    change.unit = unit
    return change


def _change_of(unit, by, values, reason, **more):
    return UnitChange(
        unit=unit,
        unit_name=unit.name,
        values=values,
        before={name: getattr(unit, name) for name in values},
        reason=reason.strip(),
        asked_by=by.account,
        asked_by_name=by.full_signature,
        **more,
    )


def _take_over(unit, values):
    for name, value in values.items():
        setattr(unit, name, value)
    clean(unit, set(values))
    unit.save(update_fields=[*values, "initials"])


def _decided(change, by, answer=""):
    change.decided_at, change.decided_by, change.decided_by_name = timezone.now(), by.account, by.full_signature
    change.answer = answer


def _close(change, transition, by, verb, answer=""):
    _decided(change, by, answer)
    transition(change)
    change.save()
    audit.record(verb, by=by, on=change, 理由=answer)
    return change


def _check_name(unit, name):
    """Once among its siblings; the province office has none."""
    if not unit.is_top:
        check_name(name, unit.superior, but=unit)


def _check_kind(unit, kind):
    """A new type must fit between the parent and what is already below."""
    if kind not in unit.superior.kinds_below:
        raise ValidationError({"kind": f"{unit.superior}之下不能设{Unit.Kind(kind).label}。"})
    wrong = tree.children(unit).exclude(kind__in=KINDS_BELOW[kind]).first()
    if wrong:
        raise ValidationError(
            {"kind": f"下级“{wrong}”是{wrong.get_kind_display()}，不能设在{Unit.Kind(kind).label}之下。"}
        )
