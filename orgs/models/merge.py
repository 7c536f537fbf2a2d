"""撤并: one unit went up in another."""

from django.db import models
from django.utils import timezone

from orgs.models.unit import Unit


class UnitMergeQuerySet(models.QuerySet):
    def about(self, unit):
        """Where it went up, and what went up in it."""
        return self.filter(models.Q(unit=unit) | models.Q(survivor=unit))

    def heir_of(self, unit):
        """The unit in which this one went up in the end; itself where it did not."""
        while row := self.filter(unit=unit).select_related("survivor").first():
            unit = row.survivor
        return unit

    def heirs_of(self, units):
        """{pk: pk of the unit in which it went up in the end} of those of these units (pks) that did. One query where none did."""
        found = dict(self.order_by().filter(unit__in=units).values_list("unit", "survivor"))
        further = self.heirs_of(set(found.values())) if found else {}
        return {unit: further.get(survivor, survivor) for unit, survivor in found.items()}


class UnitMerge(models.Model):
    """That `unit` went up in `survivor`: by whom, when, and what moved, in words by kind. Written by `titleplatform.merging` only."""

    unit = models.OneToOneField(Unit, models.PROTECT, verbose_name="被撤并单位", related_name="merge_row")
    unit_name = models.CharField("被撤并单位名称", max_length=100)
    survivor = models.ForeignKey(Unit, models.PROTECT, verbose_name="并入单位", related_name="merged_rows")
    survivor_name = models.CharField("并入单位名称", max_length=100)
    reason = models.CharField("撤并依据", max_length=200)
    # {word: [label, …]}
    moved = models.JSONField("移交内容", default=dict)
    at = models.DateTimeField("时间", auto_now_add=True)
    by = models.ForeignKey("orgs.Account", models.PROTECT, verbose_name="操作人", related_name="+")
    by_name = models.CharField("操作人", max_length=100)

    objects = UnitMergeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "单位撤并"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(unit=models.F("survivor")), name="merge_into_another"),
        ]

    def __str__(self):
        return f"{self.unit_name} → {self.survivor_name}"

    @property
    def lines(self):
        """(word, how many, the first of them in words)."""
        return [(word, len(labels), "、".join(labels[:5])) for word, labels in self.moved.items()]

    @property
    def words(self):
        """2026-11-25 “一中”并入“二中”（洛编〔2026〕9号，王某）：人员 3、职称申报 2。"""
        on, moved = timezone.localdate(self.at), "、".join(f"{word} {number}" for word, number, _ in self.lines)
        moved = f"：{moved}" if moved else ""
        return f"{on} “{self.unit_name}”并入“{self.survivor_name}”（{self.reason}，{self.by_name}）{moved}。"
