"""评委会, in the minimal form the climb needs: its host is the final organ of the applications to it."""

from datetime import date

from django.db import models
from django.db.models import Q

from orgs import tree
from personnel.models import Level


class CommitteeQuerySet(models.QuerySet):
    def visible_to(self, seat):
        """Committees are public to everybody who is logged in; who may change one is a permission."""
        return self

    def fitting(self, title):
        """Those of the title's series that review its level (暂行规定 on committees: one series; own levels only)."""
        return self.filter(series=title.series_id, **{f"reviews_{title.level}": True})

    def open_on(self, day):
        return self.filter(opens_on__lte=day, closes_on__gte=day)


class Committee(models.Model):
    """A committee: name, host unit, one series, the levels it reviews, and when it takes applications."""

    name = models.CharField("评委会名称", max_length=60, unique=True)
    host = models.ForeignKey("orgs.Unit", verbose_name="组建单位", on_delete=models.PROTECT, related_name="committees")
    series = models.ForeignKey("personnel.Series", verbose_name="系列", on_delete=models.PROTECT, related_name="+")
    reviews_full_senior = models.BooleanField("正高级", default=False)
    reviews_deputy_senior = models.BooleanField("副高级", default=False)
    reviews_middle = models.BooleanField("中级", default=False)
    reviews_assistant = models.BooleanField("助理级", default=False)
    reviews_clerk = models.BooleanField("员级", default=False)
    opens_on = models.DateField("受理开始")
    closes_on = models.DateField("受理截止")
    through_common_ancestor = models.BooleanField(
        "共同上级也审查", default=False, help_text="组建单位不在申报单位的上级线上时，两者的共同上级是否也审查。"
    )
    contact = models.CharField("联系电话", max_length=50, blank=True)

    objects = CommitteeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "评委会"
        ordering = ["series__code", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_on__gte=models.F("opens_on")),
                name="committee_window_in_order",
                violation_error_message="受理截止不能早于受理开始。",
            ),
            models.CheckConstraint(
                condition=Q(*[(f"reviews_{level}", True) for level in Level.values], _connector=Q.OR),
                name="committee_reviews_some_level",
                violation_error_message="至少选择一个级别。",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def levels(self):
        """The labels of the levels it reviews."""
        return [level.label for level in Level if getattr(self, f"reviews_{level.value}")]

    @property
    def levels_label(self):
        return "、".join(self.levels)

    def fits(self, title):
        return self.series_id == title.series_id and getattr(self, f"reviews_{title.level}")

    def cutoff(self, year):
        """The date to which age, service and training are computed: the year's last day."""
        return date(year, 12, 31)

    def is_open_on(self, day):
        return self.opens_on <= day <= self.closes_on

    def is_reachable_from(self, unit):
        """Its host stands on the unit's line or beside it; a city's committee serves its own city only."""
        return not self.host.is_office or tree.is_within(unit, self.host)
