"""评审结果: what a committee said of an application, as its office registers it."""

from django.db import models

from orgs.models import AppendOnly


class ReviewResult(AppendOnly):
    """One entry of a result. A wrong one is followed by another; all are kept, the last counts (`Application.result`)."""

    application = models.ForeignKey(
        "review.Application", verbose_name="职称申报", on_delete=models.PROTECT, related_name="results"
    )
    number = models.PositiveSmallIntegerField("次序")
    passed = models.BooleanField("结果", choices=[(True, "通过"), (False, "未通过")])
    decided_on = models.DateField("评审日期")
    document = models.CharField("文号或文件名称", max_length=100)
    entered_at = models.DateTimeField("登记时间", auto_now_add=True)
    entered_by = models.ForeignKey("orgs.Account", verbose_name="登记人", on_delete=models.PROTECT, related_name="+")
    # As everything was called then.
    entered_by_name = models.CharField("登记人", max_length=50)
    unit_name = models.CharField("登记单位", max_length=100)
    committee_name = models.CharField("评委会", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "评审结果"
        ordering = ["application", "number"]
        constraints = [models.UniqueConstraint(fields=["application", "number"], name="result_number_once")]

    def __str__(self):
        return f"{self.get_passed_display()}（{self.decided_on}，{self.document}）"

    @property
    def css(self):
        return "is-pass" if self.passed else "is-fail"
