"""What climbs, declared: a `ChainSpec` per climber."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum

from orgs.chain.words import WHOLE, Area, Verdict
from orgs.models.unit import Kind


class Resume(Enum):
    """Where a returned submission climbs again: always from the bottom; ticked areas that did not change come back ticked."""

    BOTTOM = "bottom"
    BOTTOM_TICKED = "bottom_ticked"


WHOLE_AREA = Area(WHOLE, "全部内容")
ALL_LEVELS = frozenset(Kind)


@dataclass(frozen=True)
class Content:
    """What a hand-in holds, as far as the chain must know: the hash of each area's content (an area whose hash did not change comes
    back ticked, 沿用), and the areas with neither rows nor files (无内容)."""

    fingerprints: dict[str, str] = field(default_factory=dict)
    empty: frozenset[str] = frozenset()


@dataclass(frozen=True)
class ChainSpec:
    """One kind of climb.

    `levels`: the kinds of unit that get desks; `areas`: what each desk judges (a function, so that a section declared later counts;
    a run keeps those of its hand-in); `words`: the verdicts a desk may give with the words on their buttons; `states`: the words of
    states that differ from the usual; `seats_at`: the seats at the desks of a unit, to say who may judge what and whether a colleague
    still holds an area (without it: nobody is named, and a draft is always its author's); `awaits_result`: the last desk's 通过 makes it
    待评审, and only a result registered later (`engine.settle`) passes or fails it and ends its run.
    """

    key: str
    label: str
    words: dict[Verdict, str]
    levels: frozenset = ALL_LEVELS
    areas: Callable[[], tuple[Area, ...]] = field(default=lambda: (WHOLE_AREA,))
    resume: Resume = Resume.BOTTOM
    states: dict[str, str] = field(default_factory=dict)
    seats_at: Callable | None = None
    awaits_result: bool = False

    @property
    def area_keys(self):
        return tuple(area.key for area in self.areas())

    def areas_of(self, content):
        """The areas as a hand-in freezes them. Where nothing at all has content somebody must look all the same."""
        areas = tuple(replace(area, is_empty=area.key in content.empty) for area in self.areas())
        return self.areas() if all(area.is_empty for area in areas) else areas
