"""评委会 of a year, and its 备案: the host of a committee is the final organ of the applications to it."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_fsm import FSMField

from orgs import tree
from orgs.models import DirectCounty, Unit
from orgs.models.unit import ORGANS
from orgs.states import UnitState
from personnel.models import Level
from review.states import APPROVED, CommitteeLife, CommitteeState

HOSTS = ORGANS  # kinds of unit that may have committees
SENIOR = (Level.FULL_SENIOR, Level.DEPUTY_SENIOR)
VALID_YEARS = 3  # 暂行规定 6, 8: an approval is valid for at most so many


class Scope(models.Model):
    """What an approval is about: which levels a committee reviews, and for which units, each with all below it."""

    reviews_full_senior = models.BooleanField("正高级", default=False)
    reviews_deputy_senior = models.BooleanField("副高级", default=False)
    reviews_middle = models.BooleanField("中级", default=False)
    reviews_assistant = models.BooleanField("助理级", default=False)
    reviews_clerk = models.BooleanField("员级", default=False)
    serves = models.ManyToManyField(Unit, verbose_name="服务单位", related_name="+")

    class Meta:
        abstract = True

    @property
    def levels(self):
        """The labels of the levels it reviews."""
        return [level.label for level in Level if self.reviews(level)]

    @property
    def levels_label(self):
        return "、".join(self.levels)

    @property
    def is_senior(self):
        return any(self.reviews(level) for level in SENIOR)

    @property
    def serves_label(self):
        return "、".join(str(unit) for unit in self.serves.all())

    def reviews(self, level):
        return getattr(self, f"reviews_{level}")

    def set_levels(self, levels):
        for level in Level.values:
            setattr(self, f"reviews_{level}", level in levels)


def reviews_some_level(name):
    return models.CheckConstraint(
        condition=Q(*[(f"reviews_{level}", True) for level in Level.values], _connector=Q.OR),
        name=name,
        violation_error_message="至少选择一个级别。",
    )


class CommitteeQuerySet(models.QuerySet):
    def visible_to(self, seat):
        """Approved committees are public to everybody who is logged in; the others to the administrators of the host and above."""
        approved = Q(state__in=APPROVED)
        return self.filter(approved | tree.within(seat.unit, "host__") if seat.is_unit_admin else approved)

    def approved(self):
        return self.filter(state__in=APPROVED)

    def fitting(self, title):
        """Those of the title's series that review its level (暂行规定 on committees: one series; own levels only)."""
        return self.filter(series=title.series_id, **{f"reviews_{title.level}": True})

    def kept_by(self, unit):
        """Those whose office (`Committee.office`) this unit is."""
        closed_below = tree.within(unit, "host__") & ~Q(host=unit) & ~Q(host__state=UnitState.ACTIVE)
        stood_in = [each.pk for each in self.filter(closed_below).select_related("host") if each.office == unit]
        return self.filter(Q(host=unit) | Q(pk__in=stood_in))

    def open_on(self, day):
        return self.filter(opens_on__lte=day, closes_on__gte=day)

    def serving(self, unit):
        """Those that name `unit` or one above it, wherever it stands now: one statement, whatever an instance remembers."""
        named = Committee.serves.through.objects.filter(unit__in=tree.line_of(Unit, unit.pk).values("pk"))
        return self.filter(pk__in=named.values("committee"))

    def offered(self, *, title, year, unit, day):
        """What an applicant of `unit` may choose for a title on this day."""
        return self.approved().filter(year=year).fitting(title).open_on(day).serving(unit)


class Committee(CommitteeLife, Scope):
    """A committee of a year: its host, one series, the levels it reviews, the units it serves, and when it takes applications.

    Levels and units are those approved; what is asked for stands in a `CommitteeFiling` until then.
    """

    year = models.PositiveSmallIntegerField("年度")
    name = models.CharField("评委会名称", max_length=60)
    host = models.ForeignKey(Unit, verbose_name="组建单位", on_delete=models.PROTECT, related_name="committees")
    series = models.ForeignKey("personnel.Series", verbose_name="系列", on_delete=models.PROTECT, related_name="+")
    state = FSMField("状态", choices=CommitteeState.choices, default=CommitteeState.DRAFT, protected=True)
    opens_on = models.DateField("受理开始")
    closes_on = models.DateField("受理截止")
    through_common_ancestor = models.BooleanField(
        "共同上级也审查", default=False, help_text="组建单位不在申报单位的上级线上时，两者的共同上级是否也审查。"
    )
    contact = models.CharField("联系电话", max_length=50, blank=True)
    valid_until = models.DateField("备案有效期至", null=True, editable=False)
    filing = models.ForeignKey(
        "review.CommitteeFiling",
        verbose_name="备案",
        null=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="+",
    )

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评委会"
        ordering = ["-year", "series__code", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=models.F("opens_on")),
                name="committee_window_in_order",
                violation_error_message="受理截止不能早于受理开始。",
            ),
            reviews_some_level("committee_reviews_some_level"),
            models.UniqueConstraint(
                fields=["year", "name"],
                name="committee_name_once_a_year",
                violation_error_message="该年度已有同名的评委会。",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=APPROVED) | Q(valid_until__gte=models.F("closes_on")),
                name="committee_open_while_valid",
                violation_error_message="受理截止不能晚于备案有效期。",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def life(self):
        """The state as the enum member with its word and shape."""
        return CommitteeState(self.state)

    @property
    def is_approved(self):
        return self.state in APPROVED

    @property
    def office(self):
        """The unit whose administrator acts for the committee: its host; while that is 停用, the nearest working unit above it. (Where the
        host went up in another unit, that one is the host.)"""
        unit = self.host
        while not unit.is_working and not unit.is_top:
            unit = unit.superior
        return unit

    def fits(self, title):
        return self.series_id == title.series_id and self.reviews(title.level)

    def cutoff(self, year):
        """The date to which age, service and training are computed: the year's last day."""
        return date(year, 12, 31)

    def is_open_on(self, day):
        return self.opens_on <= day <= self.closes_on

    def is_reachable_from(self, unit):
        """Does it serve `unit`, where that stands now?"""
        return Committee.objects.serving(unit).filter(pk=self.pk).exists()

    def is_carried_on(self):
        """Is there a committee of this name in the next year already?"""
        return Committee.objects.filter(year=self.year + 1, name=self.name).exists()


def served_at_first(host):
    """The unit whose subtree a new committee of `host` serves: the office's own; for a department's that of the office above it, so
    省教育厅 and 省卫健委 serve the province."""
    return host if host.is_office else host.superior


class CommitteeFilingQuerySet(models.QuerySet):
    def visible_to(self, seat):
        """A unit's administrator sees those of the hosts of its subtree."""
        if seat.is_unit_admin:
            return self.filter(tree.within(seat.unit, "committee__host__"))
        return self.none()

    def waiting(self):
        return self.filter(result="")

    def waiting_for(self, seat):
        """What waits for this administrator's office: 高级 and a 省直管县's for 省职改办, the others for the office directly above the
        host, wherever that stands now."""
        top = Q(*[(f"reviews_{level}", True) for level in SENIOR], _connector=Q.OR)
        top |= Q(committee__host__in=DirectCounty.objects.on(timezone.localdate()).values("unit"))
        below = Q(tree.directly_below(seat.unit, "committee__host__"))
        return self.waiting().filter(top | below if seat.unit.is_top else ~top & below)


class Result(models.TextChoices):
    """How a 备案 ended; empty while it waits."""

    FILED = "filed", "已备案"
    RETURNED = "returned", "已退回"
    WITHDRAWN = "withdrawn", "已撤回"


class CommitteeFiling(Scope):
    """One 备案 of a committee: the levels and units asked for, the document, its term, and what the office above said."""

    committee = models.ForeignKey(Committee, verbose_name="评委会", on_delete=models.CASCADE, related_name="filings")
    document = models.ForeignKey(
        "orgs.StoredFile", verbose_name="备案文件", on_delete=models.PROTECT, related_name="+", editable=False
    )
    document_name = models.CharField(max_length=200, editable=False)
    valid_from = models.DateField("有效期起")
    valid_until = models.DateField("有效期止")
    served_names = models.TextField("报备时的服务单位", editable=False)
    asked_at = models.DateTimeField("报备时间", auto_now_add=True)
    asked_by = models.ForeignKey("orgs.Account", null=True, on_delete=models.SET_NULL, related_name="+", editable=False)
    asked_by_name = models.CharField("报备人", max_length=200, editable=False)
    result = models.CharField("结果", max_length=10, choices=Result.choices, blank=True, editable=False)
    decided_at = models.DateTimeField("审核时间", null=True, editable=False)
    decided_by = models.ForeignKey(
        "orgs.Account", null=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    decided_by_name = models.CharField("审核人", max_length=200, blank=True, editable=False)
    answer = models.CharField("审核意见", max_length=500, blank=True, editable=False)

    objects = CommitteeFilingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评委会备案"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            reviews_some_level("filing_reviews_some_level"),
            models.UniqueConstraint(fields=["committee"], condition=Q(result=""), name="filing_one_waiting"),
            models.CheckConstraint(
                condition=Q(result="", decided_at=None) | (~Q(result="") & Q(decided_at__isnull=False)),
                name="filing_decided_once",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gte=models.F("valid_from")),
                name="filing_term_in_order",
                violation_error_message="有效期止不能早于有效期起。",
            ),
        ]

    def __str__(self):
        return f"{self.committee}（{self.committee.year} 年度）备案"

    def clean(self):
        if not (self.valid_from and self.valid_until):
            return
        if not self.committee.year - VALID_YEARS < self.valid_from.year <= self.committee.year + 1:
            raise ValidationError({"valid_from": f"请核对日期：评委会是 {self.committee.year} 年度的。"})
        last = last_day(self.valid_from)
        if self.valid_until > last:
            raise ValidationError({"valid_until": f"备案有效期最长 {VALID_YEARS} 年，最晚到 {last}。"})
        if self.valid_until < self.committee.closes_on:
            raise ValidationError({"valid_until": f"受理到 {self.committee.closes_on}，有效期不能在此之前结束。"})

    @property
    def is_finished(self):
        return not self.is_waiting

    @property
    def is_waiting(self):
        return not self.result

    @property
    def result_label(self):
        return self.get_result_display() or CommitteeState.PENDING.label

    @property
    def goes_to_the_top(self):
        """高级 is 省职改办's to decide, and whatever a 省直管县 founds: the city has no say there."""
        periods = self.committee.host.direct_periods.all()  # a list fetches them for all its rows at once
        return self.is_senior or any(each.covers(timezone.localdate()) for each in periods)

    @property
    def decided_where(self):
        """The office that decides."""
        return tree.top_of(Unit) if self.goes_to_the_top else self.committee.host.superior

    def may_be_decided_by(self, seat):
        return seat.unit.is_top if self.goes_to_the_top else tree.is_directly_below(self.committee.host, seat.unit)


def last_day(valid_from):
    """The last day on which an approval that begins on this day may be valid."""
    in_years = valid_from.year + VALID_YEARS
    leap = (valid_from.month, valid_from.day) == (2, 29)
    return date(in_years, 2, 28) if leap else valid_from.replace(year=in_years) - timedelta(days=1)
