"""Buttons and links as data: a page asks for them, a template loops. A refused one is shown disabled with its reason."""

import re
from dataclasses import dataclass

from django.urls import reverse

from titleplatform.kit.access import why_not


@dataclass(frozen=True)
class Button:
    """A link that looks like a button. `dialog` opens it over the page (without script it is a page of its own)."""

    label: str
    url: str
    reason: str = ""
    style: str = ""  # "", "primary", "danger"
    icon: str = ""
    dialog: bool = False

    @property
    def why_id(self):
        """The id of the reason's text, for `aria-describedby`."""
        return "why-" + re.sub(r"\W+", "-", self.url).strip("-")


def open_first(buttons):
    """The open ones, then the closed ones with the same reason beside each other."""
    reasons = list(dict.fromkeys(each.reason for each in buttons))
    return sorted(buttons, key=lambda each: (bool(each.reason), reasons.index(each.reason)))


def button(label, url_name, permission, seat, thing=None, *, args=None, query="", **look):
    """A Button for the page `url_name`, disabled with the reason where `permission` is refused on `thing`.

    The address takes the pk of `thing` unless `args` says otherwise.
    """
    if args is None:
        args = [] if thing is None else [thing.pk]
    return Button(label, reverse(url_name, args=args) + query, why_not(permission, seat, thing), **look)


def unasked(label, url_name, permission, seat, thing, **look):
    """The same where asking would cost a query for each row of a list: open until its menu is opened or the row selected."""
    return Button(label, reverse(url_name, args=[thing.pk]), **look)
