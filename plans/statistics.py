"""申报计划统计: 已通过 plans of a node and everything below it, by the units directly below the node, series and level."""

from collections import defaultdict
from dataclasses import dataclass
from operator import itemgetter

from django.db import models

from orgs import tree
from orgs.models import Unit
from personnel.models import Level, Series
from plans.models import QuotaLine

LEVELS = {level.value: (number, level.label) for number, level in enumerate(Level)}


class Grouping(models.TextChoices):
    """By what the same figures are summed; `fields` are the columns that remain of a Row."""

    DETAIL = "detail", "明细"
    UNIT = "unit", "按单位"
    SERIES = "series", "按系列"
    LEVEL = "level", "按级别"

    @property
    def fields(self):
        return ("unit", "series", "level") if self is Grouping.DETAIL else (self.value,)


@dataclass(frozen=True)
class Figures:
    """Numbers of applicants: planned (granted), applied (places taken), passed (consumed and not taken back), remaining."""

    planned: int = 0
    applied: int = 0
    passed: int = 0

    @property
    def remaining(self):
        return self.planned - self.applied

    def __add__(self, other):
        return Figures(self.planned + other.planned, self.applied + other.applied, self.passed + other.passed)


@dataclass(frozen=True)
class Row:
    """One line of the table; what the grouping leaves out is None."""

    figures: Figures
    unit: Unit | None = None
    series: str | None = None
    level: str | None = None


def statistics(node, year, *, series=None, level="", grouping=Grouping.DETAIL):
    """The Rows of `node` for `year`, narrowed to a series and a level, by unit code, series and level. A fixed number of queries."""
    lines, fields, sums = _lines(node, year, series, level), grouping.fields, {}
    meant = {"unit": _units(node, lines) if "unit" in fields else {}, "series": _series(), "level": LEVELS}
    columns = {"unit": _place(node), "series": "title__series", "level": "title__level"}
    for *asked, planned, applied, passed in lines.summed(*(columns[name] for name in fields)):
        parts = [meant[name][part] for name, part in zip(fields, asked, strict=True)]
        _, amounts = sums.setdefault(tuple(sorts for sorts, _ in parts), (parts, [0, 0, 0]))
        amounts[:] = amounts[0] + planned, amounts[1] + applied, amounts[2] + passed
    return [
        Row(Figures(*amounts), **{name: shows for name, (_, shows) in zip(fields, parts, strict=True)})
        for _, (parts, amounts) in sorted(sums.items(), key=itemgetter(0))
    ]


def summed(rows, field):
    """[(unit, series or level, Figures)]: the bars of the chart, in the order of the rows."""
    sums = {}
    for row in rows:
        key = getattr(row, field)
        sums[key] = sums.get(key, Figures()) + row.figures
    return list(sums.items())


def total(rows):
    return sum((row.figures for row in rows), Figures())


def _lines(node, year, series, level):
    """The quota of a node and below. A line that never had places (of a merger that brought none) is no row."""
    lines = QuotaLine.objects.filter(tree.within(node, "unit__"), year=year).exclude(granted=0, moved_in=0).order_by()
    lines = lines.filter(title__series=series) if series else lines
    return lines.filter(title__level=level) if level else lines


def _place(node):
    """Expression: where a line's unit lies, a key of `_units`. Seen from the province office that is its branch."""
    return tree.branch_of("unit__") if node.is_top else models.F("unit")


# What the numbers of the sums mean, each as (what sorts, what shows).


def _units(node, lines):
    """The unit directly below `node` that it is or lies below, of every place that has lines; a unit that is about to move may be none."""
    if node.is_top:
        roots = tree.branch_roots(Unit)
        units = Unit.objects.in_bulk(roots.values())
        holders = {branch: units[pk] for branch, pk in roots.items()}
    else:
        holders = tree.holders(node, lines.values("unit"))
    return defaultdict(lambda: (node.code, node), {place: (unit.code, unit) for place, unit in holders.items()})


def _series():
    return {series.pk: (series.code, series.name) for series in Series.objects.all()}
