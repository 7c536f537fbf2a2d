from datetime import date

import pytest

from personnel.dossier import computed
from personnel.dossier.computed import TrainingYear

CUTOFF = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("born", "on", "years"),
    [
        (date(1985, 6, 30), date(2026, 6, 29), 40),
        (date(1985, 6, 30), date(2026, 6, 30), 41),
        (date(2000, 2, 29), date(2026, 2, 28), 25),
        (date(2000, 2, 29), date(2026, 3, 1), 26),
    ],
)
def test_age(born, on, years):
    assert computed.age(born, on) == years


@pytest.mark.parametrize(
    ("start", "end", "months"),
    [
        (date(2020, 1, 15), CUTOFF, 83),
        (date(2021, 12, 31), CUTOFF, 60),
        (date(2022, 1, 1), CUTOFF, 59),
        (date(2024, 1, 31), date(2024, 2, 29), 1),
        (date(2024, 1, 31), date(2024, 2, 28), 0),
        (date(2027, 1, 1), CUTOFF, 0),
    ],
)
def test_months_between(start, end, months):
    assert computed.months_between(start, end) == months


@pytest.mark.parametrize(("months", "text"), [(83, "6 年 11 个月"), (60, "5 年"), (7, "7 个月"), (0, "不满 1 个月")])
def test_span_text(months, text):
    assert computed.span_text(months) == text


@pytest.mark.parametrize(
    ("periods", "months"),
    [
        ([], 0),
        ([("2008-07", "2008-07")], 1),
        ([("2008-07", "2009-06"), ("2009-07", "2010-06")], 24),  # one after the other
        ([("2008-07", "2009-06"), ("2009-01", "2009-12")], 18),  # two posts at once count once
        ([("2008-07", "2009-06"), ("2011-07", "2012-06")], 24),  # a gap counts for nothing
        ([("2026-01", "")], 12),  # until now, to the cut-off
        ([("2026-01", "2027-12")], 12),  # nothing counts beyond the cut-off
        ([("2027-01", "")], 0),
        ([("2010-05", "2009-05")], 0),
    ],
)
def test_months_of_service(periods, months):
    assert computed.months_of_service(periods, CUTOFF) == months


def hours(year, course, number):
    return {"year": year, "course": course, "hours": number}


@pytest.mark.parametrize(
    ("rows", "year"),
    [
        ([], TrainingYear(2026)),
        ([hours(2026, "professional", 66), hours(2026, "public", 30)], TrainingYear(2026, 96, 66)),
        ([hours(2026, "professional", 40), hours(2026, "professional", 20)], TrainingYear(2026, 60, 60)),
        ([hours(2025, "professional", 90)], TrainingYear(2026)),
        ([{"year": 2026}], TrainingYear(2026)),
    ],
)
def test_training_hours_of_a_year(rows, year):
    assert computed.training_years(rows, CUTOFF)[-1] == year


@pytest.mark.parametrize(
    ("total", "professional", "lacks_hours", "lacks_professional"),
    [(90, 60, 0, 0), (89, 60, 1, 0), (90, 59, 0, 1), (200, 60, 0, 0), (0, 0, 90, 60)],
)
def test_ninety_hours_two_thirds_professional(total, professional, lacks_hours, lacks_professional):
    year = TrainingYear(2026, total, professional)
    assert (year.lacks_hours, year.lacks_professional) == (lacks_hours, lacks_professional)


def test_training_years_are_the_last_five_and_not_before_the_given_date():
    assert [year.year for year in computed.training_years([], CUTOFF)] == [2022, 2023, 2024, 2025, 2026]
    assert [year.year for year in computed.training_years([], CUTOFF, since=date(2025, 3, 1))] == [2025, 2026]


def test_computed_texts_stay_empty_until_the_data_is_there():
    assert computed.age_text({"person": [{"birth_date": "1985-06-30"}]}, CUTOFF) == "41 岁"
    assert computed.tenure_text({"person": [{"title_on": "2020-01-15"}]}, CUTOFF) == "6 年 11 个月"
    assert computed.service_text({"work": [{"start": "2008-07"}]}, CUTOFF) == "18 年"
    for function in (computed.age_text, computed.tenure_text, computed.service_text):
        assert function({"person": [], "work": [{}]}, CUTOFF) == ""
