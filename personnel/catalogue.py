"""Loads the title catalogue from `personnel/data/title_series.csv`."""

import csv
from pathlib import Path

from django.db import transaction

from personnel.models import Level, Method, Series, Title

SOURCE = Path(__file__).parent / "data" / "title_series.csv"
LEVELS = {label: value for value, label in Level.choices}
METHODS = {label: value for value, label in Method.choices}


@transaction.atomic
def load_catalogue(source=SOURCE):
    """Create or update all series and titles; running it again changes nothing. Returns (series, titles) counts."""
    rows = list(csv.DictReader(source.open(encoding="utf-8")))
    names = {f"{int(row['series_no']):02d}": row["series"] for row in rows}
    written = _write([Series(code=code, name=name) for code, name in names.items()], unique=["code"])
    series = {each.code: each for each in written}
    titles = [_title(row, series, position) for position, row in enumerate(rows, 1)]
    _write(titles, unique=["series", "branch", "level"])
    return len(series), len(titles)


def _title(row, series, position):
    return Title(
        series=series[f"{int(row['series_no']):02d}"],
        branch=row["branch"],
        level=LEVELS[row["level"]],
        name=row["title"],
        method=METHODS[row["method"]],
        source=row["source"],
        position=position,
    )


def _write(things, *, unique):
    """Insert these rows of one model, or bring those up to date that the `unique` fields say are there already: one query."""
    fields = [field.name for field in things[0]._meta.concrete_fields if not field.primary_key]
    changing = [name for name in fields if name not in unique]
    manager = type(things[0])._default_manager
    return manager.bulk_create(things, update_conflicts=True, unique_fields=unique, update_fields=changing)
