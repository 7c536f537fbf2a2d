"""The rest of a road that is laid anew under a case: what stays, what is still to come. Pure."""

from dataclasses import dataclass
from itertools import groupby

from orgs.chain.line import Road
from orgs.chain.models import ChainStep, StepResult, StepStatus
from orgs.chain.route import Desk, Stop, left_of, upward_part
from orgs.chain.words import Role

# Ends that leave a desk behind: nobody asks there again in this round.
PASSED = (StepResult.PASS, StepResult.SKIPPED)


@dataclass(frozen=True)
class Detour:
    """`left`: the desks still to come; `skipped`: {(unit pk, role): step} of those that had been left out already; `stays`: whether the
    open desk is on the new road; `was`: the desks that were still to come before."""

    road: Road
    left: tuple[Desk, ...]
    skipped: dict
    stays: bool
    here: ChainStep
    was: list

    @property
    def visited(self):
        """The units still to come that somebody must work at."""
        return [self.road.unit_of(desk) for desk in self.left if (desk.unit_id, desk.role) not in self.skipped]

    @property
    def is_the_same(self):
        return self.stays and [(desk.unit_id, desk.role) for desk in self.left] == [_place(step) for step in self.was]

    @property
    def before(self):
        """The old road in words from the open desk on."""
        return in_words((step.unit, step.role) for step in [self.here, *self.was])

    @property
    def after(self):
        """The new road in words from the desk where the case stands then."""
        left = [(self.road.unit_of(desk), desk.role) for desk in self.left]
        return in_words([(self.here.unit, self.here.role), *left] if self.stays else left)


def detour_of(case, road, heirs):
    """The Detour of a case that stands at a desk, once its road is `road`. What a unit that went up in another one has passed, its
    heir has passed (`heirs`, by pk)."""
    here = case.step
    after = [step for step in case.of_this_round if step.order > here.order]
    skipped = {_place(step): step for step in after if step.status == StepStatus.CLOSED}
    behind = [step for step in case.of_this_round if step.order < here.order and step.result in PASSED]
    passed = {_desk(step, heirs): step.unit.kind for step in behind if step.role}
    lines = [[Stop(unit.pk, unit.kind) for unit in line] for line in (road.line, road.host_line)]
    left = left_of(road.desks, upward_part(*lines), passed, Desk(here.unit_id, Role(here.role)))
    return Detour(road, left, skipped, Desk(here.unit_id, Role(here.role)) in road.desks, here, after)


def in_words(places):
    """老城区职改办（负责人） → 洛阳市职改办: the units in order; a 负责人 alone is named."""
    units = []
    for unit, group in groupby(places, key=lambda place: place[0]):
        roles = [role for _, role in group]
        units.append(f"{unit}（负责人）" if roles == [Role.LEADER] else str(unit))
    return " → ".join(units)


def _place(step):
    return step.unit_id, step.role


def _desk(step, heirs):
    return Desk(heirs.get(step.unit_id, step.unit_id), Role(step.role))
