"""待办事项: one line per kind of work waiting at this seat's desk. Each line's link opens a list of exactly that many rows.

An app says its lines in its `queries`: `DESK_LINES` (a tuple of `orgs.queries.DeskLine`) for what climbs, `RETURNED_LINES` for what came
back to the unit, and `todo_lines(seat)` (a list of `titleplatform.kit.todo.TodoRows`, or of Todos that need no count) for everything
else. One statement counts them all, each up to a thousand.
"""

from importlib import import_module

from django.conf import settings
from django.utils.module_loading import module_has_submodule

from orgs.models import Account
from orgs.queries import open_jobs_of
from titleplatform.kit.access import can
from titleplatform.kit.counting import CountUpTo
from titleplatform.kit.todo import counted
from titleplatform.menus import MENU


def todo_and_jobs(seat, only=None):
    """(all lines of this seat, the number beside 我的任务), in one statement. The apps come in the order in which the menu names them,
    lines with nothing to do last.

    `only`: the addresses that a menu counts. Their lines alone are asked then, up to MENU_MOST, and not how long they have waited: on
    every page but 首页, where it would be most of what the page costs."""
    named = [entry.url_name.split(":")[0] for group in MENU for entry in group.entries]
    apps = dict.fromkeys([name for name in named if name in settings.PROJECT_APPS] + settings.PROJECT_APPS)
    lines = [line for app in apps for line in _lines_of(app, seat, only)]
    row, jobs = Account.objects.filter(pk=seat.account.pk), CountUpTo(open_jobs_of(seat.account))
    todos, beside = counted(lines, row, in_full=only is None, jobs=jobs)
    return sorted(todos, key=lambda line: not line.count), beside["jobs"]


def _lines_of(app, seat, only):
    queries = _queries_of(app)
    named = ("DESK_LINES", "RETURNED_LINES") if only is None else ("DESK_LINES",)
    climbing = [line for name in named for line in getattr(queries, name, ()) if can(line.permission, seat)]
    others = getattr(queries, "todo_lines", lambda seat: [])(seat)
    lines = [*(line.rows_of(seat) for line in climbing), *others]
    return [line for line in lines if only is None or line.url in only]


def detail_pages():
    """{spec key: url name of the page where a desk opens one of them}."""
    lines = [line for app in settings.PROJECT_APPS for line in getattr(_queries_of(app), "DESK_LINES", ())]
    return {line.spec.key: line.detail for line in lines if line.detail}


def _queries_of(app):
    return import_module(f"{app}.queries") if module_has_submodule(import_module(app), "queries") else None
