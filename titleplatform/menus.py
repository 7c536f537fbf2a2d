"""The menu, letter for letter from SCREENS §0. An entry appears when the account may open its page."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from titleplatform.kit.access import can
from titleplatform.todo import todo_of


@dataclass(frozen=True)
class Entry:
    label: str
    url_name: str
    permission: str


@dataclass(frozen=True)
class Group:
    label: str
    icon: str
    entries: tuple[Entry, ...]


MENU = (
    Group("单位管理", "building", (
        Entry("单位管理", "orgs:units", "orgs.list_units"),
        Entry("单位信息维护", "orgs:own_unit", "orgs.edit_own_unit"),
        Entry("下级单位审核", "orgs:lower_units", "orgs.list_lower_units"),
    )),
)  # fmt: skip


def context(request):
    """Context of every template: the menu this seat may open, with the number of works waiting, and who is acting."""
    seat = getattr(request, "seat", None)
    shared = {"platform_name": settings.PLATFORM_NAME, "province_name": settings.PROVINCE_NAME, "demo": settings.DEMO}
    if not seat or request.user.must_change_password or request.htmx:
        return shared
    todo = todo_of(seat)
    waiting = {line.url: line.count for line in todo}
    match = request.resolver_match
    here = match.view_name if match else ""
    groups = []
    for group in MENU:
        entries = [
            {"label": entry.label, "url": (url := reverse(entry.url_name)), "here": entry.url_name == here,
             "name": entry.url_name, "count": waiting.get(url)}
            for entry in group.entries
            if can(entry.permission, seat)
        ]  # fmt: skip
        if entries:
            groups.append({"label": group.label, "icon": group.icon, "entries": entries})
    return {**shared, "seat": seat, "menu": groups, "todo": todo}
