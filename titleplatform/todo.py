"""待办事项: one line per kind of work waiting at this seat's desk. Each line's link opens a list of exactly that many rows.

An app says its lines in its `queries`: `DESK_LINES` (a tuple of `orgs.queries.DeskLine`) for what climbs, all counted in one query, and
`todo_lines(seat)` (a list of `titleplatform.kit.todo.Todo`) for everything else.
"""

from importlib import import_module

from django.conf import settings
from django.utils.module_loading import module_has_submodule

from orgs.chain import inbox
from titleplatform.kit.access import can
from titleplatform.menus import MENU


def todo_of(seat):
    """All lines of this seat, the apps in the order in which the menu first names them."""
    named = [entry.url_name.split(":")[0] for group in MENU for entry in group.entries]
    apps = dict.fromkeys([name for name in named if name in settings.PROJECT_APPS] + settings.PROJECT_APPS)
    counts = inbox.waiting_counts(seat)
    return [line for app in apps for line in _lines_of(app, seat, counts)]


def _lines_of(app, seat, counts):
    if not module_has_submodule(import_module(app), "queries"):
        return []
    queries = import_module(f"{app}.queries")
    desks = [line for line in getattr(queries, "DESK_LINES", ()) if can(line.permission, seat)]
    others = getattr(queries, "todo_lines", lambda seat: [])
    return [*(line.todo(counts) for line in desks), *others(seat)]
