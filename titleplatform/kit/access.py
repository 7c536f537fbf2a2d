"""Permissions as tables: `allow("plans.submit_plan", is_staff_of_its_unit, is_editable)` in each app's `access.py`.

A condition is a function of (seat, thing) that is true where it is met; its Chinese refusal text says why not and, where there is
one, the way on. The same text stands beside a disabled button and on the 403 page when the request is forced.
"""

from dataclasses import dataclass

from titleplatform.kit.refusals import Refused

_table = {}


@dataclass(frozen=True)
class Condition:
    """A predicate with its refusal text; the text may be a function of (seat, thing)."""

    met: callable
    text: object

    def __call__(self, seat, thing=None):
        return self.met(seat, thing)

    def refusal(self, seat, thing):
        return self.text(seat, thing) if callable(self.text) else self.text


def condition(text):
    """Make a predicate of (seat, thing) a condition with this refusal text."""
    return lambda function: Condition(function, text)


def allow(permission, *conditions):
    """Declare what a permission asks for, all conditions in this order. Each permission is declared once."""
    if permission in _table:
        raise ValueError(f"{permission} is declared twice")
    _table[permission] = conditions


def is_declared(permission):
    return permission in _table


def conditions_of(permission):
    """What a permission asks for, in order; nothing where it is not declared."""
    return _table.get(permission, ())


def why_not(permission, seat, thing=None):
    """The first reason why this seat may not do this to `thing`, or "" where it may. An undeclared permission is an error."""
    for each in _table[permission]:
        if not each(seat, thing):
            return each.refusal(seat, thing)
    return ""


def can(permission, seat, thing=None):
    return not why_not(permission, seat, thing)


def demand(permission, seat, thing=None):
    """Raise Refused with the reason unless allowed."""
    if reason := why_not(permission, seat, thing):
        raise Refused(reason)
