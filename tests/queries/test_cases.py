"""What a case costs: the page for a wide and a narrow scope, in the first round and the third; handing in; batch 通过 a case."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from orgs.chain.case import Case
from orgs.models import ChainStep, Kind
from personnel.grants import set_scope
from personnel.seats import seat_for
from review import actions
from review.models import Application
from tests.counting import expect_queries
from tests.factories.orgs import UnitFactory, client_of, province
from tests.factories.personnel import reviewer
from tests.factories.review import CommitteeFactory, draft_application, returned, seat_of, submitted

pytestmark = pytest.mark.django_db
CONTROL = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


@pytest.fixture
def unit():
    return UnitFactory(parent=UnitFactory(kind=Kind.CITY, parent=province()))


def warm(account):
    """A client whose session has been used before: its first request writes."""
    client = client_of(account)
    client.get(reverse("entrance:password"))
    return client


def asked(client, address, data):
    """The statements of a POST but those that only mark transactions."""
    with CaptureQueriesContext(connection) as found:
        answer = client.post(address, data)
    assert answer.status_code == 302
    return [each["sql"] for each in found.captured_queries if not each["sql"].startswith(CONTROL)]


@pytest.mark.parametrize("areas", [None, {"papers", "books"}], ids=["all areas", "two areas"])
@pytest.mark.parametrize("rounds", [1, 3])
def test_the_case_page(unit, areas, rounds):
    application = submitted(unit, committee=CommitteeFactory(host=unit.superior))
    for _ in range(rounds - 1):
        returned(application)
        actions.submit_application(by=seat_of(application.person), application=application, promised=True)
    account = reviewer(unit, is_handler=True).account
    reviewer(unit, is_handler=True)  # who may judge the rest is named
    if areas:
        keys = Application.spec.area_keys
        set_scope(account, {("05", key) for key in areas}, areas=keys)
    client, address = warm(account), reverse("review:case", args=[application.pk])
    expect_queries(
        client, address, queries=8
    )  # with the notes that somebody has opened it: on the step and in the audit trail
    page = expect_queries(client, address, queries=7)
    assert len(page.context["mine"]) == (2 if areas else len(Application.spec.area_keys))


def test_a_case_is_read_in_four_queries_and_five_under_locks(unit, django_assert_num_queries):
    application = submitted(unit)
    seat = seat_for(reviewer(unit, is_handler=True).account)
    application = Application.objects.get(pk=application.pk)
    with django_assert_num_queries(4):
        case = Case.load(application, seat)
    with django_assert_num_queries(0):
        assert [account.pk for account in case.who_may_judge("papers")] == [seat.account.pk]
    with django_assert_num_queries(5):
        Case.load(application, seat, lock=True)


def test_handing_in_the_verdicts(unit):
    application = submitted(unit)
    client = warm(reviewer(unit, is_handler=True).account)
    step = application.run.open_step()
    client.post(reverse("review:verdict", args=[application.pk]), {"step": step.pk, "do": "rest"})
    statements = asked(client, reverse("review:hand_in", args=[application.pk]), {"step": step.pk, "once": "a" * 32})
    assert len(statements) == 20, "\n".join(statements)
    assert application.run.open_step().order == 2


@pytest.mark.parametrize(("rounds", "queries"), [(1, 21), (2, 29)])
def test_handing_in_an_application(unit, rounds, queries):
    """From the click to the first desk: pre-check, freeze and its files, quota, road; after a return also what nobody changed. Beside the
    seven of every form page: session, account, token, object, and what is noted at the end."""
    application = draft_application(unit)
    if rounds > 1:
        actions.submit_application(by=seat_of(application.person), application=application, promised=True)
        application.refresh_from_db()
        returned(application)
    client = warm(application.person.account)
    address = reverse("review:application_submit", args=[application.pk])
    statements = asked(client, address, {"promised": "on", "unchanged": "on", "once": "b" * 32})
    holding = 3 if connection.vendor == "postgresql" else 0  # SQLite's transactions are alone
    assert len(statements) == queries + 7 + holding, "\n".join(statements)
    application.refresh_from_db()
    assert (application.state_label, application.run.open_step().order) == ("审查中", 1)


@pytest.mark.parametrize("desk", ["first", "last"])
def test_batch_pass_costs_the_same_for_each_case(unit, desk):
    committee = CommitteeFactory(host=unit)
    made = [submitted(unit, committee=committee, planned=9 if number == 0 else 0) for number in range(5)]
    name, role = ("handler", {"is_handler": True}) if desk == "first" else ("leader", {"is_leader": True})
    if desk == "last":
        for application in made:
            step = application.run.open_step()
            other = seat_for(reviewer(unit, is_handler=True).account)
            actions.pass_everything(by=other, application=application, step_id=step.pk)
    client = warm(reviewer(unit, **role).account)
    steps = [application.run.open_step().pk for application in made]
    address = reverse(f"review:{name}_pass")
    two = asked(client, address, {"chosen": steps[:2], "once": "c" * 32})  # of one alone it is said where it went
    three = asked(client, address, {"chosen": steps[2:], "once": "d" * 32})
    each = len(three) - len(two)
    assert each == {"first": 11, "last": 17}[desk], "\n".join(three)
    left = ChainStep.objects.filter(pk__in=steps, status="open")
    assert not left.exists()
