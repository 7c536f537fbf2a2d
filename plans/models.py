"""Plans (申报计划), their rows, and the ledger of 指标."""

from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.functional import cached_property

from orgs import tree
from orgs.chain import inbox
from orgs.chain.states import Climbing, ClimbState
from orgs.models import AppendOnly, Unit
from personnel.models import Level
from plans import chains, quota

# A plan counts against the caps of its unit once it is handed in.
COUNTED = (ClimbState.IN_REVIEW, ClimbState.PASSED)


def total_of(plan):
    """Expression: how many applicants the plan plans whose pk stands behind `plan`. Only the rows shown work it out."""
    rows = PlanRow.objects.filter(plan=models.OuterRef(plan)).order_by().values("plan")
    return Coalesce(models.Subquery(rows.annotate(sum=Sum("applicants")).values("sum")), 0)


class PlanQuerySet(models.QuerySet):
    def visible_to(self, seat):
        """Reviewers: their own unit's plans and those that have reached its desks. Units' administrators: their own unit's, and their
        subtree's once handed in. The platform's administrators none: the system administrator reads the statistics."""
        if not seat.is_staff:
            return self.none()
        if seat.is_unit_admin:
            return self.filter(Q(unit=seat.unit) | Q(unit__in=Unit.objects.below(seat.unit), run__isnull=False))
        return self.filter(Q(unit=seat.unit) | inbox.has_reached(seat))

    def passed(self):
        return self.filter(state=ClimbState.PASSED)

    def with_totals(self):
        return self.annotate(total=total_of("pk"))


class Plan(Climbing):
    """A unit's plan for a year: how many persons may apply for which title. Climbs from the unit to 省职改办."""

    spec = chains.PLAN
    # What lists need of many plans at once, noted by `plans.queries`: how much is over, in words, and last year's places.
    over, over_words, last_year = None, "", 0

    unit = models.ForeignKey("orgs.Unit", verbose_name="单位", on_delete=models.PROTECT, related_name="plans")
    year = models.PositiveSmallIntegerField("年度")
    name = models.CharField("计划名称", max_length=100)
    note = models.TextField("说明", blank=True, max_length=1000)
    pdf = models.ForeignKey(
        "orgs.StoredFile", verbose_name="盖章的申报计划", on_delete=models.PROTECT, related_name="+"
    )
    pdf_name = models.CharField(max_length=200)
    created_by = models.ForeignKey("orgs.Account", verbose_name="录入人", on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField("录入时间", auto_now_add=True)
    submitted_at = models.DateTimeField("上报时间", null=True, editable=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申报计划"
        ordering = ["-year", "-pk"]
        indexes = [
            models.Index(fields=["unit", "state"], name="plan_unit_state"),
            models.Index(fields=["-year", "-id"], name="plan_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "name"], name="plan_name_once", violation_error_message="本年度已有同名计划。"
            ),
        ]

    def __str__(self):
        return f"{self.unit} {self.name}"

    @cached_property
    def total(self):
        """How many persons shall apply, all rows together. A list fills it for all its plans (`with_totals`)."""
        return self.rows.aggregate(total=Sum("applicants", default=0))["total"]

    def final_organ(self):
        return FinalOrgan.objects.organ_of(self.unit, self.year)


class PlanRow(models.Model):
    """One title of a plan: posts of the unit, how many are filled, how many persons shall apply."""

    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="rows")
    title = models.ForeignKey("personnel.Title", verbose_name="申报职称", on_delete=models.PROTECT, related_name="+")
    speciality = models.CharField("专业", max_length=50, blank=True)
    posts = models.PositiveIntegerField("岗位总数")
    filled = models.PositiveIntegerField("已聘人数")
    applicants = models.PositiveIntegerField("申报人数")

    class Meta:
        verbose_name = verbose_name_plural = "计划行"
        ordering = ["plan", "title__position", "speciality", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "title", "speciality"],
                name="plan_row_once",
                violation_error_message="同一职称和专业只填一行。",
            ),
            models.CheckConstraint(condition=Q(applicants__gt=0), name="plan_row_asks_for_somebody"),
        ]

    def __str__(self):
        return f"{self.title} {self.speciality}".strip()


class CapQuerySet(models.QuerySet):
    def visible_to(self, seat):
        """Staff see the caps on their own unit and on everything below it."""
        return self.filter(tree.within(seat.unit, "unit__")) if seat.is_staff else self.none()

    def in_force(self):
        """Set by a unit that still stands above."""
        return self.filter(tree.above("set_by__", "unit__"))

    def with_asked(self):
        """Each cap with `asked`: what the unit's plans of the year, handed in or passed, ask for in this series and level, and `passed`:
        the passed ones alone."""
        rows = PlanRow.objects.filter(
            plan__unit=models.OuterRef("unit"),
            plan__year=models.OuterRef("year"),
            title__series=models.OuterRef("series"),
            title__level=models.OuterRef("level"),
        )
        return self.annotate(
            asked=self._sum(rows.filter(plan__state__in=COUNTED)),
            passed=self._sum(rows.filter(plan__state=ClimbState.PASSED)),
        )

    @staticmethod
    def _sum(rows):
        sums = rows.order_by().values("plan__unit").values(sum=Sum("applicants"))
        return Coalesce(models.Subquery(sums), 0)


class Cap(models.Model):
    """指标上限: at most so many persons may a unit plan for in a series and level of a year, all its plans together.

    Every unit above may set one; the smallest holds (`plans.queries.caps_on`). What is over is shown in red, never refused.
    """

    unit = models.ForeignKey("orgs.Unit", models.CASCADE, verbose_name="单位", related_name="caps")
    year = models.PositiveSmallIntegerField("年度")
    series = models.ForeignKey("personnel.Series", models.PROTECT, verbose_name="系列", related_name="+")
    level = models.CharField("级别", max_length=15, choices=Level.choices)
    number = models.PositiveIntegerField("指标人数", help_text="0 表示本年度不安排。")
    set_by = models.ForeignKey("orgs.Unit", models.CASCADE, verbose_name="设置单位", related_name="caps_set")
    by = models.ForeignKey("orgs.Account", models.PROTECT, verbose_name="设置人", related_name="+")
    at = models.DateTimeField("设置时间", auto_now=True)

    objects = CapQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "指标上限"
        ordering = ["-year", "unit__code", "series__code", "level", "set_by__code"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "series", "level", "set_by"], name="cap_once"),
            models.CheckConstraint(condition=~Q(unit=F("set_by")), name="cap_comes_from_above"),
        ]

    def __str__(self):
        return f"{self.unit} {self.year} 年度 {self.series}{self.get_level_display()}指标"


class QuotaLineQuerySet(models.QuerySet):
    def visible_to(self, seat):
        """Staff see the figures of their own unit and everything below it, applicants those of their own unit."""
        if seat.unit is None:
            return self.none()
        if not seat.is_staff:
            return self.filter(unit=seat.unit)
        return self.filter(unit__in=Unit.objects.below(seat.unit))

    def summed(self, *by):
        """Tuples of these columns or expressions and, for each group of them, the sums of what `quota.Balance` calls places, used and
        passed."""
        return self.values_list(*by).annotate(
            sum_of_places=Sum(F("granted") + F("moved_in") - F("moved_out")),
            sum_of_used=Sum(F("reserved") - F("released")),
            sum_of_passed=Sum(F("consumed") - F("reversed")),
        )


class QuotaLine(models.Model):
    """指标 of a unit for a year and a title: the row that is locked before anybody writes its ledger, with the sum of every kind of
    entry, so that statistics read lines and not a province's entries. Only `enter` writes either."""

    unit = models.ForeignKey("orgs.Unit", verbose_name="单位", on_delete=models.PROTECT, related_name="quota_lines")
    year = models.PositiveSmallIntegerField("年度")
    title = models.ForeignKey("personnel.Title", verbose_name="申报职称", on_delete=models.PROTECT, related_name="+")
    granted, reserved, released, consumed, moved_out, moved_in, reversed = (
        models.PositiveIntegerField(kind.label, default=0, editable=False) for kind in quota.Kind
    )

    objects = QuotaLineQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "指标"
        ordering = ["-year", "unit__code", "title__position"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "year", "title"], name="quota_line_once"),
            models.CheckConstraint(condition=Q(released__lte=F("reserved")), name="quota_gives_back_what_was_taken"),
            models.CheckConstraint(condition=Q(reversed__lte=F("consumed")), name="quota_takes_back_what_was_used"),
            models.CheckConstraint(
                condition=Q(granted__gte=F("reserved") - F("released") + F("moved_out") - F("moved_in")),
                name="quota_has_the_places_it_gives",
            ),
        ]

    def __str__(self):
        return f"{self.unit} {self.year} 年度 {self.title}"

    @property
    def balance(self):
        return quota.Balance(**{kind.value: getattr(self, kind.value) for kind in quota.Kind})

    def enter(self, kind, amount, *, by, **cause):
        """Write one entry into the ledger, and its amount into the sum. The line must be locked. `cause`: its plan_row, run or merge."""
        entry = self.entries.create(kind=kind, amount=amount, by=by.account, **cause)
        QuotaLine.objects.filter(pk=self.pk).update(**{kind.value: F(kind.value) + amount})
        return entry


class QuotaEntry(AppendOnly):
    """One ledger entry; never changed. Grants name their plan row, what moved the merger of units, the others the run of the
    application."""

    line = models.ForeignKey(QuotaLine, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField("类型", max_length=10, choices=[(k.value, k.label) for k in quota.Kind])
    amount = models.PositiveIntegerField("人数")
    plan_row = models.ForeignKey(PlanRow, null=True, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey("orgs.ChainRun", null=True, on_delete=models.PROTECT, related_name="+")
    merge = models.ForeignKey("orgs.UnitMerge", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField("时间", auto_now_add=True)
    by = models.ForeignKey("orgs.Account", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "指标记录"
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan_row"], condition=Q(kind="granted"), name="quota_row_granted_once"),
            models.CheckConstraint(
                condition=Q(kind="granted", plan_row__isnull=False)
                | Q(kind__in=("moved_out", "moved_in"), merge__isnull=False)
                | (~Q(kind__in=("granted", "moved_out", "moved_in")) & Q(run__isnull=False)),
                name="quota_entry_names_its_cause",
            ),
        ]

    def __str__(self):
        return f"{self.line} {self.kind} {self.amount}"


class QuotaRuleQuerySet(models.QuerySet):
    def visible_to(self, seat):
        """Everybody may know how the places of a year are taken."""
        return self

    def first_come(self, year):
        """The rule of a year in which the first to apply have the places; none in others."""
        return self.filter(year=year, first_come=True)

    def is_first_come(self, year):
        return self.first_come(year).exists()


class QuotaRule(models.Model):
    """指标占用方式 of a year: by the unit's 推荐, or "first come" by the applicant's 提交. A year without a row: by 推荐."""

    year = models.PositiveSmallIntegerField("年度", unique=True)
    first_come = models.BooleanField(
        "占用方式",
        default=False,
        choices=[(False, "推荐时占用：单位负责人【通过】时占用"), (True, "先报先占：申报人【提交】时占用")],
    )
    # When the first application of the year was made: from then on the way stays as it is.
    fixed_at = models.DateTimeField("固定时间", null=True, editable=False)

    objects = QuotaRuleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "指标占用方式"
        ordering = ["-year"]

    def __str__(self):
        return f"{self.year} 年度 {self.get_first_come_display()}"

    @property
    def fixed_words(self):
        """Why it cannot be changed any more; "" while it can."""
        if self.fixed_at is None:
            return ""
        return f"{self.year} 年度自 {timezone.localdate(self.fixed_at)} 起已有申报，占用方式不能再改。"


class FinalOrganQuerySet(models.QuerySet):
    def visible_to(self, seat):
        """Everybody who plans may know where plans end."""
        return self

    def organ_of(self, unit, year):
        """Where a plan of `unit` ends: what is named for the year and the unit's branch, else for the year, else 省职改办."""
        line = tree.path(unit)
        named = self.filter(year=year).filter(Q(branch__in=line) | Q(branch=None)).select_related("organ")
        rows = sorted(named, key=lambda row: row.branch_id is None)
        return rows[0].organ if rows else line[0]


class FinalOrgan(models.Model):
    """终审机构 of the plans of a year: of one city-level branch, or (no branch) of all that name none. Without a row 省职改办."""

    year = models.PositiveSmallIntegerField("年度")
    branch = models.ForeignKey(
        "orgs.Unit", models.CASCADE, verbose_name="适用范围", null=True, blank=True, related_name="+"
    )
    organ = models.ForeignKey("orgs.Unit", models.PROTECT, verbose_name="终审机构", related_name="+")

    objects = FinalOrganQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "申报计划终审机构"
        ordering = ["-year", "branch__code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "branch"],
                name="final_organ_once_per_branch",
                violation_error_message="该年度、该范围已经设置了终审机构。",
            ),
            # SQLite and PostgreSQL know only distinct nulls.
            models.UniqueConstraint(
                fields=["year"],
                condition=Q(branch=None),
                name="final_organ_once_for_all",
                violation_error_message="该年度、该范围已经设置了终审机构。",
            ),
        ]

    def __str__(self):
        return f"{self.year} 年度 {self.branch or '全省'}：{self.organ}"
