"""The engine's smallest words: no imports, so that its tables can be loaded before everything else."""

from django.db import models

ALL = "*"
WHOLE = "all"  # the one area of submissions that are judged as a whole


class Role(models.TextChoices):
    """The two desks of every unit, in the order a submission passes them."""

    HANDLER = "handler", "经办人"
    LEADER = "leader", "负责人"


class Verdict(models.TextChoices):
    """What a desk says about one area. Aggregation: any FAIL fails; else any RETURN returns; else all PASS advances."""

    PASS = "pass", "通过"
    RETURN = "return", "退回修改"
    FAIL = "fail", "未通过"

    @property
    def css(self):
        return {"pass": "is-pass", "return": "is-return", "fail": "is-fail"}[self.value]
