"""What is computed and never typed: age, years of service, time in the present title, training hours; all to a cut-off date.

Pure arithmetic. Months are texts "2004-07"; a period's first and last month both count in full.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from personnel.dossier.codes import PROFESSIONAL_COURSE

# 《专业技术人员继续教育规定》(人社部令第25号): 90 hours a year, at least two thirds of them professional.
HOURS_A_YEAR = 90
PROFESSIONAL_HOURS_A_YEAR = 60
YEARS_LOOKED_AT = 5


def age(born, cutoff):
    """Completed years of life on the cut-off date."""
    return cutoff.year - born.year - ((cutoff.month, cutoff.day) < (born.month, born.day))


def months_between(start, end):
    """Completed months from one date to another; 0 where the end comes first."""
    months = (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day and not _is_month_end(end))
    return max(months, 0)


def span_text(months):
    """83 → “6 年 11 个月”."""
    years, rest = divmod(months, 12)
    parts = [f"{years} 年"] * bool(years) + [f"{rest} 个月"] * bool(rest)
    return " ".join(parts) or "不满 1 个月"


def months_of_service(periods, cutoff):
    """Months covered by at least one (first month, last month) period up to the cut-off; "" as last month means until now."""
    last = month_number(f"{cutoff:%Y-%m}")
    covered = set()
    for first, until in periods:
        covered.update(range(month_number(first), min(month_number(until) if until else last, last) + 1))
    return len(covered)


def month_number(month):
    """Months since year 0, so that months can be counted."""
    year, number = month.split("-")[:2]
    return int(year) * 12 + int(number) - 1


@dataclass(frozen=True)
class TrainingYear:
    """Hours (学时) of one calendar year."""

    year: int
    total: int = 0
    professional: int = 0

    @property
    def lacks_hours(self):
        return max(HOURS_A_YEAR - self.total, 0)

    @property
    def lacks_professional(self):
        """Measured by what a year demands, not by the sum: more public courses than asked for harm nobody."""
        return max(PROFESSIONAL_HOURS_A_YEAR - self.professional, 0)


def training_years(rows, cutoff, since=None):
    """A TrainingYear for each of the last five years to the cut-off, oldest first; `since` = no year before that date's."""
    first = max(cutoff.year - YEARS_LOOKED_AT + 1, since.year if since else 0)
    total, professional = defaultdict(int), defaultdict(int)
    for row in rows:
        year, hours = row.get("year"), row.get("hours") or 0
        total[year] += hours
        professional[year] += hours if row.get("course") == PROFESSIONAL_COURSE else 0
    return [TrainingYear(year, total[year], professional[year]) for year in range(first, cutoff.year + 1)]


# Computed fields: (values, cutoff) → text, "" while the data is not there. `values` is {section key: [row values]}.


def age_text(values, cutoff):
    born = _first(values, "person", "birth_date")
    return f"{age(date.fromisoformat(born), cutoff)} 岁" if born else ""


def service_text(values, cutoff):
    """专业技术工作年限, in completed years, from the periods of 工作经历."""
    periods = [(row["start"], row.get("end") or "") for row in values.get("work", ()) if row.get("start")]
    return f"{months_of_service(periods, cutoff) // 12} 年" if periods else ""


def tenure_text(values, cutoff):
    """任现职年限, from the day the present title was obtained."""
    obtained = _first(values, "person", "title_on")
    return span_text(months_between(date.fromisoformat(obtained), cutoff)) if obtained else ""


def training_totals(rows, cutoff):
    """One line per year that has any hours."""
    return [
        f"{year.year} 年 {year.total} 学时（专业 {year.professional}）"
        for year in training_years(rows, cutoff)
        if year.total
    ]


def _first(values, section, key):
    rows = values.get(section) or [{}]
    return rows[0].get(key) or ""


def _is_month_end(day):
    return (day + timedelta(days=1)).month != day.month
