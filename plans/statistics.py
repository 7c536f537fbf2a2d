"""申报计划统计: 已通过 plans of a node and everything below it, by the units directly below the node, series and level."""

from bisect import bisect_right
from dataclasses import dataclass

from django.db.models import Q, Sum

from orgs import tree
from orgs.models import Unit
from personnel.models import Level
from plans.models import QuotaEntry
from plans.quota import Kind

LEVELS = {level.value: (number, level.label) for number, level in enumerate(Level)}


@dataclass(frozen=True)
class Figures:
    """Numbers of applicants: planned (granted), applied (places taken), passed (consumed), remaining."""

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
    """One line of the table."""

    unit: Unit
    series: str
    level: str
    figures: Figures


def statistics(node, year):
    """The Rows of `node` for `year`, by unit code, series and level. A fixed number of queries, whatever the size."""
    below = list(tree.children(node))
    sums = _sums(node, year)
    groups = {}
    for (place, series, level), figures in sums.items():
        unit = _group_of(node, below, place)
        groups[unit, series, level] = groups.get((unit, series, level), Figures()) + figures
    ordered = sorted(groups.items(), key=lambda item: (item[0][0].code, item[0][1], LEVELS[item[0][2]][0]))
    return [Row(unit, series[1], LEVELS[level][1], figures) for (unit, series, level), figures in ordered]


def by_unit(rows):
    """[(unit, Figures)]: the bars of the chart."""
    totals = {}
    for row in rows:
        totals[row.unit] = totals.get(row.unit, Figures()) + row.figures
    return list(totals.items())


def total(rows):
    return sum((row.figures for row in rows), Figures())


def _sums(node, year):
    """{(place in the tree, (series code, name), level): Figures}; the place is a branch for the province, a `lft` below it."""
    place = "line__unit__tree_id" if node.is_top else "line__unit__lft"
    keys = (place, "line__title__series__code", "line__title__series__name", "line__title__level")
    amounts = {kind: Sum("amount", filter=Q(kind=kind), default=0) for kind in Kind}
    entries = QuotaEntry.objects.filter(tree.within(node, "line__unit__"), line__year=year).order_by()
    found = entries.values(*keys).annotate(**{kind.value: amount for kind, amount in amounts.items()})
    return {
        (each[place], (each[keys[1]], each[keys[2]]), each[keys[3]]): Figures(
            each["granted"], each["reserved"] - each["released"], each["consumed"]
        )
        for each in found
    }


def _group_of(node, below, place):
    """The unit directly below `node` in which the place lies, or `node` itself."""
    if node.is_top:
        return next((unit for unit in below if unit.tree_id == place), node)
    ordered = sorted(below, key=lambda unit: unit.lft)
    at = bisect_right([unit.lft for unit in ordered], place) - 1
    return ordered[at] if at >= 0 and place <= ordered[at].rght else node
