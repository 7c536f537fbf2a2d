"""A line of 待办事项."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.utils import timezone

from titleplatform.kit import counting
from titleplatform.kit.working_days import working_days_between

# After so many working days at one desk a thing is over age and shown in red.
OVER_AGE_WORKING_DAYS = 5


@dataclass(frozen=True)
class Todo:
    """`count` things wait behind `url` (whose list has exactly so many rows), the oldest since `oldest`; past TODO_MOST there are more."""

    label: str
    url: str
    count: int
    oldest: date | None = None
    note: str = ""

    @property
    def number(self):
        """The count in words: 7, or 1,000+."""
        return counting.words(self.count, counting.TODO_MOST)

    @property
    def number_in_menu(self):
        """7, or 99+."""
        return counting.words(self.count, counting.MENU_MOST)

    @property
    def age(self):
        """Working days the oldest has waited; None when nothing waits."""
        return working_days_between(self.oldest, date.today()) if self.oldest else None  # noqa: DTZ011 - local dates on purpose

    @property
    def is_late(self):
        return self.age is not None and self.age > OVER_AGE_WORKING_DAYS


@dataclass(frozen=True)
class TodoRows:
    """A line that is still to be counted: a Todo for each of `rows`, which came at their column `since` ("" where age says nothing).

    `always`: the line stands there also while nothing waits. `rows` may be a function that gives them, where it costs something to say
    which they are: most pages count few of the lines.
    """

    label: str
    url: str
    rows: QuerySet | Callable[[], QuerySet]
    since: str = ""
    note: str = ""
    always: bool = False

    def columns(self, in_full):
        """What the one statement for all lines asks: the count, and the oldest; for a menu the count alone, as far as it shows one."""
        rows = self.rows() if callable(self.rows) else self.rows
        yield counting.CountUpTo(rows, counting.TODO_MOST if in_full else counting.MENU_MOST)
        if self.since and in_full:
            yield counting.OldestOf(rows, self.since)

    def todo(self, count, since=None):
        """The line with what was found, None where it is not to be shown."""
        if not count and not self.always:
            return None
        return Todo(self.label, self.url, count or 0, since and timezone.localdate(since), self.note)


def counted(lines, one_row, *, in_full, **beside):
    """(the Todos of TodoRows, Todos staying as they are; {name: what a column of `beside` found}), in one statement; `one_row`: a queryset
    of exactly one row to hang it on; `in_full`: as 首页 shows them, not as a menu does."""
    columns = {
        f"line_{number}_{place}": column
        for number, line in enumerate(lines)
        if isinstance(line, TodoRows)
        for place, column in enumerate(line.columns(in_full))
    }
    columns |= beside
    found = one_row.values(**columns).get() if columns else {}
    answers = [
        [found[name] for name in (f"line_{number}_0", f"line_{number}_1") if name in found]
        for number in range(len(lines))
    ]
    todos = [line.todo(*answer) if answer else line for line, answer in zip(lines, answers, strict=True)]
    return [todo for todo in todos if todo], {name: found[name] for name in beside}
