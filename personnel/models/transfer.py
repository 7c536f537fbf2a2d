"""单位变动: the new unit asks for a person, the old unit agrees or refuses."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django_fsm import FSMField

from orgs import tree
from personnel.states import TransferLife, TransferState
from titleplatform.kit.working_days import add_working_days, working_days_between

# After so many working days without an answer the common upper unit may decide (docs/screens.md §2).
ANSWER_WORKING_DAYS = 15


class TransferQuerySet(models.QuerySet):
    def visible_to(self, seat):
        """Administrators: what concerns their unit or, as an upper unit, both units of it. The person sees its own."""
        if seat.is_applicant:
            return self.filter(person__account=seat.account)
        if not seat.is_unit_admin:
            return self.none()
        own = Q(from_unit=seat.unit) | Q(to_unit=seat.unit)
        return self.filter(own | (Q(tree.within(seat.unit, "from_unit__")) & Q(tree.within(seat.unit, "to_unit__"))))

    def pending(self):
        return self.filter(state=TransferState.PENDING)


class Transfer(TransferLife):
    """One request to take a person over."""

    person = models.ForeignKey(
        "personnel.Person", verbose_name="人员", on_delete=models.PROTECT, related_name="transfers"
    )
    from_unit = models.ForeignKey("orgs.Unit", verbose_name="原单位", on_delete=models.PROTECT, related_name="+")
    to_unit = models.ForeignKey("orgs.Unit", verbose_name="新单位", on_delete=models.PROTECT, related_name="+")
    reason = models.TextField("变动原因", max_length=500)
    proof = models.ForeignKey(
        "orgs.StoredFile", verbose_name="证明材料", null=True, on_delete=models.PROTECT, related_name="+"
    )
    proof_name = models.CharField(max_length=200, blank=True)
    state = FSMField("状态", choices=TransferState.choices, default=TransferState.PENDING, protected=True)
    asked_at = models.DateTimeField("申请时间", auto_now_add=True)
    asked_by = models.ForeignKey("orgs.Account", on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.ForeignKey(
        "orgs.Account", null=True, on_delete=models.PROTECT, related_name="+", verbose_name="答复人"
    )
    answer = models.TextField("答复意见", blank=True)
    # An answer keeps its names: as they were when it was given; what waits for one reads the present ones.
    person_name = models.CharField("姓名", max_length=50, blank=True)
    from_unit_name = models.CharField("原单位", max_length=100, blank=True)
    to_unit_name = models.CharField("新单位", max_length=100, blank=True)
    answered_by_name = models.CharField("答复人", max_length=50, blank=True)

    objects = TransferQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位变动"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state=TransferState.PENDING), name="transfer_one_pending_per_person"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="transfer_answer_pair",
            ),
        ]

    def __str__(self):
        return f"{self.whom}：{self.origin} → {self.destination}"

    @property
    def whom(self):
        return self.person_name or str(self.person)

    @property
    def origin(self):
        return self.from_unit_name or str(self.from_unit)

    @property
    def destination(self):
        return self.to_unit_name or str(self.to_unit)

    def sign(self, seat):
        """Answered by `seat` now; everything is called as it is called now."""
        self.answered_at, self.answered_by, self.answered_by_name = timezone.now(), seat.account, seat.signature
        self.person_name, self.from_unit_name, self.to_unit_name = self.whom, self.origin, self.destination

    @property
    def is_pending(self):
        return self.state == TransferState.PENDING

    @property
    def is_finished(self):
        return not self.is_pending

    @property
    def days_waiting(self):
        """Working days since it was asked."""
        return working_days_between(timezone.localdate(self.asked_at), timezone.localdate())

    @property
    def late_from(self):
        """The first day on which the old unit is late: its full time for an answer lies behind it."""
        return add_working_days(timezone.localdate(self.asked_at), ANSWER_WORKING_DAYS + 1).day

    def may_be_answered_by(self, seat):
        """The old unit's administrator; after the time for an answer also a unit above both."""
        if self.from_unit_id == seat.unit.pk:
            return True
        late = timezone.localdate() >= self.late_from
        if not late or self.to_unit_id == seat.unit.pk:
            return False
        return all(tree.is_within(unit, seat.unit) for unit in (self.from_unit, self.to_unit))
