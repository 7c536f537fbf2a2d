"""【撤并】: a unit goes up in another, with everything that is its own in every app."""

from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

import experts.merging
import orgs.merging
import personnel.merging
import plans.merging
import review.merging
from orgs import audit
from orgs.actions import roads
from orgs.chain import under_way
from orgs.chain.changes import desks_changed
from orgs.models import Job, UnitMerge
from titleplatform.kit.refusals import Refused

# In the order of the locks (docs/adr/0014): persons before what they handed in.
PARTS = (personnel.merging, orgs.merging, plans.merging, review.merging, experts.merging)
RULES = {column: rule for part in PARTS for column, rule in part.RULES.items()}


class Preview(NamedTuple):
    """What a merger would move, in words by kind (`UnitMerge.lines`); how many submissions get a new road, and the first of them."""

    lines: list
    ways_count: int
    ways: list


class Merged(NamedTuple):
    """A merger, and the Job by which roads follow it; None where all were laid."""

    row: UnitMerge
    job: Job | None


@transaction.atomic
def merge_units(*, by, unit, into, reason):
    """【撤并】 `unit` into the unit `into`, by an administrator above both. Returns a Merged.

    Effects, in the order of the locks: both branches and units are held, then the persons, then every submission under way below; what
    is the unit's own goes to the survivor, each app by its `merging`; the roads are laid anew, the survivor standing for the unit, beyond
    the first ones by a job (`orgs.actions.roads`); what is left of the quota goes over; the unit is 已撤并, its administrator disabled;
    the row says what moved; audited; whoever climbs is told. Raises Refused, or ValidationError at `into` where the two do not fit.
    """
    merge, subjects = _carried(by, unit, into, reason)
    try:
        job = roads.lay(roads.held(subjects), by=by, why=merge.why, about=str(merge.survivor))
    except Refused as error:
        raise ValidationError({"into": str(error)}) from error
    plans.merging.carry_places(merge)
    orgs.merging.close(merge)
    counts = {word: len(rows) for word, rows in merge.row.moved.items()}
    audit.record("撤并单位", by=by, on=merge.unit, 并入=str(merge.survivor), 依据=reason, **counts)
    desks_changed(merge.unit, merge.survivor, by=by)
    return Merged(merge.row, job)


@transaction.atomic
def preview_merge(*, by, unit, into, reason):
    """The Preview of `merge_units`; everything is undone. Raises as that does, but for roads beyond those shown."""
    merge, subjects = _carried(by, unit, into, reason)
    runs = sorted((subject.run for subject in subjects), key=lambda run: run.pk)
    try:
        ways = under_way.ways(runs[: under_way.SHOWN])
    except Refused as error:
        raise ValidationError({"into": str(error)}) from error
    plans.merging.carry_places(merge)
    transaction.set_rollback(True)
    return Preview(merge.row.lines, len(runs), ways)


def _carried(by, unit, into, reason):
    """(Merge, subjects under way below the unit), everything held, and what is the unit's own carried over."""
    merge = orgs.merging.begin(by=by, unit=unit, survivor=into, reason=reason)
    personnel.merging.hold(merge)
    subjects = under_way.locked(under_way.runs_below(merge.unit))
    for part in PARTS:
        part.carry(merge)
    return merge, subjects
