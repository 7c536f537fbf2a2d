"""待办事项: one line per kind of work waiting at this seat's desk. Each line's link opens a list of exactly that many rows."""

from experts.queries import expert_todo
from orgs.queries import unit_todo
from personnel.queries import transfer_todo
from plans.queries import plan_todo
from review.queries import review_todo

# Each source gives the `titleplatform.kit.todo.Todo` lines of one app for a seat.
SOURCES = (unit_todo, plan_todo, transfer_todo, review_todo, expert_todo)


def todo_of(seat):
    """All lines of this seat, in the order of the menu."""
    return [line for source in SOURCES for line in source(seat)]
