"""Counts that nobody waits for: a province has 300,000 cases, and past a thousand a number only says “many”."""

from django.core.paginator import Paginator
from django.db.models import DateTimeField, F, IntegerField, Subquery
from django.db.models.query import ModelIterable
from django.utils.functional import cached_property

TODO_MOST = 1_000  # a line of 待办事项 or a tab counts exactly so far
MENU_MOST = 99  # the number beside a menu entry
FEW = 1_000
LIST_MOST = 10_000  # a list counts, and turns its pages, so far


def words(count, most):
    """1,234, or 10,000+ where there are more."""
    return f"{most:,}+" if count > most else f"{count:,}"


class CountUpTo(Subquery):
    """How many rows a queryset has, up to `most` and one more: as a column, so that one statement counts for many."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"

    def __init__(self, rows, most=TODO_MOST):
        super().__init__(rows.order_by().values("pk")[: most + 1], output_field=IntegerField())


class OldestOf(Subquery):
    """The least value of a time column of a queryset. What is worked out for each row (an annotation) is looked at up to `most` rows."""

    template = "(SELECT MIN(since) FROM (%(subquery)s) counted)"

    def __init__(self, rows, since, most=TODO_MOST):
        if since in rows.query.annotations:
            rows, number = rows.order_by("pk"), most + 1
        else:
            rows, number = rows.annotate(since=F(since)).order_by("since"), 1
        super().__init__(rows.values("since")[:number], output_field=DateTimeField())


def count_up_to(rows, most):
    """How many rows, `most` + 1 where there are more. One query."""
    return rows.order_by().values("pk")[: most + 1].count()


class BoundedPaginator(Paginator):
    """Pages of a table's rows. A long queryset is counted, and can be turned over, up to `most` rows; filters reach the rest."""

    most = LIST_MOST

    @cached_property
    def found(self):
        """How many rows there are, `most` + 1 where there are more."""
        rows = self.object_list.data.data
        return count_up_to(rows, self.most) if is_of_instances(rows) else len(self.object_list)

    @cached_property
    def count(self):
        return min(self.found, self.most)

    @property
    def total_words(self):
        return words(self.found, self.most)

    def page(self, number):
        """As Django's, but late."""
        rows = self.object_list.data.data
        if not is_of_instances(rows):
            return super().page(number)
        number = self.validate_number(number)
        first = (number - 1) * self.per_page
        shown = self._late(rows, slice(first, min(first + self.per_page, self.count)))
        return self._get_page(type(self.object_list)(data=shown, table=self.object_list.table), number, self)

    def _late(self, rows, part):
        """This part of the rows. Where they join other tables they are found by their keys alone: PostgreSQL plans more than eight joins
        in the order in which they are written, and would join a province before it looks for twenty rows. The keys of few are read
        all: with a LIMIT it hopes to find them soon, and walks a whole table in the order of the list."""
        if not rows.query.select_related:
            return rows[part]
        keys = rows.select_related(None).values_list("pk", flat=True)
        return rows.filter(pk__in=list(keys)[part] if self.found <= FEW else list(keys[part]))


class QueuePaginator(BoundedPaginator):
    """Of what is worked off from its beginning, and asks more of every row: counted as 待办事项 counts it."""

    most = TODO_MOST


def is_of_instances(rows):
    """A queryset of objects; not sums, not a list."""
    return getattr(rows, "_iterable_class", None) is ModelIterable
