"""Reads that two callers share."""

from collections import Counter
from itertools import chain, count

from django.db.models import Prefetch, prefetch_related_objects

from orgs.chain.states import ClimbState
from orgs.queries import DeskLine, ReturnedLine
from plans.chains import PLAN
from plans.models import COUNTED, Cap, Plan, PlanRow, QuotaEntry, QuotaLine, total_of
from plans.quota import CapCheck, RowCheck, balance, holds_a_place, over

OVER_WORDS = 380  # of the 500 signs of an opinion


def with_totals(steps):
    """Steps of plans with what their table shows: the plan and its total."""
    return steps.select_related("run__plan", "run__unit", "unit").annotate(total=total_of("run__plan"))


def caps_on(units, years):
    """{(unit pk, year, series pk, level): the Cap that holds, with `asked`}: the smallest that upper units set. One query."""
    caps = Cap.objects.in_force().filter(unit__in=units, year__in=years).select_related("set_by", "series")
    smallest_last = caps.with_asked().order_by("-number", "-set_by__code")
    return {(cap.unit_id, cap.year, cap.series_id, cap.level): cap for cap in smallest_last}


def check_rows(pairs):
    """[[RowCheck, …], …] of (plan, rows) pairs, saved or not: each row against its vacancy and the cap that holds. One query."""
    caps = caps_on({plan.unit_id for plan, _ in pairs}, {plan.year for plan, _ in pairs})
    return [_checked(plan, rows, caps) for plan, rows in pairs]


def count_over(plans):
    """Note at each plan how much of it is over (`plan.over`), and say it (`plan.over_words`). Two queries, however many plans."""
    prefetch_related_objects(plans, Prefetch("rows", PlanRow.objects.select_related("title")))
    pairs = [(plan, list(plan.rows.all())) for plan in plans]
    for (plan, rows), checks in zip(pairs, check_rows(pairs), strict=True):
        plan.over = over(checks)
        plan.over_words = over_words(zip(rows, checks, strict=True))


def over_words(rows):
    """What a 撤回 says of the (row, RowCheck) pairs that are over; "" where none is. Room is left for more in the opinion."""
    said, kept = [f"{row}超 {check.over} 人" for row, check in rows if check.is_over], []
    for each in said:
        if len("；".join([*kept, each])) > OVER_WORDS:
            break
        kept.append(each)
    more = f"等 {len(said)} 行" if len(kept) < len(said) else ""
    return f"请核减超计划人数或附批准文件：{'；'.join(kept)}{more}" if said else ""


def note_last_year(plans):
    """Note at each plan how many places its unit's passed plans of the year before gave (`plan.last_year`, 0 where there were none). One
    query."""
    lines = QuotaLine.objects.filter(
        unit__in={plan.unit_id for plan in plans}, year__in={plan.year - 1 for plan in plans}
    )
    places = Counter()
    for line in lines:
        places[line.unit_id, line.year] += line.balance.places
    for plan in plans:
        plan.last_year = places[plan.unit_id, plan.year - 1]


def last_year_of(plan):
    """{title pk: the Balance of the unit's quota of the year before}. One query."""
    lines = QuotaLine.objects.filter(unit=plan.unit_id, year=plan.year - 1)
    return {line.title_id: line.balance for line in lines}


def _checked(plan, rows, caps):
    here = Counter()
    for row in rows:
        here[_place(plan, row)] += row.applicants
    against = {key: _cap_check(caps[key], plan, asked) for key, asked in here.items() if key in caps}
    return [RowCheck(row.posts, row.filled, row.applicants, against.get(_place(plan, row))) for row in rows]


def _cap_check(cap, plan, here):
    """What waits says nothing about what has passed: a passed plan is held against the passed ones, so a later one never turns it red."""
    if plan.state == ClimbState.PASSED:
        return CapCheck(cap.number, str(cap.set_by), here, cap.passed - here)
    counted_here = here if plan.state in COUNTED else 0
    return CapCheck(cap.number, str(cap.set_by), here, cap.asked - counted_here)


def _place(plan, row):
    return plan.unit_id, plan.year, row.title.series_id, row.title.level


def name_for(unit, year):
    """What a new plan of the unit is called unless somebody says otherwise: the first name that the year does not have yet."""
    taken = set(Plan.objects.filter(unit=unit, year=year).values_list("name", flat=True))
    usual, more = f"{year} 年度申报计划", f"{year} 年度补充申报计划"
    names = chain((usual, more), (f"{more}（{number}）" for number in count(2)))
    return next(name for name in names if name not in taken)


def rows_to_copy(unit, year):
    """The rows of the unit's plans of `year`, handed in or passed, one a title and speciality: posts as the latest plan has them,
    applicants of all plans together."""
    rows = PlanRow.objects.filter(plan__unit=unit, plan__year=year, plan__state__in=COUNTED)
    found = {}
    for row in rows.select_related("title").order_by("title__position", "speciality", "-plan_id"):
        first = found.setdefault((row.title_id, row.speciality), row)
        if first is not row:
            first.applicants += row.applicants
    return list(found.values())


def quota_for(run, *, unit, year, title):
    """(the Balance of a unit's quota for a year and title, does the application of this run hold a place of it?); (None, False) where no
    plan grants any. One query."""
    entries = QuotaEntry.objects.filter(line__unit=unit, line__year=year, line__title=title)
    entries = list(entries.values_list("kind", "amount", "run"))
    if not entries:
        return None, False
    held = run is not None and holds_a_place(kind for kind, _, holder in entries if holder == run.pk)
    return balance((kind, amount) for kind, amount, _ in entries), held


def why_no_place(sums, is_held, *, unit, year, title):
    """Why an application can have no place of the unit's quota, by what `quota_for` found; "" where it holds one already, or one is
    free."""
    if sums is None:
        return f"{unit} {year} 年度没有“{title}”的指标：申报计划中没有这一职称，或计划尚未通过。"
    if is_held or sums.remaining > 0:
        return ""
    return f"{unit} {year} 年度“{title}”{sums.arithmetic}，没有空余的指标。"


DESK_LINES = (
    DeskLine(
        PLAN, "申报计划审查", "plans:review", "plans.review_plans", "下级单位和本单位上报的计划", detail="plans:detail"
    ),
)
RETURNED_LINES = (
    ReturnedLine(
        PLAN,
        "已撤回的申报计划",
        "plans:own_plans",
        "?state=returned",
        "plans.list_own_plans",
        "请修改后重新【上报】",
    ),
)
