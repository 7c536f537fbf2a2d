"""The dates of the year (DOMAIN §1): shown before login and on 首页. One place until 目录与参数 lets the province set them."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone


@dataclass(frozen=True)
class Window:
    """A span of the year in which something may be done."""

    label: str
    short: str
    start: date
    end: date

    @property
    def days_left(self):
        return (self.end - timezone.localdate()).days

    @property
    def css(self):
        today = timezone.localdate()
        return "is-off" if today < self.start else "is-doing" if today <= self.end else "is-draft"

    @property
    def now(self):
        today = timezone.localdate()
        if today < self.start:
            return "未开始"
        return f"进行中，剩 {self.days_left} 天" if today <= self.end else "已结束"


def year_dates(today=None):
    """The windows around `today`: next year's plans, this year's applications, experts and review."""
    year = (today or timezone.localdate()).year
    return [
        Window(f"{year} 年度个人申报", "个人申报", date(year, 1, 1), date(year, 12, 31)),
        Window(f"{year} 年度申报计划", "申报计划", date(year, 1, 1), date(year, 12, 31)),
        Window(f"{year} 年度评审", "评审", date(year, 12, 1), date(year + 1, 1, 31)),
    ]
