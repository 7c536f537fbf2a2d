"""申报计划统计: 已通过 plans of a node and everything below it, by the units directly below the node, series and level."""

from dataclasses import dataclass
from operator import itemgetter

from django.db import models

from orgs import tree
from orgs.models import Unit
from personnel.models import Level, Title
from plans.models import QuotaEntry
from plans.quota import balance

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
    entries = _entries(node, year, series, level)
    balances, sums = _balances(node, entries), {}
    titles = Title.objects.select_related("series").in_bulk({title for _, title in balances})
    holders = _holders(node, entries, balances)
    for (place, title), found in balances.items():
        unit, title = holders.get(place, node), titles[title]  # the unit may have moved away between the statements
        # Each part: (what sorts, what shows).
        parts = {
            "unit": (unit.code, unit),
            "series": (title.series.code, title.series.name),
            "level": LEVELS[title.level],
        }
        key = tuple(parts[name] for name in grouping.fields)
        sums[key] = sums.get(key, Figures()) + Figures(found.places, found.used, found.passed)
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


def _entries(node, year, series, level):
    """The ledger of a node and below."""
    entries = QuotaEntry.objects.filter(tree.within(node, "line__unit__"), line__year=year).order_by()
    entries = entries.filter(line__title__series=series) if series else entries
    return entries.filter(line__title__level=level) if level else entries


def _balances(node, entries):
    """{(pk of a unit, pk of a title): Balance}; seen from the province office the units are the roots of the branches. Summed by their
    numbers alone, names come later: a province has hundreds of thousands of entries."""
    roots = tree.branch_roots(Unit) if node.is_top else None
    place = tree.branch_of("line__unit__") if node.is_top else models.F("line__unit")
    sums = entries.annotate(place=place).values_list("place", "line__title", "kind").annotate(models.Sum("amount"))
    found = {}
    for place, title, kind, amount in sums:
        found.setdefault((roots.get(place, node.pk) if roots else place, title), []).append((kind, amount))
    return {key: balance(amounts) for key, amounts in found.items()}


def _holders(node, entries, balances):
    """{pk: the unit directly below `node` that is it or has it below itself}. A city's units are thousands: the statement names them."""
    if node.is_top:
        return Unit.objects.in_bulk({unit for unit, _ in balances})
    return tree.holders(node, entries.values("line__unit"))
