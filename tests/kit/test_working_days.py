from datetime import date, timedelta

import pytest

from titleplatform.kit.working_days import add_working_days, is_working_day, working_days_between


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2025, 10, 1), False),  # National Day
        (date(2025, 9, 28), True),  # a Sunday made up for it
        (date(2025, 11, 22), False),  # Saturday
        (date(2025, 11, 24), True),
        (date(2035, 10, 1), False),  # beyond the published calendar: statutory date
        (date(2035, 10, 8), True),
    ],
)
def test_is_working_day(day, works):
    assert is_working_day(day) is works


def test_between_counts_from_the_day_after():
    assert working_days_between(date(2025, 11, 21), date(2025, 11, 21)) == 0
    assert working_days_between(date(2025, 11, 21), date(2025, 11, 24)) == 1
    assert working_days_between(date(2025, 9, 30), date(2025, 10, 9)) == 1  # eight days of holiday
    assert working_days_between(date(2025, 11, 24), date(2025, 11, 21)) == 0


def test_adding_marks_what_is_not_published_yet():
    known = add_working_days(date(2025, 11, 21), 5)
    assert (known.day, known.provisional) == (date(2025, 11, 28), False)
    later = add_working_days(date(2035, 9, 28), 5)
    assert (later.day, later.provisional) == (date(2035, 10, 10), True)
    assert str(later) == "2035-10-10（暂定）"


@pytest.mark.parametrize("start", [date(2025, 9, 26), date(2025, 11, 21), date(2025, 11, 22)])
def test_more_than_so_many_have_passed_from_the_day_after_the_last_on(start):
    late_from = add_working_days(start, 16).day
    for days in range(50):
        day = start + timedelta(days=days)
        assert (working_days_between(start, day) > 15) is (day >= late_from)
