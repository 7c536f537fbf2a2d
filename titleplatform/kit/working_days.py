"""Working days by the State Council's holiday calendar with its make-up days; beyond the published year a marked estimate."""

from calendar import isleap
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from itertools import accumulate

import chinese_calendar

FIRST = 2004  # the first year whose holidays the library knows
# Fixed-date statutory holidays (全国年节及纪念日放假办法), for years whose arrangement is not published yet.
STATUTORY = {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}


@dataclass(frozen=True)
class WorkingDate:
    """A date reckoned in working days; `provisional` (暂定) when the holidays up to it are not published yet."""

    day: date
    provisional: bool

    def __str__(self):
        return f"{self.day}{'（暂定）' if self.provisional else ''}"


def is_published(day):
    """Is the year's holiday arrangement known?"""
    try:
        chinese_calendar.is_workday(day)
    except NotImplementedError:
        return False
    return True


def is_working_day(day):
    """True on working days, make-up weekends included."""
    try:
        return chinese_calendar.is_workday(day)
    except NotImplementedError:
        return day.weekday() < 5 and (day.month, day.day) not in STATUTORY


def add_working_days(day, count):
    """The WorkingDate `count` working days after `day` (the day itself does not count)."""
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return WorkingDate(day, not is_published(day))


def working_days_between(start, end):
    """How many working days have passed since `start`: the day after it counts first. Never negative."""
    return max(0, _until(end) - _until(start))


def _until(day):
    """How many working days there were from the year 1 to this day, it included: two look-ups instead of a walk from day to day."""
    return _before(day.year) + _of_year(day.year)[day.timetuple().tm_yday - 1]


@cache
def _before(year):
    """How many there were before this year; years before FIRST count from there on, backwards."""
    if year == FIRST:
        return 0
    return _before(year - 1) + _of_year(year - 1)[-1] if year > FIRST else _before(year + 1) - _of_year(year)[-1]


@cache
def _of_year(year):
    """For each day of a year how many of its working days have come by then."""
    first = date(year, 1, 1)
    days = (first + timedelta(days=n) for n in range(366 if isleap(year) else 365))
    return tuple(accumulate(int(is_working_day(day)) for day in days))
