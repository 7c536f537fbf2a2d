"""The dates of the year, shown before login and on 首页: what the software itself enforces, never more."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max, Min
from django.utils import timezone

from review.models import Committee
from titleplatform.kit.deadlines import server_time_words


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
        if today > self.end:
            return "已结束"
        return "；".join(filter(None, [f"进行中，剩 {self.days_left} 天", server_time_words(self.end)]))


def year_dates():
    """This year's windows: plans all year; applications from the first committee's opening to the last one's closing."""
    year = timezone.localdate().year
    first, last = date(year, 1, 1), date(year, 12, 31)
    span = (
        Committee.objects.approved()
        .filter(closes_on__gte=first, opens_on__lte=last)
        .aggregate(opens=Min("opens_on"), closes=Max("closes_on"))
    )
    windows = [Window(f"{year} 年度申报计划", "申报计划", first, last)]
    if span["opens"]:
        windows.append(Window(f"{year} 年度个人申报", "个人申报", max(span["opens"], first), span["closes"]))
    return windows


def months(windows):
    """Twelve (number, css, [(what, when)]) of the year strip."""
    today = timezone.localdate()
    strip = []
    for number in range(1, 13):
        events = [
            (w.short, f"{w.start.day} 日起") for w in windows if (w.start.year, w.start.month) == (today.year, number)
        ]
        events += [(w.short, f"{w.end.day} 日止") for w in windows if (w.end.year, w.end.month) == (today.year, number)]
        css = "year__m--past" if number < today.month else "year__m--now" if number == today.month else ""
        strip.append((number, css, events))
    return strip
