"""What can be sent to every address: derived from the URLconf, the pages' own forms, their filtersets and the code that reads requests."""

import re
from functools import cache
from pathlib import Path

from django.urls import get_resolver
from django_filters.views import FilterMixin

from tests.access.table import expected
from tests.factories.access import ROLES, address_of
from titleplatform.kit.checks import all_patterns

ROOT = Path(__file__).parents[2]
READS = re.compile(
    r"""(?:\bGET|\bPOST)\b(?:\.get\(|\.getlist\(|\[)\s*["'](\w+)["']|["'](\w+)["'] (?:not )?in (?:self\.)?request\.(?:GET|POST)"""
)
FIELDS = "//form//*[@name and (self::input or self::select or self::textarea or self::button)]"


@cache
def read_by_hand():
    """Names of parameters that code takes out of a request without a form."""
    folders = {each.parent for each in ROOT.glob("*/apps.py")}
    texts = [path.read_text(encoding="utf-8") for folder in folders for path in folder.rglob("*.py")]
    found = {name for text in texts for pair in READS.findall(text) for name in pair if name}
    return sorted(found | {"page", "sort", "rows-TOTAL_FORMS", "rows-INITIAL_FORMS"})


class Target:
    """One address with the role that may open it."""

    def __init__(self, name, pattern, role, objects):
        self.name, self.role = name, role
        self.address = address_of(name, pattern, objects)
        self.view = getattr(pattern.callback, "view_class", None)
        self.kwargs = get_resolver().resolve(self.address).kwargs

    def path_with(self, value):
        """The address with `value` in the place of one of its parts, or behind it."""
        raw = self.address
        for known in map(str, self.kwargs.values()):
            raw = raw.replace(f"/{known}/", f"/{value}/", 1)
        return raw if self.kwargs else f"{raw}{value}"

    @property
    def query_names(self):
        filters = self.view.filterset_class.get_filters() if is_filtered(self.view) else {}
        return sorted({*read_by_hand(), *filters})


def is_filtered(view):
    return view is not None and issubclass(view, FilterMixin) and view.filterset_class is not None


def targets(objects):
    """Every address once for each role that the table of access lets in; where it lets nobody in, as the own administrator."""
    table = expected()
    for name, pattern in all_patterns():
        open_to = [role for role, status in zip(ROLES, table[name], strict=True) if status in ("200", "405")]
        for role in open_to or ["own"]:
            yield Target(name, pattern, role, objects)


def sent_by(page):
    """{name: value} that a browser would send from any form of this page, and the names of its file fields."""
    given, files = {}, []
    for field in page.xpath(FIELDS):
        name, kind = field.get("name"), field.get("type", "")
        if kind == "file":
            files.append(name)
        elif field.tag == "select":
            options = field.xpath("option/@value")
            given[name] = (field.xpath("option[@selected]/@value") or options[-1:] or [""])[0]
        elif field.tag == "textarea":
            given[name] = field.text or ""
        elif kind != "submit" and field.tag != "button":
            given.setdefault(name, field.get("value", "on"))
        else:
            given.setdefault(name, field.get("value", ""))
    return given, files
