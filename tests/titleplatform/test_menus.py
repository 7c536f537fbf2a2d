"""The menu shows what may be opened, and no more."""

import re

import pytest
from django.urls import reverse

from orgs.models import AccountKind, Kind
from orgs.states import UnitState
from tests.factories.orgs import AccountFactory, UnitFactory, client_of, province

pytestmark = pytest.mark.django_db


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
