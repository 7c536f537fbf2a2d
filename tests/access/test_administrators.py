"""What the security and the audit administrator open: the addresses of this list and no other; the system administrator's are a column
of `matrix.txt`."""

import pytest
from django.urls import reverse

from orgs.models import AccountKind
from tests.factories.access import address_of
from tests.factories.orgs import administrator, client_of
from titleplatform.kit.checks import all_patterns
from titleplatform.public import OPEN_WITH_INITIAL_PASSWORD

EVERYBODY = OPEN_WITH_INITIAL_PASSWORD | {"home", "orgs:jobs"}
BOTH = {"orgs:administrators", "orgs:account_proposals", "orgs:proposal_confirm", "orgs:proposal_refuse", "orgs:audit"}
OPENED = {
    AccountKind.SECURITY: BOTH | {"orgs:expired_passwords", "orgs:reset_passwords", "orgs:renamed_logins"},
    AccountKind.AUDIT: BOTH,
}


@pytest.mark.parametrize("kind", OPENED)
def test_they_open_what_their_work_needs_and_nothing_else(world, kind):
    _, objects = world
    client = client_of(administrator(kind))
    opened, menu = set(), client.get(reverse("home"))
    for name, pattern in all_patterns():
        if name not in EVERYBODY and client.get(address_of(name, pattern, objects)).status_code not in (403, 404):
            opened.add(name)
    posted_only = {"personnel:dossier_draft", "hold_file"}  # 405 before anything is asked
    assert opened - posted_only == OPENED[kind]
    entries = {entry["name"] for group in menu.context["menu"] for entry in group["entries"]}
    assert entries == {"orgs:administrators", "orgs:audit"}
