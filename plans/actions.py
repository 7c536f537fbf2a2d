"""Verbs that write plans and the quota ledger."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from orgs import audit
from orgs.actions import demand_open
from orgs.chain import engine
from orgs.chain.engine import Outcome
from orgs.chain.line import demand_held, hold_road
from orgs.chain.words import Role
from orgs.files import store
from orgs.models import Kind as UnitKind
from orgs.models import UnitMerge
from personnel.models import Level, Title
from plans.models import Cap, Plan, PlanRow, QuotaEntry, QuotaLine, QuotaRule
from plans.queries import quota_for, why_no_place
from plans.quota import Kind, holds_a_place, is_used_up
from titleplatform.kit.access import demand
from titleplatform.kit.refusals import Refused


@transaction.atomic
def save_plan(*, by, plan, rows, pdf=None):
    """Create or change a plan of the acting unit with all its rows.

    `plan` is an unsaved or changed Plan, `rows` the unsaved PlanRows that replace the old ones, `pdf` a CheckedFile or None to
    keep the present one. Effects: file stored; plan saved; rows replaced; audited. Raises ValidationError at `name` where the year
    has a plan of that name already.
    """
    is_new = plan.pk is None
    if is_new:
        demand("plans.add_plan", by)
        demand_open(by.unit)
        plan.unit, plan.created_by = by.unit, by.account
    else:
        demand("plans.change_plan", by, Plan.objects.select_for_update().get(pk=plan.pk))
    try:
        plan.validate_constraints(exclude=["run"])
    except ValidationError as error:
        raise ValidationError({"name": error.messages}) from None
    if pdf:
        plan.pdf, plan.pdf_name = store(pdf), pdf.name
    plan.save()
    plan.rows.all().delete()
    for row in rows:
        row.plan, row.pk = plan, None
    PlanRow.objects.bulk_create(rows)
    audit.record("新增申报计划" if is_new else "修改申报计划", by=by, on=plan, 人数=sum(row.applicants for row in rows))
    return plan


@transaction.atomic
def delete_plan(*, by, plan):
    """Delete a plan that was never handed in. Effects: audited; rows and plan gone."""
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    demand("plans.delete_plan", by, plan)
    audit.record("删除申报计划", by=by, on=plan)
    plan.delete()


@transaction.atomic
def submit_plan(*, by, plan):
    """【上报】: handed in by the 经办人 it goes to the own 负责人; by the 负责人 straight to the upper unit's 经办人.

    Effects: the plan climbs (`orgs.chain.engine.start`). Returns the run.
    """
    held = hold_road(plan)
    plan = Plan.objects.select_for_update().get(pk=plan.pk)
    demand_held(plan, held)
    demand("plans.submit_plan", by, plan)
    return engine.start(plan, by=by, handed_in_as=Role.LEADER if Role.LEADER in by.roles else Role.HANDLER)


@transaction.atomic
def decide_plan(*, by, plan, step_id, verdict, reason=""):
    """【通过】 or 【撤回】 at the open desk; the last desk's 【通过】 turns the rows into the unit's quota.

    Effects: the engine's; on 已通过 one `granted` ledger entry per row. Returns the engine's Outcome. Raises Stale, Refused.
    """
    outcome = engine.decide(plan, by=by, step_id=step_id, verdict=verdict, reason=reason)
    if outcome is Outcome.PASSED:
        _grant(plan, by)
    return outcome


@transaction.atomic
def set_cap(*, by, unit, year, series, level, number):
    """【设置指标】 for a unit below: at most `number` persons in this series and level of the year; a second time changes it.

    Effects: the acting unit's cap is written; audited with the number before. Returns the Cap. Raises Refused; ValidationError at
    `level` where the series has no title of that level that is reviewed.
    """
    demand_open(unit)
    demand("plans.set_cap", by, unit)
    if not Title.objects.by_review().filter(series=series, level=level).exists():
        raise ValidationError({"level": f"{series}系列没有以评审方式取得的{Level(level).label}职称。"})
    key = {"unit": unit, "year": year, "series": series, "level": level, "set_by": by.unit}
    before = Cap.objects.select_for_update().filter(**key).values_list("number", flat=True).first()
    cap, _ = Cap.objects.update_or_create(**key, defaults={"number": number, "by": by.account})
    audit.record("设置指标", by=by, on=cap, 人数=number, 原人数=before)
    return cap


@transaction.atomic
def remove_cap(*, by, cap):
    """【取消指标】. Effects: audited with the number; the cap is gone."""
    cap = Cap.objects.select_for_update().get(pk=cap.pk)
    demand("plans.change_cap", by, cap)
    audit.record("取消指标", by=by, on=cap, 人数=cap.number)
    cap.delete()


def _grant(plan, by):
    rows = list(plan.rows.order_by("title"))
    for row in rows:
        QuotaLine.objects.get_or_create(unit=plan.unit, year=plan.year, title_id=row.title_id)
    wanted = Q(unit=plan.unit, year=plan.year, title__in=[row.title_id for row in rows])
    lines = {line.title_id: line for line in _locked(wanted)}
    for row in rows:
        lines[row.title_id].enter(Kind.GRANTED, row.applicants, by=by, plan_row=row)


@transaction.atomic
def recommend(*, by, run, unit, year, title):
    """推荐: the application of this run takes one place of the unit's quota for the title; nothing if it holds one there already. A place
    held for another title is given back.

    Locks the lines first, so of two applications at the same instant one is refused. Raises Refused with the arithmetic.
    """
    place = {"unit": unit, "year": year, "title": title}
    lines = _locked_lines(run, **place)
    sums, is_held = quota_for(run, **place)
    if reason := why_no_place(sums, is_held, **place):
        raise Refused(reason)
    wanted = next(line for line in lines if (line.unit_id, line.year, line.title_id) == (unit.pk, year, title.pk))
    _give_back(by, run, [line for line in lines if line != wanted])
    if not is_held:
        wanted.enter(Kind.RESERVED, 1, by=by, run=run)


@transaction.atomic
def release(*, by, run, but_for=None):
    """Give the place of an application back that ended without success or was withdrawn; nothing if it holds none. `but_for`: a title
    whose place is kept."""
    _give_back(by, run, [line for line in _locked_lines(run) if but_for is None or line.title_id != but_for.pk])


@transaction.atomic
def restore(*, by, run, since):
    """The application goes on where it had ended: the place that was given back since then is taken again, of the unit in which its own
    went up meanwhile, where it did; nothing if none was. Raises Refused where somebody else has it by now."""
    back = QuotaEntry.objects.filter(run=run, kind=Kind.RELEASED, at__gte=since).select_related(
        "line__unit", "line__title"
    )
    if entry := back.last():
        unit = UnitMerge.objects.heir_of(entry.line.unit)
        recommend(by=by, run=run, unit=unit, year=entry.line.year, title=entry.line.title)


@transaction.atomic
def consume(*, by, run):
    """Mark the place of an application as used up: its result is 通过; nothing if it is. One that gave its place back (an earlier result
    was wrong) takes one again, of the unit in which its own went up meanwhile, where it did. Raises Refused with the arithmetic where
    all places are taken."""
    _locked_lines(run)
    entries = QuotaEntry.objects.filter(run=run).select_related("line__unit", "line__title").order_by("-pk")
    if (last := entries.first()) is None:
        return
    line = last.line
    if not holds_a_place(_kinds(line, run)):
        place = {"unit": UnitMerge.objects.heir_of(line.unit), "year": line.year, "title": line.title}
        if reason := why_no_place(*quota_for(run, **place), **place):
            raise Refused(f"退还的指标已由其他申报占用，不能改为通过：{reason}")
        recommend(by=by, run=run, **place)
        line = entries.first().line
    if not is_used_up(_kinds(line, run)):
        line.enter(Kind.CONSUMED, 1, by=by, run=run)


def _locked_lines(run, **wanted):
    """The lines on which the run has entries, and the wanted one, locked in one order."""
    touched = Q(pk__in=QuotaEntry.objects.filter(run=run).values("line"))
    return _locked(touched | Q(**wanted) if wanted else touched)


def _locked(asked):
    return list(QuotaLine.objects.select_for_update().filter(asked).order_by("pk"))


def _kinds(line, run):
    return list(line.entries.filter(run=run).values_list("kind", flat=True))


def _give_back(by, run, lines):
    """A place that a wrong result used up is given back too."""
    for line in lines:
        kinds = _kinds(line, run)
        if is_used_up(kinds):
            line.enter(Kind.REVERSED, 1, by=by, run=run)
        if holds_a_place(kinds):
            line.enter(Kind.RELEASED, 1, by=by, run=run)
            _hand_on(by, line)


def _hand_on(by, line):
    """A place that is free again at a unit that went up in another goes there, as the unit's other free places did."""
    merge = UnitMerge.objects.filter(unit=line.unit_id).first()
    if merge is None:
        return
    heir, _ = QuotaLine.objects.get_or_create(unit_id=merge.survivor_id, year=line.year, title_id=line.title_id)
    for there, kind in ((line, Kind.MOVED_OUT), (heir, Kind.MOVED_IN)):
        there.enter(kind, 1, by=by, merge=merge)
    _hand_on(by, heir)


@transaction.atomic
def set_quota_rule(*, by, year, first_come):
    """目录与参数: how the places of a year are taken; a second time changes it. Effects: saved; audited. Returns the QuotaRule. Raises
    ValidationError at `first_come` once the year has an application."""
    demand("plans.set_quota_rule", by)
    rule = _locked_rule(year)
    if rule.fixed_at:
        raise ValidationError({"first_come": rule.fixed_words})
    rule.first_come = first_come
    rule.save()
    audit.record("设置指标占用方式", by=by, on=rule)
    return rule


def fix_quota_rule(*, year):
    """The year has an application: from now on its places are taken as they are now. Called in the transaction that makes one."""
    if QuotaRule.objects.filter(year=year, fixed_at__isnull=False).exists():
        return
    rule = _locked_rule(year)
    if rule.fixed_at is None:
        rule.fixed_at = timezone.now()
        rule.save()


def _locked_rule(year):
    rule, _ = QuotaRule.objects.get_or_create(year=year)
    return QuotaRule.objects.select_for_update().get(pk=rule.pk)


@transaction.atomic
def set_final_organ(*, by, row):
    """目录与参数: name where the plans of a year (of a branch) end. Plans under way keep the road they were handed in on.

    Effects: saved; audited. Raises ValidationError where the organ cannot judge or the range is named already.
    """
    demand("plans.set_final_organ", by)
    if not (row.organ.is_office or row.organ.kind == UnitKind.DEPARTMENT):
        raise ValidationError({"organ": "终审机构只能是职改办或主管部门。"})
    row.validate_constraints()
    row.save()
    audit.record("设置申报计划终审机构", by=by, on=row)
    return row


@transaction.atomic
def remove_final_organ(*, by, row):
    """Back to the rule without this row. Effects: audited; gone."""
    demand("plans.set_final_organ", by)
    audit.record("取消申报计划终审机构", by=by, on=row)
    row.delete()
