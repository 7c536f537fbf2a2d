"""The menu shows what may be opened, and no more."""

import re

import pytest
from django.urls import reverse

from orgs.models import AccountKind, Kind
from orgs.states import UnitState
from tests.checkout import ROOT
from tests.factories.orgs import AccountFactory, UnitFactory, client_of, province
from titleplatform.kit.checks import all_patterns
from titleplatform.kit.lists import ListPage
from titleplatform.menus import MENU

pytestmark = pytest.mark.django_db
# Lists that one comes to from another page.
ELSEWHERE = {
    "orgs:account_proposals",
    "orgs:changes",
    "orgs:coming",  # from the numbers of 正在路上 on 首页
    "orgs:expired_passwords",
    "orgs:jobs",  # in the top bar
    "orgs:renamed_logins",  # from 待办事项, while there are any
    "orgs:unattended",
    "orgs:stuck_roads",
    "personnel:import",  # of one file, from the page that sends it
    "plans:caps",
    "plans:final_organs",
    "plans:quota_rules",
    "review:filings",
}


def entries(client):
    menu = re.search(r'<nav class="sidenav.*?</nav>', client.get("/").content.decode(), re.DOTALL).group()
    return re.findall(r'href="([^"]+)"', menu)


@pytest.mark.parametrize("state", [UnitState.INCOMPLETE, UnitState.PENDING, UnitState.ACTIVE])
def test_a_unit_not_yet_approved_is_shown_its_own_information_only(state):
    unit = UnitFactory(kind=Kind.EMPLOYER, parent=province(), state=state)
    client = client_of(AccountFactory(unit=unit, kind=AccountKind.UNIT_ADMIN))
    own, persons = reverse("orgs:own_unit"), reverse("personnel:persons")
    shown = entries(client)
    assert own in shown
    assert (persons in shown) is (state is UnitState.ACTIVE)
    assert client.get(persons).status_code == (200 if persons in shown else 302)
    locked = "disabled" in client.get(own).content.decode().split('name="address"')[1].split(">")[0]
    assert locked is (state is UnitState.PENDING)


def test_the_menu_is_letter_for_letter_that_of_the_document():
    table = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$", (ROOT / "docs/screens.md").read_text(encoding="utf-8"), flags=re.M
    )
    written = {group.strip("()"): entries.split(";")[0].split(" · ") for group, entries in table}
    for group in MENU:
        assert [entry.label for entry in group.entries] == written[group.label], f"docs/screens.md §0: {group.label}"


def test_every_list_stands_in_the_menu():
    views = {name: getattr(pattern.callback, "view_class", object) for name, pattern in all_patterns()}
    named = {entry.url_name for group in MENU for entry in group.entries}
    missing = [name for name, view in views.items() if issubclass(view, ListPage) and name not in named | ELSEWHERE]
    lines = [f'    Entry("{views[name].title}", "{name}", "{views[name].permission}"),' for name in missing]
    assert not missing, "\n".join(["Add to MENU in titleplatform/menus.py, or to ELSEWHERE here:", *lines])
    assert not ELSEWHERE & named
