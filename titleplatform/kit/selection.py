"""Lists in which one row is selected, as the operating manual tells it: what can be done with it stands as buttons above the table.

The selected row is part of the address (`?on=pk`), so it works without script. Each row keeps its verbs too, but what costs a query to
know (why 【删除】 is closed) is asked only for the selected row, and for one whose menu is opened (`?menu=pk`, by htmx).
"""

import django_tables2 as tables
from django.http import Http404
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from titleplatform.kit.buttons import open_first, unasked
from titleplatform.kit.lists import ListPage
from titleplatform.kit.numbers import whole_number
from titleplatform.kit.tables import ActionsColumn

ROW, MENU = "on", "menu"  # parameters of the address


class SelectingPage(ListPage, abstract=True):
    """A list with a selected row. Its table has a `PickColumn` and a `MenuColumn`; its `buttons()` stand above the table too."""

    template_name = "generic/selecting_list.html"
    in_bar = 6  # so many verbs stand as buttons, the others under 更多
    pick_hint = ""  # what a selected row offers, in words, while none is

    def row_buttons(self, row):
        """All that can be done with a row, in the order of the manual."""
        return self.table_class.base_columns["actions"].buttons(self.seat, row)

    def get(self, request, *args, **kwargs):
        return self.menu() if MENU in request.GET else super().get(request, *args, **kwargs)

    def row_named(self, parameter):
        pk = whole_number(self.request.GET.get(parameter))
        return None if pk is None else self.get_queryset().filter(pk=pk).first()

    @cached_property
    def selected(self):
        """The row that the address names; None where it names none, or one that is gone."""
        return self.row_named(ROW)

    def get_table(self, **kwargs):
        table = super().get_table(**kwargs)
        table.selected, table.query = self.selected, self.request.GET
        return table

    def get_context_data(self, **kwargs):
        bar = [] if self.selected is None else self.row_buttons(self.selected)
        chosen = {"bar": bar[: self.in_bar], "bar_more": open_first(bar[self.in_bar :])}
        return super().get_context_data(**chosen, **kwargs)

    def menu(self):
        """The rest of a row's menu, for htmx."""
        row = self.row_named(MENU)
        if row is None:
            raise Http404
        _, more = self.table_class.base_columns["actions"].parted(self.row_buttons(row))
        # Without context processors: a menu shows neither the page's menu nor 待办事项.
        return render(None, "components/row_menu.html", {"more": open_first(more)})


def address_of(query, **named):
    """This list's address with these parameters instead of its own."""
    query = query.copy()
    for name in (ROW, MENU):
        query.pop(name, None)
    for name, value in named.items():
        query[name] = value
    return f"?{query.urlencode()}"


class PickColumn(tables.Column):
    """The column whose text selects the row."""

    def render(self, value, record, table):
        return format_html(
            '<a class="pick" id="pick-{0}" href="{1}" hx-get="{1}" hx-target="#list" hx-select="#list" hx-swap="outerHTML"'
            ' hx-replace-url="true"{2}>{3}</a>',
            record.pk,
            address_of(table.query, on=record.pk),
            mark_safe(' aria-current="true"') if table.selected == record else "",
            value,
        )

    def value(self, value):
        return value


class MenuColumn(ActionsColumn):
    """Row actions of a `SelectingPage`: those whose labels are `in_row` stand in the row, the others in its menu.

    `buttons(seat, record, delete=button)`: what `delete` makes is asked late (`kit.buttons.unasked`).
    """

    def parted(self, buttons):
        """(those in the row, those of the menu); what is closed says why in the menu."""
        shown = [each for each in buttons if each.label in self.in_row and not each.reason]
        return shown, [each for each in buttons if each not in shown]

    def render(self, record, table):
        shown, more = self.parted(self.buttons(table.seat, record, delete=unasked))
        menu = address_of(table.query, menu=record.pk)
        return render_to_string("components/row_actions.html", {"shown": shown, "more": more, "menu": menu})
