"""The bars of 申报计划统计 as shares of the longest one: attributes of an SVG, so it works under a strict content policy; what is written
beside them is text of the page, at its size on every screen."""

from dataclasses import dataclass

AT_MOST = 20


@dataclass(frozen=True)
class Bar:
    """One unit, series or level: its three bars in per cent of the width, and its figures."""

    label: str
    plan: float
    apply: float
    passed: float
    words: str
    remaining: int


def bars(pairs):
    """The Bars of (unit, series or level, Figures) pairs, the largest plans first; none where there is nothing to draw."""
    shown = sorted(pairs, key=lambda pair: -pair[1].planned)[:AT_MOST]
    most = max((max(f.planned, f.applied) for _, f in shown), default=0)
    return [_bar(str(what), figures, most) for what, figures in shown] if most else []


def _bar(name, figures, most):
    numbers = (figures.planned, figures.applied, figures.passed)
    return Bar(name, *(round(100 * n / most, 1) for n in numbers), " / ".join(map(str, numbers)), figures.remaining)
