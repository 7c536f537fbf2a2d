"""The bars of 申报计划统计 as numbers for an SVG: attributes only, so it works under a strict content policy."""

from dataclasses import dataclass

LEFT, RIGHT, TOP, STEP = 170, 640, 28, 30
AT_MOST = 20
TICKS = 4


@dataclass(frozen=True)
class Bar:
    """One unit, series or level: y of its band and the widths of its three bars."""

    label: str
    y: int
    plan: float
    apply: float
    passed: float
    words: str
    remaining: int

    @property
    def text_y(self):
        return self.y + 15

    @property
    def after(self):
        return LEFT + max(self.plan, self.apply) + 8


@dataclass(frozen=True)
class Chart:
    bars: list
    ticks: list  # (x, number)
    height: int
    left: int = LEFT


def bar_chart(pairs):
    """A Chart of (unit, series or level, Figures) pairs, the largest plans first; None where there is nothing to draw."""
    shown = sorted(pairs, key=lambda pair: -pair[1].planned)[:AT_MOST]
    most = max((max(f.planned, f.applied) for _, f in shown), default=0)
    if not most:
        return None
    scale = (RIGHT - LEFT) / most
    bars = [_bar(str(what), figures, TOP + number * STEP, scale) for number, (what, figures) in enumerate(shown)]
    step = max(1, -(-most // TICKS))
    ticks = [(round(LEFT + value * scale, 1), value) for value in range(0, most + 1, step)]
    return Chart(bars, ticks, TOP + len(bars) * STEP + 6)


def _bar(name, figures, y, scale):
    name = name if len(name) <= 12 else f"{name[:11]}…"
    widths = [round(n * scale, 1) for n in (figures.planned, figures.applied, figures.passed)]
    return Bar(name, y, *widths, f"{figures.planned} / {figures.applied} / {figures.passed}", figures.remaining)
