"""A line of 待办事项."""

from dataclasses import dataclass
from datetime import date

from titleplatform.kit.working_days import working_days_between

# After so many working days at one desk a thing is over age and shown in red.
OVER_AGE_WORKING_DAYS = 5


@dataclass(frozen=True)
class Todo:
    """`count` things wait behind `url` (whose list has exactly so many rows), the oldest since `oldest`."""

    label: str
    url: str
    count: int
    oldest: date | None = None
    note: str = ""

    @property
    def age(self):
        """Working days the oldest has waited; None when nothing waits."""
        return working_days_between(self.oldest, date.today()) if self.oldest else None  # noqa: DTZ011 - local dates on purpose

    @property
    def is_late(self):
        return self.age is not None and self.age > OVER_AGE_WORKING_DAYS
