"""How much of everything a scale means; 1 is a province of some 100 million people."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Size:
    """The numbers of issue and pages alike; what cannot shrink (offices) stays."""

    scale: float

    def _part(self, whole):
        return max(1, round(whole * self.scale))

    @property
    def units(self):
        return self._part(60_000)

    @property
    def persons(self):
        return self._part(1_000_000)

    @property
    def applications(self):
        return self._part(300_000)

    @property
    def plans(self):
        return self._part(40_000)

    @property
    def audit_rows(self):
        return self._part(5_000_000)

    @property
    def departments_of_a_city(self):
        return max(1, round(15 * min(1, self.scale**0.5)))

    @property
    def departments_of_a_county(self):
        return max(1, round(8 * min(1, self.scale**0.5)))

    @property
    def departments_of_the_province(self):
        return max(1, round(30 * min(1, self.scale**0.5)))
