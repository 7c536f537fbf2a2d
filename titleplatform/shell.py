"""What stands around every page: the menu as this account may open it, with the number of works waiting."""

from django.conf import settings
from django.urls import NoReverseMatch, reverse

from titleplatform.kit.access import can, is_declared
from titleplatform.menus import MENU
from titleplatform.public import OPEN_BEFORE_APPROVAL
from titleplatform.todo import todo_and_jobs


def address_of(url_name):
    """The page's address, "" while it does not exist yet: an entry appears when its page works."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def context(request):
    """Context of every template: the menu this seat may open, with the number of works waiting, and who is acting."""
    seat = getattr(request, "seat", None)
    shared = {"platform_name": settings.PLATFORM_NAME, "province_name": settings.PROVINCE_NAME, "demo": settings.DEMO}
    if not seat or request.user.must_change_password or request.htmx:
        return {**shared, "seat": seat}
    match = request.resolver_match
    here = match.view_name if match else ""
    refused = getattr(request, "is_refused", False)
    groups = _menu(seat, here)
    counted = {entry["url"] for group in groups for entry in group["entries"]}
    todo, open_jobs = ([], 0) if refused else todo_and_jobs(seat, only=None if here == "home" else counted)
    waiting = {line.url: line.number_in_menu for line in todo if line.count}
    for group in groups:
        for entry in group["entries"]:
            entry["count"] = waiting.get(entry["url"])
    return {**shared, "seat": seat, "menu": groups, "todo": todo, "open_jobs": open_jobs}


def _menu(seat, here):
    """The groups of the menu with the entries that this seat may open; `here`: the url name of the page shown."""
    waits_for_approval = seat.unit and seat.is_staff and not seat.unit.is_working
    groups = []
    for group in MENU:
        entries = [
            {"label": entry.label, "url": url, "here": entry.url_name == here, "name": entry.url_name}
            for entry in group.entries
            if not (waits_for_approval and entry.url_name not in OPEN_BEFORE_APPROVAL)
            and is_declared(entry.permission)
            and can(entry.permission, seat)
            and (url := address_of(entry.url_name))
        ]
        if entries:
            groups.append({"label": group.label, "icon": group.icon, "entries": entries})
    return groups
