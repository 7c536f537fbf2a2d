"""The number of queries of every list page, a literal that is the same at 1 and at 3 rows: its own, without those of every page."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from experts import actions as expert_actions
from experts.models import Expert
from orgs import audit
from orgs.actions.administrators import propose_change
from orgs.chain.models import ChainRun
from orgs.models import AccountChange, AccountKind, Job, Kind
from orgs.states import UnitState
from personnel.actions.transfers import answer_transfer, ask_transfer
from personnel.models import PersonImport, Series, Title
from plans.actions import set_cap, submit_plan
from plans.models import FinalOrgan, QuotaRule
from review.models import Application
from tests.counting import expect_queries, shell_queries
from tests.factories.experts import filing_of
from tests.factories.orgs import (
    AccountFactory,
    UnitFactory,
    admin_seat,
    administrator,
    handler,
    leader,
    proposed,
    province,
    system_seat,
    unit_with_admin,
)
from tests.factories.personnel import PersonFactory, reviewer, title
from tests.factories.plans import draft_plan
from tests.factories.review import CommitteeFactory, applicant, asked, founded, pass_here, seat_of, submitted
from titleplatform.kit.checks import all_patterns
from titleplatform.kit.lists import ListPage

pytestmark = pytest.mark.django_db


class World:
    """One employer below a city, and something of each kind on demand."""

    def __init__(self):
        title()
        self.city = UnitFactory(kind=Kind.CITY, parent=province())
        self.unit = UnitFactory(parent=self.city)
        self.committee = CommitteeFactory(host=self.city)
        self.me = PersonFactory(unit=self.unit)
        self.n = 0

    def account(self, role):
        if role == "admin":
            return AccountFactory(unit=self.unit, kind=AccountKind.UNIT_ADMIN, login_name=self.unit.code)
        if role == "city":
            return AccountFactory(unit=self.city, kind=AccountKind.UNIT_ADMIN, login_name=self.city.code)
        if role in ("system", "audit"):
            return system_seat(role).account
        if role == "applicant":
            return self.me.account
        unit = self.city if role == "upper" else self.unit
        return reviewer(unit, is_handler=role != "leader", is_leader=role == "leader").account

    def reviewer(self):
        reviewer(self.unit, is_leader=True)

    def person(self):
        PersonFactory(unit=self.unit)

    def import_row(self):
        batch = self.batch
        batch.rows.create(number=batch.rows.count() + 2, found="new", username=f"row{batch.rows.count()}", name="王一")

    @cached_property
    def batch(self):
        return PersonImport.objects.create(
            unit=self.unit, file_name="人员.xlsx", is_short=True, checked_at=timezone.now()
        )

    def transfer(self):
        person = PersonFactory(unit=self.unit)
        asking = admin_seat(UnitFactory(parent=self.city))
        ask_transfer(by=asking, id_number=person.account.id_number, name=person.account.name, reason="调动")

    def plan(self):
        self.n += 1
        return draft_plan(self.unit, name=f"计划 {self.n}")

    def sent_plan(self):
        submit_plan(by=leader(self.unit), plan=self.plan())

    def cap(self):
        self.n += 1
        wanted = title()
        unit = UnitFactory(parent=self.city)
        set_cap(by=handler(self.city), unit=unit, year=2026, series=wanted.series, level=wanted.level, number=self.n)

    def application(self):
        self.n += 1
        return submitted(self.unit, committee=self.committee, planned=9 if self.n == 1 else 0)

    def stuck_road(self):
        run = self.application().run
        ChainRun.objects.filter(pk=run.pk).update(road_due="移动", road_due_at=timezone.now(), road_stuck="已停用")

    def awaiting(self):
        application = self.application()
        while application.run.open_step():
            pass_here(application)

    def passed_by_the_handler(self):
        pass_here(self.application())

    def own_application(self):
        self.n += 1
        Application.objects.create(
            person=self.me,
            unit=self.unit,
            year=2025 + self.n,
            title=title(),
            speciality="岩土",
            committee=self.committee,
        )

    def own_filing(self):
        self.n += 1
        filing_of(self.me, series=Series.objects.all()[self.n])

    def own_transfer(self):
        new = admin_seat(UnitFactory(parent=self.city))
        asked = ask_transfer(by=new, id_number=self.me.account.id_number, name=self.me.account.name, reason="调动")
        answer_transfer(by=admin_seat(self.unit), transfer=asked, agree=False, answer="服务期未满")

    def expert(self):
        filing = filing_of(applicant(self.unit))
        Expert.objects.create(filing=filing, entered_on=date(2026, 1, 1), term_ends_on=date(2028, 12, 31))

    def unit_below(self):
        unit_with_admin(parent=self.city)

    def audit_row(self):
        audit.record("试", by=admin_seat(self.unit), on=self.unit)

    def administrator(self):
        administrator()

    def proposal(self):
        administrator(AccountKind.SECURITY)
        account = administrator(AccountKind.SECURITY)
        propose_change(by=system_seat(), account=account, change=AccountChange.DISABLE)

    def final_organ(self):
        self.n += 1
        FinalOrgan.objects.create(year=2030 + self.n, branch=self.city, organ=self.city)

    def quota_rule(self):
        self.n += 1
        QuotaRule.objects.create(year=2030 + self.n, first_come=True)

    def title_row(self):
        self.n += 1
        Title.objects.create(
            series=title().series, branch=f"试 {self.n}", level="middle", name="试", method="review", position=0
        )

    def waiting_unit(self):
        UnitFactory(parent=self.city, state=UnitState.PENDING, submitted_at=timezone.now())

    def unit_change(self):
        proposed(UnitFactory(parent=self.city), legal_representative="赵新任")

    def expired_account(self):
        unit = UnitFactory(parent=self.city)
        long_ago = timezone.now() - timedelta(days=365)
        AccountFactory(kind=AccountKind.UNIT_ADMIN, login_name=unit.code, unit=unit, initial_password_at=long_ago)

    def job(self):
        Job.objects.create(owner=self.me.account, kind="export", title="导出　日志审计")

    def renamed_account(self):
        unit = UnitFactory(parent=self.city)
        AccountFactory(kind=AccountKind.UNIT_ADMIN, login_name=unit.code, unit=unit, former_login_name="旧")

    def committee_(self):
        CommitteeFactory(host=self.city)

    def asked_filing(self):
        self.n += 1
        county = UnitFactory(kind=Kind.COUNTY, parent=self.city)
        asked(founded(county, name=f"中级评委会 {self.n}"))

    def filing(self):
        person = applicant(self.unit)
        expert_actions.submit_filing(by=seat_of(person), filing=filing_of(person))


# (address, whose, what a row is, queries of its own)
LISTS = [
    ("personnel:reviewers", "admin", "reviewer", 6),
    ("personnel:persons", "admin", "person", 3),
    ("personnel:import", "admin", "import_row", 3),
    ("personnel:transfers", "admin", "transfer", 4),
    ("plans:own_plans", "handler", "plan", 3),
    ("plans:review", "upper", "sent_plan", 6),
    ("plans:caps", "upper", "cap", 4),
    ("review:handler", "handler", "application", 4),
    ("review:status", "admin", "application", 6),
    ("review:committees", "city", "committee_", 5),
    ("review:filings", "city", "asked_filing", 4),
    ("review:awaiting", "city", "awaiting", 8),
    ("experts:review", "handler", "filing", 4),
    ("home", "handler", "application", 3),
    ("review:leader", "leader", "passed_by_the_handler", 4),
    ("review:applications", "applicant", "own_application", 3),
    ("experts:filings", "applicant", "own_filing", 3),
    ("experts:pool", "city", "expert", 4),
    ("personnel:own_transfers", "applicant", "own_transfer", 3),
    ("orgs:units", "city", "unit_below", 6),
    ("orgs:lower_units", "city", "waiting_unit", 2),
    ("orgs:changes", "city", "unit_change", 3),
    ("orgs:administrators", "audit", "administrator", 2),
    ("orgs:account_proposals", "audit", "proposal", 3),
    ("orgs:audit", "audit", "audit_row", 2),
    ("plans:final_organs", "system", "final_organ", 3),
    ("plans:quota_rules", "system", "quota_rule", 2),
    ("plans:catalogue", "system", "title_row", 4),
    ("orgs:expired_passwords", "city", "expired_account", 3),
    ("orgs:unattended", "city", "application", 3),
    ("orgs:stuck_roads", "system", "stuck_road", 3),
    ("orgs:renamed_logins", "city", "renamed_account", 3),
    ("orgs:coming", "upper", "application", 3),
    ("orgs:jobs", "applicant", "job", 6),
]


@pytest.mark.parametrize(("name", "role", "make", "queries"), LISTS, ids=[f"{each[0]} {each[1]}" for each in LISTS])
def test_the_same_at_one_and_three_rows(client, name, role, make, queries):
    world = World()
    getattr(world, make)()
    client.force_login(world.account(role))
    address = reverse(name, args=[world.batch.pk] if name == "personnel:import" else [])
    client.get(address)  # the session's first use
    shell = shell_queries(client)
    one = expect_queries(client, address, queries=queries)
    for _ in range(2):
        getattr(world, make)()
    three = expect_queries(client, address, queries=queries)
    assert shell_queries(client) == shell  # the menu does not grow with the rows either
    if "table" in (one.context or {}):
        assert three.context["table"].paginator.count == one.context["table"].paginator.count + 2


def test_no_list_page_is_left_out():
    lists = {
        name
        for name, pattern in all_patterns()
        if issubclass(getattr(pattern.callback, "view_class", object), ListPage)
    }
    missing = sorted(lists - {name for name, *_ in LISTS})
    lines = [f'    ("{name}", "admin", "<a method of World that makes one row>", 2),' for name in missing]
    assert not missing, "\n".join([f"Add to LISTS in {__file__}, with the role that may open it:", *lines])
