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
    series = {}
    for row in rows:
        code = f"{int(row['series_no']):02d}"
        if code not in series:
            series[code], _ = Series.objects.update_or_create(code=code, defaults={"name": row["series"]})
    for position, row in enumerate(rows, 1):
        Title.objects.update_or_create(
            series=series[f"{int(row['series_no']):02d}"],
            branch=row["branch"],
            level=LEVELS[row["level"]],
            defaults={
                "name": row["title"],
                "method": METHODS[row["method"]],
                "source": row["source"],
                "position": position,
            },
        )
    return len(series), len(rows)
