from datetime import date

import pytest

from personnel.dossier.findings import Grade, check_assessments, check_training

CUTOFF = date(2026, 12, 31)


def hours(year, professional=66, public=30):
    return [
        {"year": year, "course": "professional", "hours": professional},
        {"year": year, "course": "public", "hours": public},
    ]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (hours(2025) + hours(2026), ["继续教育每年不少于 90 学时"]),
        (hours(2025), ["2026 年继续教育 0 学时，不足 90 学时"]),
        (hours(2025, 50, 60) + hours(2026), ["2025 年专业科目 50 学时，不足 60 学时"]),
        ([], ["2025 年继续教育 0 学时，不足 90 学时", "2026 年继续教育 0 学时，不足 90 学时"]),
    ],
)
def test_training_since_the_present_title(rows, says):
    values = {"training": rows, "person": [{"title_on": "2025-02-01", "started_on": "2008-07"}]}
    findings = check_training(values, CUTOFF)
    assert [finding.text for finding in findings] == says
    assert {finding.grade for finding in findings} == {Grade.PASS if says[0].startswith("继续") else Grade.WARN}


@pytest.mark.parametrize(
    ("grades", "says"),
    [
        ({"2024": "excellent", "2025": "qualified"}, ["近五年年度考核均为合格以上"]),
        ({"2025": "qualified"}, ["2024 年度考核没有填写"]),
        ({"2024": "unqualified", "2025": "barely"}, ["2024 年度考核为不合格", "2025 年度考核为基本合格"]),
    ],
)
def test_assessments_since_the_first_job(grades, says):
    person = {"started_on": "2024-07"} | {f"assessment_{year}": grade for year, grade in grades.items()}
    assert [finding.text for finding in check_assessments({"person": [person]}, CUTOFF)] == says
