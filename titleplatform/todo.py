"""待办事项: one line per kind of work waiting at this seat's desk. Each line's link opens a list of exactly that many rows.

An app says its lines in its `queries`: `DESK_LINES` (a tuple of `orgs.queries.DeskLine`) for what climbs, all counted in one query,
`RETURNED_LINES` for what came back to the unit, in another, and `todo_lines(seat)` (a list of `titleplatform.kit.todo.Todo`) for
everything else.
"""

from importlib import import_module

from django.conf import settings
from django.utils.module_loading import module_has_submodule

from orgs.chain import inbox
from titleplatform.kit.access import can
from titleplatform.menus import MENU


def todo_of(seat, *, with_returned=True):
    """All lines of this seat, the apps in the order in which the menu first names them; those with nothing to do come last. What came
    back costs a query of its own and stands on 首页 alone: no entry of the menu counts it."""
    named = [entry.url_name.split(":")[0] for group in MENU for entry in group.entries]
    apps = dict.fromkeys([name for name in named if name in settings.PROJECT_APPS] + settings.PROJECT_APPS)
    waiting, returned = inbox.waiting_counts(seat), inbox.returned_counts(seat) if with_returned else {}
    return sorted(
        (line for app in apps for line in _lines_of(app, seat, waiting, returned)), key=lambda line: not line.count
    )


def _lines_of(app, seat, waiting, returned):
    queries = _queries_of(app)
    desks = [line for line in getattr(queries, "DESK_LINES", ()) if can(line.permission, seat)]
    back = [line.todo(returned) for line in getattr(queries, "RETURNED_LINES", ()) if can(line.permission, seat)]
    others = getattr(queries, "todo_lines", lambda seat: [])
    return [*(line.todo(waiting) for line in desks), *filter(None, back), *others(seat)]


def detail_pages():
    """{spec key: url name of the page where a desk opens one of them}."""
    lines = [line for app in settings.PROJECT_APPS for line in getattr(_queries_of(app), "DESK_LINES", ())]
    return {line.spec.key: line.detail for line in lines if line.detail}


def _queries_of(app):
    return import_module(f"{app}.queries") if module_has_submodule(import_module(app), "queries") else None
