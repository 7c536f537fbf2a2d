"""The engine's smallest words: no imports of our own, so that its tables can be loaded before everything else."""

from dataclasses import dataclass
from typing import NamedTuple

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


def aggregate(verdicts):
    """Any 未通过 fails; else any 退回修改 returns; else all passed (docs/domain.md §1)."""
    given = {verdict.verdict for verdict in verdicts}
    return next((verdict for verdict in (Verdict.FAIL, Verdict.RETURN) if verdict in given), Verdict.PASS)


@dataclass(frozen=True)
class Area:
    """A content area (审查内容) that is judged on its own. `is_empty`: it was handed in with neither rows nor files, which settles it
    as 无内容 at every desk; it may still be returned."""

    key: str
    label: str
    is_empty: bool = False


def spelled(keys):
    """Area keys as one text that SQL can search for `|papers|`; "" for none."""
    return f"|{'|'.join(keys)}|" if keys else ""


@dataclass(frozen=True)
class Option:
    """A button of the review panel."""

    verdict: Verdict
    label: str
    reason: str  # why it is disabled; "" when it is enabled

    @property
    def enabled(self):
        return not self.reason


class Correction(NamedTuple):
    """One defect of the last return: what is to be mended, why, and at which step it was said."""

    area: str
    label: str
    reason: str
    step: object
