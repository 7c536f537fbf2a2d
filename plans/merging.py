"""【撤并】: what of this app's rows goes to the survivor (`orgs.merging`)."""

from django.db.models import Q

from orgs.chain import under_way
from orgs.chain.states import ClimbState
from plans.models import Cap, FinalOrgan, Plan, QuotaLine
from plans.quota import Kind, holds_a_place, is_used_up

RULES = {
    "plans.Plan.unit": "没有通过的随之变动，重名的加注原单位；已通过的保持原样",
    "plans.Cap.unit": "随之变动，减去已通过的计划用去的；并入单位已有同一单位设置的，人数相加",
    "plans.Cap.set_by": "改为并入单位设置；并入单位已有设置的，取较小的",
    "plans.QuotaLine.unit": "剩余和占用的指标划出、划入（指标记录）",
    "plans.FinalOrgan.branch": "随之变动；并入单位已有设置的，以其为准",
    "plans.FinalOrgan.organ": "改为并入单位",
}


def carry(merge):
    """Plans, caps and final organs; the places follow with `carry_places`."""
    _carry_plans(merge)
    _carry_caps_on(merge)
    _carry_caps_set(merge)
    organs = FinalOrgan.objects.filter(Q(organ=merge.unit) | Q(branch=merge.unit))
    merge.note("申报计划终审机构设置", list(organs.select_related("organ", "branch")))
    named = FinalOrgan.objects.filter(branch=merge.survivor).values("year")
    FinalOrgan.objects.filter(branch=merge.unit, year__in=list(named.values_list("year", flat=True))).delete()
    FinalOrgan.objects.filter(branch=merge.unit).update(branch=merge.survivor)
    FinalOrgan.objects.filter(organ=merge.unit).update(organ=merge.survivor)


def _carry_plans(merge):
    rows = under_way.unfinished(Plan, merge.unit) | Plan.objects.filter(unit=merge.unit, state=ClimbState.FAILED)
    for plan in merge.note("申报计划", list(rows.order_by("pk"))):
        Plan.objects.filter(pk=plan.pk).update(unit=merge.survivor, name=_free_name(plan, merge))


def _free_name(plan, merge):
    """Its name, with the old unit's where the survivor has a plan of that name in the year."""
    taken = set(Plan.objects.filter(unit=merge.survivor, year=plan.year).values_list("name", flat=True))
    suffixes = ["", f"（{merge.unit}）", *(f"（{merge.unit} {number}）" for number in range(2, len(taken) + 3))]
    names = (f"{plan.name[: 100 - len(suffix)]}{suffix}" for suffix in suffixes)
    return next(name for name in names if name not in taken)


def _carry_caps_on(merge):
    """What passed plans, which stay, have left of a cap goes over. A cap that both have from the same unit becomes one for both together;
    one that the survivor itself had set holds no longer."""
    # What has not passed is the survivor's by now: asked here is what passed.
    caps = Cap.objects.filter(unit=merge.unit).with_asked().select_related("unit", "series")
    for cap in merge.note("指标上限", list(caps)):
        left = max(cap.number - cap.asked, 0)
        key = {"year": cap.year, "series": cap.series, "level": cap.level, "set_by": cap.set_by}
        same = Cap.objects.select_for_update().filter(unit=merge.survivor, **key).first()
        if same:
            same.number += left
            same.save(update_fields=["number"])
        if same or cap.set_by_id == merge.survivor.pk:
            cap.delete()
        else:
            Cap.objects.filter(pk=cap.pk).update(unit=merge.survivor, number=left)


def _carry_caps_set(merge):
    for cap in merge.note(
        "设置的指标上限", list(Cap.objects.filter(set_by=merge.unit).select_related("unit", "series"))
    ):
        key = {"unit": cap.unit, "year": cap.year, "series": cap.series, "level": cap.level}
        same = Cap.objects.select_for_update().filter(set_by=merge.survivor, **key).first()
        if same:
            same.number = min(same.number, cap.number)
            same.save(update_fields=["number"])
        if same or cap.unit_id == merge.survivor.pk:
            cap.delete()
        else:
            Cap.objects.filter(pk=cap.pk).update(set_by=merge.survivor)


def carry_places(merge):
    """What is left of the unit's quota, and the places that submissions under way hold, goes over: 划出 here, 划入 there. Places of
    what has ended stay where they were used. The ledger comes last in the order of locks."""
    lines = QuotaLine.objects.filter(unit__in=[merge.unit, merge.survivor])
    for line in lines.select_related("unit", "title"):
        if line.unit_id == merge.unit.pk:
            QuotaLine.objects.get_or_create(unit=merge.survivor, year=line.year, title=line.title)
    held = list(lines.select_for_update(of=("self",)).select_related("unit", "title").order_by("pk"))
    there = {(line.year, line.title_id): line for line in held if line.unit_id == merge.survivor.pk}
    mine = [line for line in held if line.unit_id == merge.unit.pk]
    moved = [
        f"{line} {number} 人" for line in mine if (number := _carry_line(merge, line, there[line.year, line.title_id]))
    ]
    merge.note("指标", moved)


def _carry_line(merge, line, there):
    """How many places of the line went over."""
    runs = _holding(line)
    number = line.balance.remaining + len(runs)
    if number <= 0:
        return 0
    for run in runs:
        line.enter(Kind.RELEASED, 1, by=merge.by, run=run)
    line.enter(Kind.MOVED_OUT, number, by=merge.by, merge=merge.row)
    there.enter(Kind.MOVED_IN, number, by=merge.by, merge=merge.row)
    for run in runs:
        there.enter(Kind.RESERVED, 1, by=merge.by, run=run)
    return number


def _holding(line):
    """The runs under way that hold a place of this line."""
    entries = {}
    for entry in line.entries.filter(run__isnull=False, run__ended_at=None).select_related("run"):
        entries.setdefault(entry.run, []).append(entry.kind)
    return [run for run, kinds in entries.items() if holds_a_place(kinds) and not is_used_up(kinds)]
