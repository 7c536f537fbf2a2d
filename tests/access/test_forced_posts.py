"""Every address by POST, as every role, with nothing in the form: who is refused by GET is refused by POST, and nothing changes;
who is let in meets no server error. Each pair of address and role is posted once."""

from django.apps import apps
from django.conf import settings
from django.urls import reverse

from review.models import Application
from tests.access.table import expected
from tests.factories.access import ROLES, address_of
from titleplatform.kit.checks import all_patterns

# A refused request may leave a trace, never a change.
TRACES = {"orgs.AuditEvent"}
SESSION = ("entrance:logout", "entrance:login", "entrance:login_applicant")
REFUSED = ("302", "403", "404")


def everything():
    """All rows of the project's tables, by model."""
    models = [model for name in settings.PROJECT_APPS for model in apps.get_app_config(name).get_models()]
    return {model._meta.label: list(model._base_manager.order_by("pk").values(*fields_of(model))) for model in models}


def fields_of(model):
    """All but the time of the last login, which the test itself writes."""
    return [field.attname for field in model._meta.concrete_fields if field.name != "last_login"]


def test_who_may_not_open_it_may_not_force_it(client, world):
    accounts, objects = world
    table, patterns = expected(), [pair for pair in all_patterns() if pair[0] not in SESSION]
    client.force_login(accounts["handler"])
    # Opened: as in the table, the applicant may not withdraw it.
    client.get(reverse("review:case", args=[objects[Application].pk]))
    demand_all(patterns, table)
    before = everything()
    forced = {}
    for number, role in enumerate(ROLES):
        client.logout()
        if accounts[role]:
            client.force_login(accounts[role])
        for name, pattern in patterns:
            if (by_get := table[name][number]) in REFUSED:
                answer = client.post(address_of(name, pattern, objects))
                forced[name, role] = (by_get, answer.status_code)
    assert len(forced) > 500
    wrong = [(*key, *answers) for key, answers in forced.items() if not agrees(*answers)]
    assert not wrong, listed("Address, role, status by GET, status by POST:", wrong)
    after = everything()
    changed = [label for label in before if before[label] != after[label] and label not in TRACES]
    assert not changed, listed("Tables that a refused request changed:", changed)


def demand_all(patterns, table):
    missing = [name for name, _ in patterns if name not in table]
    assert not missing, listed("test_matrix.py says which lines to add for:", missing)


def listed(heading, things, most=20):
    """A message of the first things, one a line, and how many there are."""
    return "\n".join([heading, *(str(each) for each in things[:most]), f"{len(things)} in all"])


def agrees(by_get, status):
    """302 by GET leads to the login (401 by POST: what was typed is kept), or to the page whose form it is; a page without POST says so."""
    return status == 405 or str(status) == by_get or (by_get == "302" and status in (200, 302, 401, 403, 404))


def test_who_may_open_it_meets_its_form_without_a_server_error(client, world):
    accounts, objects = world
    client.raise_request_exception = False
    table, failed, posted = expected(), [], 0
    demand_all([pair for pair in all_patterns() if pair[0] not in SESSION], table)
    for number, role in enumerate(ROLES):
        client.logout()
        if accounts[role]:
            client.force_login(accounts[role])
        for name, pattern in all_patterns():
            if name in SESSION or table[name][number] in REFUSED:
                continue  # the refused are posted above, where an error is not caught
            posted += 1
            if client.post(address_of(name, pattern, objects)).status_code >= 500:
                failed.append((name, role))
    assert posted > 200
    assert not failed, listed("Address, role:", failed)
