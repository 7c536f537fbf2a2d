"""Parameters that the system administrator sets (目录与参数)."""

from django.db import models
from django.db.models import Q


class FinalOrganQuerySet(models.QuerySet):
    def visible_to(self, seat):
        """Everybody who plans may know where plans end."""
        return self


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
                fields=["year", "branch"], name="final_organ_once_per_branch",
                violation_error_message="该年度、该范围已经设置了终审机构。",
            ),
            # SQLite and PostgreSQL know only distinct nulls.
            models.UniqueConstraint(
                fields=["year"], condition=Q(branch=None), name="final_organ_once_for_all",
                violation_error_message="该年度、该范围已经设置了终审机构。",
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.year} 年度 {self.branch or '全省'}：{self.organ}"
