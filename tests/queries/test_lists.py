"""The number of queries of every list page, a literal that is the same at 1 and at 3 rows."""

import pytest
from django.urls import reverse

from experts import actions as expert_actions
from orgs.models import AccountKind, Kind
from personnel.actions.transfers import ask_transfer
from plans.actions import submit_plan
from tests.access.test_matrix import reviewer
from tests.experts.test_filings import filing_of
from tests.factories.orgs import AccountFactory, UnitFactory, admin_seat, leader, province
from tests.factories.personnel import PersonFactory, title
from tests.factories.plans import draft_plan
from tests.factories.review import CommitteeFactory, applicant, seat_of, submitted

pytestmark = pytest.mark.django_db


class World:
    """One employer below a city, and something of each kind on demand."""

    def __init__(self):
        title()
        self.city = UnitFactory(kind=Kind.CITY, parent=province())
        self.unit = UnitFactory(parent=self.city)
        self.committee = CommitteeFactory(host=self.city)
        self.n = 0

    def account(self, role):
        if role == "admin":
            return AccountFactory(unit=self.unit, kind=AccountKind.UNIT_ADMIN, login_name=self.unit.code)
        if role == "city":
            return AccountFactory(unit=self.city, kind=AccountKind.UNIT_ADMIN, login_name=self.city.code)
        unit = self.city if role == "upper" else self.unit
        return reviewer(unit, is_handler=True).account

    def reviewer(self):
        reviewer(self.unit, is_leader=True)

    def person(self):
        PersonFactory(unit=self.unit)

    def transfer(self):
        person = PersonFactory(unit=self.unit)
        asking = admin_seat(UnitFactory(parent=self.city))
        ask_transfer(by=asking, id_number=person.account.id_number, name=person.account.name, reason="调动")

    def plan(self):
        self.n += 1
        return draft_plan(self.unit, name=f"计划 {self.n}")

    def sent_plan(self):
        submit_plan(by=leader(self.unit), plan=self.plan())

    def application(self):
        self.n += 1
        return submitted(self.unit, committee=self.committee, planned=9 if self.n == 1 else 0)

    def committee_(self):
        CommitteeFactory(host=self.city)

    def filing(self):
        person = applicant(self.unit)
        expert_actions.submit_filing(by=seat_of(person), filing=filing_of(person))


# (address, whose, what a row is, queries)
LISTS = [
    ("personnel:reviewers", "admin", "reviewer", 19),
    ("personnel:persons", "admin", "person", 19),
    ("personnel:transfers", "admin", "transfer", 7),
    ("plans:own_plans", "handler", "plan", 9),
    ("plans:review", "upper", "sent_plan", 9),
    ("review:handler", "handler", "application", 11),
    ("review:status", "admin", "application", 8),
    ("review:committees", "city", "committee_", 8),
    ("experts:review", "handler", "filing", 9),
    ("home", "handler", "application", 11),
]


@pytest.mark.parametrize(("name", "role", "make", "queries"), LISTS, ids=[f"{each[0]} {each[1]}" for each in LISTS])
def test_the_same_at_one_and_three_rows(client, django_assert_num_queries, name, role, make, queries):
    world = World()
    getattr(world, make)()
    client.force_login(world.account(role))
    client.get(reverse(name))  # the session's first use
    with django_assert_num_queries(queries):
        one = client.get(reverse(name))
    for _ in range(2):
        getattr(world, make)()
    with django_assert_num_queries(queries):
        three = client.get(reverse(name))
    if "table" in (one.context or {}):
        assert three.context["table"].paginator.count == one.context["table"].paginator.count + 2
