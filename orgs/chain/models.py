"""One run per submission, one step per desk and round, one verdict per step and area."""

from datetime import timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone

from orgs import tree
from orgs.chain.words import ALL, WHOLE, Area, Role, Verdict, spelled
from titleplatform.kit.working_days import working_days_between

ROAD_OVERDUE = timedelta(hours=1)  # a road takes well below a second, and a job lays thousands


class RunQuerySet(models.QuerySet):
    def visible_to(self, seat):
        """For the system administrator all: whose road could not be laid."""
        return self if seat.is_system else self.none()

    def road_due(self):
        """路线调整中: their roads are laid anew after a move."""
        return self.filter(road_due_at__isnull=False)

    def stuck(self):
        """Of these the ones that could not be: refused with a reason, or nobody has come to them for so long that something broke."""
        return self.road_due().filter(~Q(road_stuck="") | Q(road_due_at__lt=timezone.now() - ROAD_OVERDUE))


class ChainRun(models.Model):
    """The climb of one submission. What lower apps must know about upper ones stands here in general words."""

    spec_key = models.CharField(max_length=20)
    subject_kind = models.CharField("类别", max_length=50)
    label = models.CharField("事项", max_length=200)
    owner = models.ForeignKey(
        "orgs.Account", null=True, on_delete=models.PROTECT, related_name="runs", verbose_name="本人"
    )
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="runs", verbose_name="申报单位")
    final_unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="+", verbose_name="终审机构")
    series_code = models.CharField("系列", max_length=2, blank=True)
    # As they were called when it was handed in, and the final organ when it last left a desk: a record does not change with a name.
    unit_name = models.CharField("申报单位", max_length=100, blank=True)
    owner_name = models.CharField("姓名", max_length=50, blank=True)
    final_unit_name = models.CharField("终审机构", max_length=100, blank=True)
    round = models.PositiveSmallIntegerField("轮次", default=0)
    handed_in_by = models.ForeignKey("orgs.Account", null=True, on_delete=models.PROTECT, related_name="+")
    handed_in_role = models.CharField(max_length=10, choices=Role.choices, blank=True)
    handed_in_at = models.DateTimeField("提交时间", null=True)
    current_unit = models.ForeignKey(
        "orgs.Unit", null=True, on_delete=models.PROTECT, related_name="+", verbose_name="当前单位"
    )
    current_role = models.CharField("当前环节", max_length=10, choices=Role.choices, blank=True)
    current_since = models.DateTimeField("到达时间", null=True)
    # What the road needs beside unit and final organ, as it was at the hand-in: a move lays the same road, not another one.
    through_common = models.BooleanField(default=False)
    # 路线调整中: a unit of its road moved, so the rest is to be laid anew (why, in words; since when) and no desk decides until it is; why
    # that could not be done, "" while it has not been tried in vain. Written by `orgs.actions.roads` and the engine.
    road_due = models.CharField("调整原因", max_length=500, blank=True)
    road_due_at = models.DateTimeField("调整开始", null=True)
    road_stuck = models.CharField("未能调整的原因", max_length=500, blank=True)
    # Each time the road was laid anew (`rerouting`): round and order after which, at, by, their unit, why, old and new road, in words.
    road_changes = models.JSONField(default=list)
    fingerprints = models.JSONField(default=dict)
    # What every desk of this round judges, as it was handed in: an area declared or withdrawn later changes nothing here.
    areas = models.JSONField("审查内容", default=list)
    ended_at = models.DateTimeField("结束时间", null=True)

    objects = RunQuerySet.as_manager()
    counted_as = {"件上报过的事项": {}}

    class Meta:
        verbose_name = verbose_name_plural = "审批过程"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["owner", "ended_at"], name="run_owner"),
            models.Index(fields=["road_due_at"], condition=Q(road_due_at__isnull=False), name="run_road_due"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(current_unit=None, current_role="", current_since=None)
                | (Q(current_unit__isnull=False, current_since__isnull=False) & ~Q(current_role="")),
                name="run_place_whole_or_none",
            ),
            models.CheckConstraint(
                condition=Q(road_due="", road_due_at=None, road_stuck="")
                | (Q(road_due_at__isnull=False) & ~Q(road_due="")),
                name="run_road_due_whole_or_not",
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def place(self):
        """洛阳市职改办 · 负责人, or "" when it stands at no desk."""
        return f"{self.current_unit} · {self.get_current_role_display()}" if self.current_unit_id else ""

    @property
    def final_label(self):
        """The final organ: by its present name while it may still be ahead, as it was called then where the run stands nowhere."""
        return self.final_unit_name or str(self.final_unit)

    @property
    def is_open(self):
        """Handed in and not at its end: a returned submission is still under way, a withdrawn one is not."""
        return self.ended_at is None

    def go_over_to(self, heirs):
        """Unsaved: it comes from and ends at those in which its units went up (`heirs`: {pk: pk of the one})."""
        self.unit_id = heirs.get(self.unit_id, self.unit_id)
        self.final_unit_id = heirs.get(self.final_unit_id, self.final_unit_id)

    def road_is_laid(self):
        """Unsaved: no road is due any more."""
        self.road_due, self.road_due_at, self.road_stuck = "", None, ""

    @property
    def frozen_areas(self):
        """The Areas of the present round, in their order."""
        return tuple(Area(**area) for area in self.areas)

    def open_step(self):
        """The step at whose desk it stands, or None."""
        return self.steps.filter(status=StepStatus.OPEN).select_related("unit").first()


class StepStatus(models.TextChoices):
    AHEAD = "ahead", "未到"
    OPEN = "open", "待审"
    CLOSED = "closed", "已审"


class StepResult(models.TextChoices):
    """How a step ended. HAND_IN: the row that opens a round (order 0); TAKEN_BACK: withdrawn before anybody had opened it; DECLINED: the
    submitting unit does not send it up; GIVEN_UP: its owner does not hand it in again; MOVED: the road was laid anew past this desk;
    SKIPPED: its unit was closed, and its desks left out."""

    HAND_IN = "hand_in", "提交"
    PASS = "pass", "通过"
    RETURN = "return", "退回修改"
    FAIL = "fail", "未通过"
    TAKEN_BACK = "taken_back", "撤销"
    DECLINED = "declined", "不推荐"
    GIVEN_UP = "given_up", "放弃申报"
    MOVED = "moved", "转出"
    SKIPPED = "skipped", "跳过"


# Ends that no desk decided.
NOT_DECIDED = (
    StepResult.HAND_IN,
    StepResult.TAKEN_BACK,
    StepResult.GIVEN_UP,
    StepResult.MOVED,
    StepResult.SKIPPED,
)


class StepQuerySet(models.QuerySet):
    def visible_to(self, seat):
        """For the system administrator all; for units' administrators the desks of their own unit and of those directly below it."""
        if seat.is_system:
            return self
        if not seat.is_unit_admin:
            return self.none()
        return self.filter(Q(unit=seat.unit) | tree.directly_below(seat.unit, "unit__"))

    def unattended(self):
        """Open ones that nobody can judge (`unattended.mark`)."""
        return self.filter(status=StepStatus.OPEN).exclude(missing="")


class ChainStep(models.Model):
    """A desk in a round; rows ahead are written at the start, so the timeline knows what comes next."""

    run = models.ForeignKey(ChainRun, on_delete=models.CASCADE, related_name="steps")
    # The run's, copied: a desk walks its queue of one kind of climb by the index alone.
    spec_key = models.CharField(max_length=20, editable=False)
    round = models.PositiveSmallIntegerField("轮次")
    order = models.PositiveSmallIntegerField("顺序")
    unit = models.ForeignKey("orgs.Unit", on_delete=models.PROTECT, related_name="chain_steps", verbose_name="单位")
    role = models.CharField("环节", max_length=10, choices=Role.choices, blank=True)  # blank: handed in by a person
    status = models.CharField("状态", max_length=10, choices=StepStatus.choices, default=StepStatus.AHEAD)
    opened_at = models.DateTimeField("到达时间", null=True)
    # `spelled` keys of the areas still to be judged here; written by the engine only, for what lists must find in SQL.
    open_areas = models.CharField("待审内容", max_length=400, blank=True)
    # `spelled` keys of the open areas that nobody at the desk may judge, `|*|` where nobody sits there; "" where somebody may.
    missing = models.CharField("缺少", max_length=400, blank=True)
    seen_at = models.DateTimeField("打开时间", null=True)
    seen_by = models.ForeignKey("orgs.Account", null=True, on_delete=models.PROTECT, related_name="+")
    # 办理人: who is asked to judge it. A hint for the queue; everybody else of the desk may judge it as before.
    assigned_to = models.ForeignKey(
        "orgs.Account", null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="办理人"
    )
    assigned_to_name = models.CharField("办理人", max_length=50, blank=True)
    closed_at = models.DateTimeField("审查时间", null=True)
    closed_by = models.ForeignKey(
        "orgs.Account", null=True, on_delete=models.PROTECT, related_name="+", verbose_name="审查人"
    )
    result = models.CharField("结果", max_length=10, choices=StepResult.choices, blank=True)
    opinion = models.TextField("意见", blank=True)
    # A decision keeps its names: written when the step closes (`steps.sign`); what is open or ahead reads the present ones.
    unit_name = models.CharField("单位", max_length=100, blank=True)
    certificate_name = models.CharField("证书打印单位名称", max_length=100, blank=True)
    unit_kind = models.CharField("单位类型", max_length=12, blank=True)
    desk_name = models.CharField("环节", max_length=10, blank=True)
    closed_by_name = models.CharField("审查人", max_length=50, blank=True)

    # Whether units have moved since so that no road of the run leads here any more: the statement that read it says so (`reading`).
    is_off_the_line = False

    objects = StepQuerySet.as_manager()
    counted_as = {"条审批记录": {}}

    class Meta:
        verbose_name = verbose_name_plural = "审查环节"
        ordering = ["run", "round", "order"]
        indexes = [
            models.Index(
                fields=["unit", "role", "spec_key", "opened_at", "id"],
                condition=Q(status=StepStatus.OPEN),
                name="step_waiting",
            ),
            models.Index(
                fields=["unit", "role", "spec_key", "-opened_at", "id"],
                condition=Q(result=StepResult.RETURN),
                name="step_returned",
            ),
            models.Index(fields=["unit"], condition=Q(status=StepStatus.OPEN) & ~Q(missing=""), name="step_unattended"),
            models.Index(fields=["unit", "run"], condition=Q(opened_at__isnull=False), name="step_reached"),
            models.Index(
                fields=["unit", "role", "spec_key", "id"], condition=Q(status=StepStatus.AHEAD), name="step_ahead"
            ),
            models.Index(
                fields=["unit", "role", "spec_key", "-opened_at", "id"],
                condition=Q(opened_at__isnull=False),
                name="step_at_desk",
            ),
            models.Index(fields=["unit", "-closed_at"], condition=Q(status=StepStatus.CLOSED), name="step_closed"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["run"], condition=Q(status=StepStatus.OPEN), name="step_one_open_per_run"),
            models.UniqueConstraint(fields=["run", "round", "order"], name="step_order_once"),
            models.CheckConstraint(
                condition=Q(status=StepStatus.CLOSED, closed_at__isnull=False, closed_by__isnull=False) & ~Q(result="")
                | (~Q(status=StepStatus.CLOSED) & Q(closed_at=None, closed_by=None, result="")),
                name="step_closed_whole_or_not",
            ),
            models.CheckConstraint(
                condition=Q(status=StepStatus.CLOSED) & ~Q(unit_name="") & ~Q(closed_by_name="")
                | ~Q(status=StepStatus.CLOSED) & Q(unit_name="", closed_by_name=""),
                name="step_named_when_closed",
            ),
            models.CheckConstraint(
                condition=Q(status=StepStatus.OPEN) & ~Q(open_areas="") | ~Q(status=StepStatus.OPEN) & Q(open_areas=""),
                name="step_open_while_areas_are",
            ),
            models.CheckConstraint(condition=Q(status=StepStatus.OPEN) | Q(missing=""), name="step_missing_while_open"),
            models.CheckConstraint(
                condition=Q(seen_at=None, seen_by=None) | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="step_seen_pair",
            ),
        ]

    def __str__(self):
        return f"{self.unit_label} · {self.desk_label}" if self.role else self.unit_label

    @property
    def unit_label(self):
        return self.unit_name or str(self.unit)

    @property
    def desk_label(self):
        return self.desk_name or self.get_role_display()

    @property
    def assignee(self):
        """办理人, or "" where nobody is named."""
        return self.assigned_to_name or str(self.assigned_to or "")

    @property
    def is_open(self):
        return self.status == StepStatus.OPEN

    @property
    def recommends(self):
        """Is it the desk whose 通过 is the submitting unit's 推荐: its own 负责人? Whatever a person hands in passes it (`route`)."""
        return self.role == Role.LEADER and self.unit_id == self.run.unit_id

    @property
    def lacking(self):
        """In words what is missing before somebody can judge all of it here; "" where nothing is. A list has joined the run."""
        keys = [key for key in self.missing.split("|") if key]
        if ALL in keys:
            return f"没有能审查的{self.get_role_display()}（须启用，有证件号、角色和审查权限）"
        named = {area.key: area.label for area in self.run.frozen_areas}
        areas = "" if keys == [WHOLE] else f"：{'、'.join(named.get(key, key) for key in keys)}"
        scope = f"{self.run.series_code} 系列的审查权限" if self.run.series_code else "审查权限"
        able = f"没有能审查它的{self.get_role_display()}（{scope}，不是本人的申报，没有在另一环节处理过）{areas}"
        return able if keys else ""

    def left_for(self, scope):
        """The Areas still open here that lie in this scope, in order (`Case.to_judge` for the rows of a list)."""
        left = [area for area in self.run.frozen_areas if spelled([area.key]) in self.open_areas]
        return [area for area in left if scope.covers(self.run.series_code, area.key)]

    @property
    def working_days(self):
        """Working days it stayed here; up to now while it is open, None while it has not come yet."""
        if self.opened_at is None:
            return None
        return working_days_between(timezone.localdate(self.opened_at), timezone.localdate(self.closed_at))


class AreaVerdict(models.Model):
    """What a desk says about one area; a draft until handed in (`counted`)."""

    step = models.ForeignKey(ChainStep, on_delete=models.CASCADE, related_name="verdicts")
    area = models.CharField("审查内容", max_length=20)
    verdict = models.CharField("结论", max_length=10, choices=Verdict.choices)
    reason = models.TextField("理由", blank=True)
    by = models.ForeignKey("orgs.Account", on_delete=models.PROTECT, related_name="+", verbose_name="审查人")
    by_name = models.CharField("审查人", max_length=50, blank=True)  # as it was when the verdict began to count
    at = models.DateTimeField("时间", auto_now=True)
    counted = models.BooleanField("已提交", default=False)
    # Hash of the area's content that was judged (`Climbing.content`).
    fingerprint = models.CharField(max_length=64, blank=True)
    # 沿用: the same desk passed the same content in an earlier round; who gave that tick is shown.
    carried_from = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = verbose_name_plural = "审查结论"
        ordering = ["step", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["step", "area"], name="verdict_one_per_step_and_area"),
            models.CheckConstraint(condition=Q(verdict=Verdict.PASS) | ~Q(reason=""), name="verdict_explains_itself"),
        ]

    def __str__(self):
        return f"{self.step} {self.area} {self.get_verdict_display()}"

    @property
    def css(self):
        return Verdict(self.verdict).css

    @property
    def who(self):
        """Who said it: a draft's author by the present name, a tick that came back by the name under which it was given."""
        return self.by_name or (self.carried_from.by_name if self.carried_from else "") or str(self.by)
