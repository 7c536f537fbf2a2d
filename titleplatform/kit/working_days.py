"""Working days by the State Council's holiday calendar with its make-up days; beyond the published year a marked estimate."""

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar

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
    return sum(is_working_day(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
