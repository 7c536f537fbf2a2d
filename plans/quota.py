"""The arithmetic of 指标: pure, no ORM.

A unit's quota for a year and title is what its ledger says. A granted plan adds; an application reserves a place when its unit
recommends it (in a year of "first come": when it is handed in), gives it back when it ends without success (released), and uses it up
when its result is 通过 (consumed); where that result was wrong, the use is taken back (reversed).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Ledger entries. `CONSUMED` follows a reservation of the same application and does not count a second time; `REVERSED` takes one
    back."""

    GRANTED = "granted"
    RESERVED = "reserved"
    RELEASED = "released"
    CONSUMED = "consumed"
    MOVED_OUT = "moved_out"
    MOVED_IN = "moved_in"
    REVERSED = "reversed"

    @property
    def label(self):
        return {
            "granted": "计划通过",
            "reserved": "申报占用",
            "released": "退还",
            "consumed": "评审通过",
            "moved_out": "撤并划出",
            "moved_in": "撤并划入",
            "reversed": "评审结果更正",
        }[self.value]


@dataclass(frozen=True)
class Balance:
    """What the entries of one unit, year and title add up to. All figures are numbers of applicants."""

    granted: int = 0
    reserved: int = 0
    released: int = 0
    consumed: int = 0
    moved_out: int = 0
    moved_in: int = 0
    reversed: int = 0

    @property
    def places(self):
        """What there is to use: granted by plans, and what came or went when units merged."""
        return self.granted + self.moved_in - self.moved_out

    @property
    def passed(self):
        """Places used up by applications whose result is 通过."""
        return self.consumed - self.reversed

    @property
    def used(self):
        """Places taken by applications under way or passed."""
        return self.reserved - self.released

    @property
    def remaining(self):
        return self.places - self.used

    @property
    def arithmetic(self):
        """The sum in words, for refusals and hints."""
        return f"指标 {self.places}，已占用 {self.used}，剩余 {self.remaining}"


def balance(entries: Iterable[tuple[str, int]]) -> Balance:
    """The Balance of ledger entries (kind, amount)."""
    sums = dict.fromkeys(Kind, 0)
    for kind, amount in entries:
        sums[Kind(kind)] += amount
    return Balance(**{kind.value: amount for kind, amount in sums.items()})


def holds_a_place(kinds: Iterable[str]) -> bool:
    """Does an application with entries of these kinds have a place now? It may have given one back and taken one again."""
    kinds = list(kinds)
    return kinds.count(Kind.RESERVED) > kinds.count(Kind.RELEASED)


def is_used_up(kinds: Iterable[str]) -> bool:
    """Is the place of an application with entries of these kinds used up: is its last result 通过?"""
    kinds = list(kinds)
    return kinds.count(Kind.CONSUMED) > kinds.count(Kind.REVERSED)


@dataclass(frozen=True)
class CapCheck:
    """What a unit asks for in one series and level of a year, against the smallest cap (指标上限) that an upper unit set.

    `here`: applicants of this plan; `elsewhere`: of the unit's other plans of the year, handed in or passed.
    """

    cap: int
    set_by: str
    here: int
    elsewhere: int = 0

    @property
    def over(self):
        return max(self.here + self.elsewhere - self.cap, 0)

    @property
    def arithmetic(self):
        others = f"，其他计划 {self.elsewhere}" if self.elsewhere else ""
        return f"{self.set_by}指标 {self.cap}，本计划同系列同级别申报 {self.here}{others}，超 {self.over}"


@dataclass(frozen=True)
class RowCheck:
    """Is a plan's row within its vacancy and within the cap that an upper unit set?"""

    posts: int
    filled: int
    asked: int
    cap: CapCheck | None = None

    @property
    def vacancy(self):
        return max(self.posts - self.filled, 0)

    @property
    def over_vacancy(self):
        return max(self.asked - self.vacancy, 0)

    @property
    def over_cap(self):
        return self.cap.over if self.cap else 0

    @property
    def over(self):
        """By how many persons, measured by the narrower of the two."""
        return max(self.over_vacancy, self.over_cap)

    @property
    def is_over(self):
        return self.over > 0

    @property
    def reasons(self):
        """The arithmetic of what is over, one sentence each; empty when all is within."""
        said = []
        if self.over_vacancy:
            said.append(
                f"岗位总数 {self.posts} − 已聘 {self.filled} = 空缺 {self.vacancy}，申报 {self.asked}，超 {self.over_vacancy}"
            )
        if self.over_cap:
            said.append(self.cap.arithmetic)
        return said


@dataclass(frozen=True)
class Over:
    """How much of a plan is over: how many of its rows, and by how many persons."""

    rows: int = 0
    persons: int = 0

    def __str__(self):
        return f"{self.rows} 行超 {self.persons} 人" if self.rows else ""


def over(checks: Iterable[RowCheck]) -> Over:
    """Rows under one cap share what they are over it: it counts once."""
    checks, under = list(checks), {}
    for number, check in enumerate(checks):
        under.setdefault(id(check.cap) if check.cap else -number, []).append(check)
    persons = sum(max(sum(check.over_vacancy for check in group), group[0].over_cap) for group in under.values())
    return Over(sum(check.is_over for check in checks), persons)
