"""Whatever shows a secret shows it in one answer and leaves it nowhere: no session, message, cookie, form token, audit row."""

import pytest
from axes.models import AccessAttempt
from django.contrib.sessions.models import Session
from django.urls import reverse

from orgs.actions.administrators import propose_change
from orgs.models import AccountChange, AccountKind, AuditEvent, Kind
from personnel.models import Person
from tests.factories.orgs import (
    AccountFactory,
    UnitFactory,
    administrator,
    client_of,
    province,
    system_seat,
    unit_with_admin,
)
from tests.factories.personnel import PersonFactory, reviewer
from tests.pages import table_of, text_of
from titleplatform.kit import once
from titleplatform.kit.checks import all_patterns
from titleplatform.kit.shown_once import ShownOncePage
from titleplatform.models import FormToken

pytestmark = pytest.mark.django_db
ID = "41030219850630002X"
NEW_UNIT = {"kind": "employer", "name": "洛阳市测绘院", "certificate_name": "洛阳市测绘院"}
NEW_REVIEWER = {"login_name": "new01", "name": "周敏华", "document_kind": "resident", "phone": "13800000016"}
NEW_PERSON = {"name": "王海涛", "document_kind": "resident", "id_number": "410105199001010011", "phone": "13800000017"}


@pytest.fixture
def pages(settings):
    """{url name: (client, address, what is sent)} of every page that shows a secret."""
    settings.RANDOM_INITIAL_PASSWORDS = True
    city = unit_with_admin(kind=Kind.CITY, parent=province())
    own, lower = unit_with_admin(parent=city), unit_with_admin(parent=city)
    by_city, by_own = client_of(city.administrator), client_of(own.administrator)
    one, person = reviewer(own, is_leader=True), PersonFactory(unit=own, id_number=ID)
    of_person = {"args": [person.pk]}
    proposal = propose_change(by=system_seat(), account=administrator(AccountKind.AUDIT), change=AccountChange.RESET)
    by_security = client_of(administrator(AccountKind.SECURITY))
    return {
        "orgs:unit_create": (by_city, f"{reverse('orgs:unit_create')}?parent={city.pk}", NEW_UNIT),
        "orgs:unit_password": (by_city, reverse("orgs:unit_password", args=[lower.pk]), {}),
        "orgs:reset_passwords": (by_city, reverse("orgs:reset_passwords"), {"chosen": [lower.administrator.pk]}),
        "orgs:proposal_confirm": (by_security, reverse("orgs:proposal_confirm", args=[proposal.pk]), {}),
        "personnel:reviewer_add": (by_own, reverse("personnel:reviewer_add"), NEW_REVIEWER),
        "personnel:reviewer_password": (by_own, reverse("personnel:reviewer_password", args=[one.pk]), {}),
        "personnel:person_add": (by_own, reverse("personnel:person_add"), NEW_PERSON),
        "personnel:person_password": (by_own, reverse("personnel:person_password", **of_person), {}),
        "personnel:person_passwords": (by_own, reverse("personnel:person_passwords"), {"chosen": [person.pk]}),
        "personnel:reveal": (by_own, reverse("personnel:reveal", **of_person), {"reason": "核对"}),
    }


def test_every_secret_is_in_one_answer_only(pages):
    shown_once = {name for name, pattern in all_patterns() if issubclass(page_of(pattern), ShownOncePage)}
    assert set(pages) == shown_once, "a page that shows a secret is tried in pages() above"
    for name, (client, address, sent) in pages.items():
        sent = sent | {"once": once.new_token()}
        answer = client.post(address, sent)
        assert answer.status_code == 200, name
        (row,) = table_of(answer)
        *_, secret = row.values()
        assert (len(secret) >= 12, "no-store" in answer["Cache-Control"]) == (True, True), name
        again = client.post(address, sent)
        said = text_of(again)
        assert ("已显示过，不再显示" in said, secret in said) == (True, False), name
        assert "no-store" in again["Cache-Control"], name
        assert "初始化密码" in said or name == "personnel:reveal"
        client.get("/")  # whatever a session would show next
        assert secret not in traces(client, answer), name
    assert AuditEvent.objects.get(verb="查看完整证件号").detail == {"理由": "核对"}


def test_where_no_secret_was_shown_a_repeat_is_led_on(pages, settings):
    settings.RANDOM_INITIAL_PASSWORDS = False  # a person's initial password follows the rule, which the page says
    client, address, sent = pages["personnel:person_add"]
    sent = sent | {"once": once.new_token()}
    assert {client.post(address, sent)["Location"] for _ in range(2)} == {reverse("personnel:persons")}
    assert Person.objects.filter(account__name=sent["name"]).count() == 1


def page_of(pattern):
    return getattr(pattern.callback, "view_class", object)


def traces(client, answer):
    """All that an answer leaves behind, as text."""
    sessions = [each.get_decoded() for each in Session.objects.all()]
    rows = [list(model.objects.values()) for model in (FormToken, AuditEvent, AccessAttempt)]
    return str([sessions, rows, client.cookies.output(), dict(answer.headers)])


def test_a_failed_login_keeps_nothing_of_what_was_sent(client):
    account = AccountFactory(
        kind=AccountKind.UNIT_ADMIN, unit=UnitFactory(), login_name="unit01", password="Own-Word-2026"
    )
    carried = f'{{"to": "/", "fields": [["id_number", "{ID}"]], "files": []}}'
    client.post(reverse("entrance:login"), {"username": "unit01", "password": "Wrong-Word-1", "kept": carried})
    client.force_login(account)
    typed = {"current": "Wrong-Word-2", "new": "New-Word-2026", "again": "New-Word-2026"}
    client.post(reverse("entrance:password"), typed)
    kept = str(list(AccessAttempt.objects.values()))
    assert AccessAttempt.objects.get().failures_since_start == 2
    assert [word for word in (ID, "Wrong-Word-1", *typed.values()) if word in kept] == []
