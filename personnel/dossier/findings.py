"""What a look at a dossier finds: stops (red), warnings (yellow) and what fits (green), each with its reason.

The checks here are declared in sections (`Section.checks`): functions of (values by section, cut-off date) → findings.
"""

from dataclasses import dataclass
from datetime import date

from django.db import models

from personnel.dossier.codes import ASSESSMENTS, GOOD_ASSESSMENTS
from personnel.dossier.computed import HOURS_A_YEAR, PROFESSIONAL_HOURS_A_YEAR, YEARS_LOOKED_AT, training_years


class Grade(models.TextChoices):
    """Worst first; the words stand on the applicant's page."""

    STOP = "stop", "不能提交"
    WARN = "warn", "提醒"
    PASS = "pass", "符合"

    @property
    def css(self):
        return {"stop": "is-fail", "warn": "is-warn", "pass": "is-pass"}[self.value]


@dataclass(frozen=True)
class Finding:
    """One line of 提交前检查. `section` and `entry` say where to mend it."""

    grade: Grade
    text: str
    note: str = ""
    section: str = ""
    entry: int | None = None


def check_training(values, cutoff):
    """Each of the last five years since the present title: 90 hours, 60 of them professional."""
    since = person_date(values, "title_on") or person_date(values, "started_on")
    findings = []
    for year in training_years(values.get("training", ()), cutoff, since):
        if year.lacks_hours:
            text = f"{year.year} 年继续教育 {year.total} 学时，不足 {HOURS_A_YEAR} 学时"
        elif year.lacks_professional:
            text = f"{year.year} 年专业科目 {year.professional} 学时，不足 {PROFESSIONAL_HOURS_A_YEAR} 学时"
        else:
            continue
        findings.append(Finding(Grade.WARN, text, "可提交；审查人员可能要求说明", "training"))
    return findings or [Finding(Grade.PASS, f"继续教育每年不少于 {HOURS_A_YEAR} 学时", section="training")]


def check_assessments(values, cutoff):
    """年度考核 of the last five years since the first job: all there, all 合格 or better."""
    started = person_date(values, "started_on")
    facts = (values.get("person") or [{}])[0]
    findings = []
    for year in range(max(cutoff.year - YEARS_LOOKED_AT, started.year if started else 0), cutoff.year):
        grade = facts.get(f"assessment_{year}")
        if not grade:
            findings.append(Finding(Grade.WARN, f"{year} 年度考核没有填写", "可提交；审查人员可能要求补充", "person"))
        elif grade not in GOOD_ASSESSMENTS:
            word = dict(ASSESSMENTS)[grade]
            findings.append(
                Finding(Grade.WARN, f"{year} 年度考核为{word}", "可提交；是否影响申报由评委会规定", "person")
            )
    return findings or [Finding(Grade.PASS, "近五年年度考核均为合格以上", section="person")]


def check_present_title(values, cutoff):
    """What 任现职年限 and 聘任 are read from, where somebody has a title (职称) already."""
    facts = (values.get("person") or [{}])[0]
    if not facts.get("current_title"):
        return [Finding(Grade.WARN, "没有填写现任职称", "还没有职称的可不填；已有职称的请补充", "person")]
    asked = (("title_on", "取得时间，算不出任现职年限"), ("engaged_on", "聘任时间"))
    return [
        Finding(Grade.WARN, f"现任职称没有填写{what}", "可提交；审查人员可能要求补充", "person")
        for key, what in asked
        if not facts.get(key)
    ]


def person_date(values, key):
    """A date or month of 个人信息 as a date, None where it is not given."""
    text = (values.get("person") or [{}])[0].get(key)
    return date.fromisoformat(text if len(text) > 7 else f"{text}-01") if text else None
