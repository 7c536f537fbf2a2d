"""待办事项: one line per kind of work waiting at this seat's desk. Each line's link opens a list of exactly that many rows.

An app's lines are its `queries.todo_lines(seat)`: a list of `titleplatform.kit.todo.Todo`.
"""

from importlib import import_module

from django.conf import settings
from django.utils.module_loading import module_has_submodule

from titleplatform.menus import MENU


def todo_of(seat):
    """All lines of this seat, the apps in the order in which the menu first names them."""
    named = [entry.url_name.split(":")[0] for group in MENU for entry in group.entries]
    apps = dict.fromkeys([name for name in named if name in settings.PROJECT_APPS] + settings.PROJECT_APPS)
    return [line for app in apps for line in _lines_of(app, seat)]


def _lines_of(app, seat):
    if not module_has_submodule(import_module(app), "queries"):
        return []
    source = getattr(import_module(f"{app}.queries"), "todo_lines", None)
    return source(seat) if source else []
