"""Changes of what an approved unit is: asked for by the unit, decided by the unit above, kept as its history."""

from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django_fsm import FSMField

from orgs import tree
from orgs.models.unit import Unit
from orgs.states import ChangeLife, ChangeState

# What an approved unit does not change by itself (docs/screens.md §1).
KEY_FACTS = ("name", "certificate_name", "credit_code", "nature", "legal_representative")


RETURNED_STANDS = timedelta(days=30)  # so long a returned change stands in 待办事项, unless the unit asks again


class UnitChangeQuerySet(models.QuerySet):
    def visible_to(self, seat):
        """A unit's administrator sees the changes of its own subtree."""
        if seat.is_system:
            return self
        if seat.is_unit_admin:
            return self.filter(tree.within(seat.unit, "unit__"))
        return self.none()

    def pending(self):
        return self.filter(state=ChangeState.PENDING)

    def waiting_for(self, seat):
        """What waits for this administrator: of the units that stand directly below its own now, wherever they stood when they asked;
        for the system administrator all of it."""
        pending = self.pending()
        return pending if seat.is_system else pending.filter(tree.directly_below(seat.unit, "unit__"))

    def returned_to(self, unit):
        """What this unit asked for lately, got back, and did not ask for again."""
        lately, later = timezone.now() - RETURNED_STANDS, UnitChange.objects.filter(unit=unit, pk__gt=OuterRef("pk"))
        return self.filter(unit=unit, state=ChangeState.RETURNED, decided_at__gte=lately).exclude(Exists(later))


class UnitChange(ChangeLife):
    """One change of a unit's key facts: what is to be (`values`), and what was valid until then (`before`), by the names of its fields.

    The valid facts stand in the unit alone. A 【修改】 by the unit above is here too, passed at once and without a proof.
    """

    unit = models.ForeignKey(Unit, verbose_name="单位", on_delete=models.CASCADE, related_name="changes")
    unit_name = models.CharField("申请时的单位名称", max_length=100)
    values = models.JSONField("变更为")
    before = models.JSONField("变更前")
    reason = models.CharField("变更理由", max_length=500)
    evidence = models.ForeignKey(
        "orgs.StoredFile", verbose_name="证明材料", null=True, on_delete=models.PROTECT, related_name="+"
    )
    evidence_name = models.CharField(max_length=200, blank=True)
    state = FSMField("状态", choices=ChangeState.choices, default=ChangeState.PENDING, protected=True)
    asked_at = models.DateTimeField("申请时间", auto_now_add=True)
    asked_by = models.ForeignKey("orgs.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    asked_by_name = models.CharField("申请人", max_length=200)
    decided_at = models.DateTimeField("审核时间", null=True)
    decided_by = models.ForeignKey("orgs.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    decided_by_name = models.CharField("审核人", max_length=200, blank=True)
    answer = models.CharField("审核意见", max_length=500, blank=True)

    objects = UnitChangeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位信息变更"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit"], condition=Q(state=ChangeState.PENDING), name="unit_change_one_pending"
            ),
            models.CheckConstraint(
                condition=Q(state=ChangeState.PENDING, decided_at=None)
                | (~Q(state=ChangeState.PENDING) & Q(decided_at__isnull=False)),
                name="unit_change_decided_once",
            ),
        ]

    def __str__(self):
        return f"{self.unit_name} 信息变更"

    @property
    def is_finished(self):
        return not self.is_pending

    @property
    def is_pending(self):
        return self.state == ChangeState.PENDING

    @property
    def life(self):
        """The state as the enum member with its word and shape."""
        return ChangeState(self.state)

    @property
    def differences(self):
        """[(what, old, new)] in words; while it waits, compared with what is valid now."""
        return [
            (
                Unit._meta.get_field(name).verbose_name,
                in_words(name, getattr(self.unit, name) if self.is_pending else self.before[name]),
                in_words(name, value),
            )
            for name, value in self.values.items()
        ]

    @property
    def still_new(self):
        """What of it differs from what is valid now."""
        return {name: value for name, value in self.values.items() if getattr(self.unit, name) != value}

    @property
    def asked_on(self):
        return timezone.localdate(self.asked_at)


def in_words(name, value):
    """A fact as people read it."""
    return dict(Unit._meta.get_field(name).choices or ()).get(value, value) or "（空）"
