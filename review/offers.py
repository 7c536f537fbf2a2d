"""Places of a unit's plans as somebody who applies sees them: what there is, who else wants it, and what stands in the way."""

from dataclasses import dataclass

from django.db.models import Count, Exists

from orgs.chain.states import ClimbState
from orgs.models import Unit
from plans.models import QuotaRule
from plans.queries import quota_for
from plans.quota import Balance
from review.models import Application
from review.models.application import ENDED_WITHOUT_SUCCESS
from titleplatform.kit.counting import LIST_MOST, CountUpTo


@dataclass(frozen=True)
class PlacesFor:
    """How many of the unit apply for how many places of one title and year, as one application sees it. `applied`: all that are handed in
    and did not end without success; `others`: without this one."""

    unit: object
    year: int
    title: object
    balance: Balance | None  # None where no plan grants any
    is_held: bool
    applied: int
    others: int
    first_come: bool

    @property
    def are_contested(self):
        return self.others >= self.balance.places

    @property
    def why_none(self):
        """For whoever decides about 推荐."""
        is_free = self.is_held or (self.balance and self.balance.remaining > 0)
        return "" if is_free else "没有空余的指标，不能推荐，可以【不推荐】。"

    @property
    def words(self):
        granted = self.balance.places if self.balance else 0
        return f"{self.unit} {self.year} 年度“{self.title}”：已申报 {self.applied} 人，指标 {granted} 名"


def places_for(application):
    """The PlacesFor of an application, handed in or not. Two queries."""
    place = {"unit": application.unit, "year": application.year, "title": application.title}
    sums, is_held = quota_for(application.run, **place)
    rows = Application.objects.applied().filter(**place)
    counted = CountUpTo(rows, LIST_MOST), CountUpTo(rows.exclude(pk=application.pk), LIST_MOST)
    rule = Exists(QuotaRule.objects.first_come(application.year))
    applied, others, first_come = Unit.objects.filter(pk=application.unit_id).values_list(*counted, rule).get()
    return PlacesFor(**place, balance=sums, is_held=is_held, applied=applied, others=others, first_come=first_come)


@dataclass(frozen=True)
class Offer:
    """A title of the unit's passed plans: how many apply for how many places, and why this person may not ("" where it may)."""

    line: object  # plans.models.QuotaLine
    balance: Balance
    applied: int
    reason: str


def offers_of(lines, person, instead_of=None):
    """The Offers of these quota lines (of the person's unit) to a person, or for another title `instead_of` that application's. Four
    queries."""
    lines = list(lines.order_by("year", "title__position"))
    applied = Application.objects.applied().filter(unit=person.unit).order_by().values_list("year", "title")
    counts = {(year, title): count for year, title, count in applied.annotate(Count("pk"))}
    own = list(
        Application.objects.filter(person=person).exclude(pk=instead_of and instead_of.pk).select_related("title")
    )
    first_come = set(QuotaRule.objects.filter(first_come=True).values_list("year", flat=True))
    return [_offer(line, counts, [each for each in own if each.year == line.year], first_come) for line in lines]


def _offer(line, counts, own, first_come):
    """`own`: what the person has applied for in the line's year."""
    sums = line.balance
    under_way = next((each for each in own if each.state not in ENDED_WITHOUT_SUCCESS), None)
    reason = ""
    if under_way:
        reason = f"本年度已有“{under_way.title}”，{under_way.state_label}"
    elif any(each.state == ClimbState.FAILED and each.title.level == line.title.level for each in own):
        reason = "本年度同级别未通过"
    elif line.year in first_come and sums.remaining < 1:
        reason = "指标已用完"
    return Offer(line, sums, counts.get((line.year, line.title_id), 0), reason)


def why_not_attempt(application, of_year=None):
    """After 未通过 there is no second attempt in the year at the same level, of whatever series; "" where none stands in the way.
    `of_year`: the person's others of the year, where they are known already."""
    of_year = Application.objects.of_year(application).select_related("title") if of_year is None else of_year
    failed = next((each for each in of_year if _bars(each, application.title.level)), None)
    if failed is None:
        return ""
    level = application.title.get_level_display()
    return f"{failed.year} 年度申报的“{failed.title}”（{level}）未通过，本年度不能再申报{level}职称。"


def _bars(attempt, level):
    return attempt.state == ClimbState.FAILED and attempt.title.level == level
