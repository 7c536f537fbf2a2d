"""Tables in the design language, on django-tables2. The first column is the heading of the card on a phone."""

import django_tables2 as tables
from django.db import models
from django.template.loader import render_to_string
from django.utils import dateformat, timezone
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django_tables2.columns.base import library

from titleplatform.kit.buttons import open_first
from titleplatform.kit.identity import mask_phone


class Table(tables.Table):
    """Base of every table: every cell carries its column's name for the phone layout; rows end in a total order."""

    class Meta:
        attrs = {"class": "table table--dense table--stack table--cards"}
        template_name = "components/table.html"
        order_by_field = "sort"
        page_field = "page"


class CheckColumn(tables.CheckBoxColumn):
    """The tick in front of a row for bulk actions; submits the row's pk as `chosen`. `name_of(record)` names it to a screen reader."""

    def __init__(self, name_of=str):
        self.name_of = name_of
        super().__init__(
            accessor="pk",
            verbose_name="选择",
            orderable=False,
            exclude_from_export=True,
            attrs={"td": {"class": "mid not-paper"}, "th": {"class": "mid not-paper"}},
        )

    @property
    def header(self):
        return mark_safe('<input type="checkbox" data-check-all aria-label="全选本页">')

    def render(self, value, bound_column, record):
        return format_html(
            '<input type="checkbox" name="chosen" value="{}" data-name="{}" aria-label="选择 {}">',
            value,
            self.name_of(record),
            self.name_of(record),
        )

    def is_checked(self, value, record):
        return False


class StateColumn(tables.Column):
    """A state as text + shape + colour. The choices class gives `.css`; the export gets the word alone.

    `state_of(record)` is the enum member; by default the column's value looked up in `choices`.
    """

    def __init__(self, choices, **kwargs):
        super().__init__(**kwargs)
        self.choices = choices

    def render(self, value, record, bound_column):
        member = self.choices(getattr(record, bound_column.accessor))
        return format_html('<span class="mark {}">{}</span>', member.css, member.label)

    def value(self, record, bound_column):
        return self.choices(getattr(record, bound_column.accessor)).label


class NumberColumn(tables.Column):
    """Right-aligned figures."""

    def __init__(self, **kwargs):
        kwargs.setdefault("attrs", {"td": {"class": "num"}, "th": {"class": "num"}})
        super().__init__(**kwargs)


@library.register
class DateColumn(tables.Column):
    """A day; of every DateField of a table's model too. The library's own column compiles a template for every cell."""

    def __init__(self, **kwargs):
        kwargs.setdefault("attrs", {"td": {"class": "nowrap"}})
        super().__init__(**kwargs)

    @classmethod
    def from_field(cls, field, **kwargs):
        return cls(**kwargs) if type(field) is models.DateField else None

    def render(self, value):
        return f"{value:%Y-%m-%d}"

    def value(self, value):
        return value


@library.register
class DateTimeColumn(tables.Column):
    """A moment in the province's time, on the page and in the file, by `format` (as Django's `date` filter spells it); of every
    DateTimeField of a table's model too."""

    def __init__(self, format="Y-m-d H:i", **kwargs):
        super().__init__(**kwargs)
        self.format = format

    @classmethod
    def from_field(cls, field, **kwargs):
        return cls(**kwargs) if isinstance(field, models.DateTimeField) else None

    def render(self, value):
        return dateformat.format(timezone.localtime(value), self.format)

    def value(self, value):
        """As exactly as the page tells it."""
        return value.replace(microsecond=0) if "s" in self.format else value.replace(second=0, microsecond=0)


class ExportColumn(tables.Column):
    """What the page tells in the second line of another column (`two_lines`), and the file in a column of its own."""


class PhoneColumn(tables.Column):
    """A mobile number, its middle hidden, in the export too."""

    def render(self, value):
        return mask_phone(value)


def two_lines(first, second):
    """A cell of two lines: the fact, and smaller what belongs to it."""
    return format_html('{} <span class="table__sub">{}</span>', first, second)


class ActionsColumn(tables.Column):
    """Row actions: `buttons(seat, record)` gives `kit.buttons.Button`s. The first that are open stand in the row, the rest under 更多, the
    closed ones last, with their reasons; where all is over with the record (`is_finished`) nothing can open these any more: they go."""

    def __init__(self, buttons, *, in_row=2):
        super().__init__(
            verbose_name="操作",
            accessor="pk",
            orderable=False,
            exclude_from_export=True,
            empty_values=(),
            attrs={"td": {"class": "num not-paper"}, "th": {"class": "num not-paper"}},
        )
        self.buttons = buttons
        self.in_row = in_row

    def render(self, record, table):
        # Without the request: its context processors would ask for the menu and the to-do lines once per row.
        offered = self.buttons(table.seat, record)
        usable = [each for each in offered if not each.reason]
        closed = [] if getattr(record, "is_finished", False) else [each for each in offered if each.reason]
        more = open_first(usable[self.in_row :] + closed)
        return render_to_string("components/row_actions.html", {"shown": usable[: self.in_row], "more": more})
