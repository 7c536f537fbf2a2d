"""申报计划统计: 已通过 plans of a node and everything below it, by the units directly below the node, series and level."""

from dataclasses import dataclass
from operator import itemgetter

from django.db import models

from orgs import tree
from orgs.models import Unit
from personnel.models import Level
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
    lines = _lines(node, year, series, level)
    figures_of, sums = _sums(node, lines), {}
    # A city's units are thousands: they are named by the statement, not one by one.
    holders = tree.holders(node, {unit for unit, *_ in figures_of} if node.is_top else lines.values("unit"))
    for (place, of_series, of_level), figures in figures_of.items():
        unit = holders.get(place, node)  # it may have moved away between the two statements
        # Each part: (what sorts, what shows).
        parts = {"unit": (unit.code, unit), "series": of_series, "level": LEVELS[of_level]}
        key = tuple(parts[name] for name in grouping.fields)
        sums[key] = sums.get(key, Figures()) + figures
    return [
        Row(figures, **{name: part[1] for name, part in zip(grouping.fields, key, strict=True)})
        for key, figures in sorted(sums.items(), key=itemgetter(0))
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
    """The quota lines of a node and below."""
    lines = QuotaLine.objects.filter(tree.within(node, "unit__"), year=year).order_by()
    lines = lines.filter(title__series=series) if series else lines
    return lines.filter(title__level=level) if level else lines


def _sums(node, lines):
    """{(pk of a unit, (series code, name), level): Figures}; seen from the province office the units are the roots of the branches."""
    roots = tree.branch_roots(Unit) if node.is_top else None
    keys = ("place", "title__series__code", "title__series__name", "title__level")
    lines = lines.annotate(place=tree.branch_of("unit__") if node.is_top else models.F("unit"))
    return {
        (
            roots.get(each["place"], node.pk) if roots else each["place"],
            (each[keys[1]], each[keys[2]]),
            each[keys[3]],
        ): Figures(
            each["granted"] + each["moved_in"] - each["moved_out"],
            each["reserved"] - each["released"],
            each["consumed"] - each["reversed"],
        )
        for each in lines.values(*keys).with_sums()
    }
