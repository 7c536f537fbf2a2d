"""What climbs, declared: a `ChainSpec` per climber."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from orgs.chain.words import WHOLE, Verdict
from orgs.models.unit import Kind


class Resume(Enum):
    """Where a returned submission climbs again: always from the bottom; ticked areas that did not change come back ticked."""

    BOTTOM = "bottom"
    BOTTOM_TICKED = "bottom_ticked"


@dataclass(frozen=True)
class Area:
    """A content area (审查内容) that is judged on its own."""

    key: str
    label: str


WHOLE_AREA = Area(WHOLE, "全部内容")
ALL_LEVELS = frozenset(Kind)


@dataclass(frozen=True)
class ChainSpec:
    """One kind of climb.

    `levels`: the kinds of unit that get desks; `areas`: what each desk judges (a function, so that a section declared later counts);
    `words`: the verdicts a desk may give with the words on their buttons; `states`: the words of states that differ from the usual;
    `seat_of`: the seat of another account, to ask whether a colleague still holds an area (without it: always).
    """

    key: str
    label: str
    words: dict[Verdict, str]
    levels: frozenset = ALL_LEVELS
    areas: Callable[[], tuple[Area, ...]] = field(default=lambda: (WHOLE_AREA,))
    resume: Resume = Resume.BOTTOM
    states: dict[str, str] = field(default_factory=dict)
    seat_of: Callable | None = None

    @property
    def area_keys(self):
        return tuple(area.key for area in self.areas())

    def label_of(self, key):
        """The area's label; the key itself for an area that is no longer declared."""
        return next((area.label for area in self.areas() if area.key == key), key)

    @property
    def is_judged_whole(self):
        """Has it only the one implied area?"""
        return self.area_keys == (WHOLE,)
