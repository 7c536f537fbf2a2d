"""A decision keeps its names: what accounts and units are called later changes no record, no print, no list and no refusal."""

import io
import re

import openpyxl
import pytest
from django.db.models import Value
from django.db.models.functions import Concat
from django.urls import reverse
from lxml import html

from experts.actions import decide_filing
from experts.models import ExpertFiling
from orgs import actions as units
from orgs.chain.case import Case
from orgs.chain.words import Role, Verdict
from orgs.models import Account, AccountKind, Kind, Unit
from personnel.actions import transfers
from review import actions
from review.models import Application
from review.prints import Form, review_form
from review.queries import decisions_of, hand_in_of
from tests.factories.experts import handed_in
from tests.factories.orgs import AccountFactory, UnitFactory, admin_seat, client_of, province, seat
from tests.factories.personnel import PersonFactory, reviewer
from tests.factories.plans import passed_plan
from tests.factories.review import CommitteeFactory, accepted, pass_here, returned, submitted, with_result
from tests.pages import html_of, text_of

pytestmark = pytest.mark.django_db
TOKENS = re.compile(r'(name="(?:csrfmiddlewaretoken|once|seen|back)" value=)"[^"]*"')


@pytest.fixture
def world():
    return World()


class World:
    """Decisions of every kind below one city: applications passed, returned and under way, a plan, a filing, transfers, a unit."""

    def __init__(self):
        self.city = UnitFactory(kind=Kind.CITY, parent=province())
        self.unit = UnitFactory(parent=self.city, contact_name="孙立平")
        committee = CommitteeFactory(host=self.city)
        self.passed = with_result(accepted(self.unit, committee=committee, planned=5))
        self.mended = submitted(self.unit, committee=committee, planned=0)
        returned(self.mended)
        self.under_way = self.climbed(submitted(self.unit, committee=committee, planned=0), steps=1)
        self.plan = passed_plan(self.unit, name="补充计划")
        self.filing = self.in_the_pool()
        self.transfer = self.answered()
        self.approved = self.approval()

    def climbed(self, application, *, steps):
        for _ in range(steps):
            pass_here(application)
        return Application.objects.get(pk=application.pk)

    def in_the_pool(self):
        filing = handed_in(self.unit)
        while step := filing.run.open_step():
            by = seat(step.unit, Role(step.role))
            decide_filing(by=by, filing=filing, step_id=step.pk, verdict=Verdict.PASS)
        return ExpertFiling.objects.get(pk=filing.pk)

    def answered(self):
        person, new = PersonFactory(unit=self.unit), UnitFactory(parent=self.city)
        self.new_admin = admin_seat(new)
        number = person.account.id_number
        asked = transfers.ask_transfer(by=self.new_admin, id_number=number, name=person.name, reason="调动")
        transfers.answer_transfer(by=admin_seat(self.unit), transfer=asked, agree=True)
        return asked

    def approval(self):
        unit = UnitFactory(parent=self.city, state="pending")
        return units.approve_unit(by=admin_seat(self.city), unit=unit)

    def rename_everybody_but(self, *accounts):
        """Names and certificate names of all units, names of all accounts, and what kind of unit the employer is."""
        Unit.objects.update(name=Concat("name", Value("（新）")), certificate_name=Value("改了名的单位"))
        Account.objects.exclude(pk__in=[each.pk for each in accounts]).update(name=Concat("name", Value("改")))
        Unit.objects.filter(pk=self.unit.pk).update(kind=Kind.SUBUNIT)


def said(client, name, *args, **query):
    """What the page says beside who is looking: its main part to the byte."""
    (main,) = html_of(client.get(reverse(name, args=args), query)).xpath("//main")
    return TOKENS.sub(r'\1""', html.tostring(main, encoding="unicode"))


def cells(client, name, **query):
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(reverse(name), {**query, "_export": "xlsx"}).content)).active
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def changes(before, after):
    """The lines that were not there before, each with where it stands."""
    then = {name: set(lines_of(said)) for name, said in before.items()}
    return "\n".join(
        f"{name}: {line}" for name, said in after.items() for line in lines_of(said) if line not in then[name]
    )


def lines_of(said):
    parts = said if isinstance(said, list) else [said]
    return [line.strip() for part in parts for line in str(part).splitlines()]


def test_no_record_changes_when_accounts_and_units_are_renamed(world):
    onlooker = AccountFactory(kind=AccountKind.UNIT_ADMIN, unit=province())
    judge = reviewer(world.unit, is_handler=True, is_leader=True).account
    everywhere, desk = client_of(onlooker), client_of(judge)
    desk.get(reverse("review:case", args=[world.under_way.pk]))  # the first look
    applicant, mover = client_of(world.passed.person.account), client_of(world.new_admin.account)

    def everything():
        return {
            "records": [said(everywhere, "review:record", each.pk) for each in (world.passed, world.mended)],
            "own": said(applicant, "review:application", world.passed.pk),
            "case": [said(desk, "review:case", each.pk) for each in (world.passed, world.mended)],
            "done": said(desk, "review:handler", tab="done"),
            "sheets": [
                cells(everywhere, "review:status", state=world.passed.state),
                cells(desk, "review:handler", tab="done"),
            ],
            "plan": said(everywhere, "plans:detail", world.plan.pk),
            "filing": said(desk, "experts:filing", world.filing.pk),
            "transfers": said(mover, "personnel:transfers", tab="all"),
            "sentences": [Case.load(each, seat(world.unit)).already for each in (world.passed, world.mended)],
            "approval": Unit.objects.get(pk=world.approved.pk).decision_text.replace("（新）", ""),
            "print": Form(
                world.passed, snapshot.data, hand_in_of(world.passed, 1), decisions_of(world.passed, 1)
            ).pdf(),
        }

    snapshot = world.passed.snapshots.get()
    issued = review_form(by=seat(world.unit, Role.HANDLER), application=world.passed)
    before = everything()
    world.rename_everybody_but(onlooker, judge)
    after = everything()
    assert after == before, changes(before, after)
    assert review_form(by=seat(world.unit, Role.HANDLER), application=world.passed) == issued
    at_its_desk = text_of(everywhere.get(reverse("review:record", args=[world.under_way.pk])))
    assert f"现在在 {world.unit.name}（新） · 负责人" in at_its_desk  # what is open has the present name
    assert f"{world.unit.name} · 经办人 通过" in at_its_desk.replace("　", " ")


def test_a_verdict_that_counts_keeps_its_name_and_a_draft_has_the_present_one(world):
    application = world.mended
    step = application.run.steps.get(result="return")
    author = step.closed_by
    kept = {each.area: each.who for each in step.verdicts.all()}
    world.rename_everybody_but()
    assert {each.area: each.who for each in step.verdicts.all()} == kept == dict.fromkeys(kept, author.name)
    actions.submit_application(
        by=seat(world.unit, account=application.person.account), application=application, promised=True
    )
    here = Application.objects.get(pk=application.pk).run.open_step()
    ticks = here.verdicts.exclude(carried_from=None)
    assert {each.who for each in ticks} == {author.name}  # 沿用: the name under which it was given
    own = seat(world.unit, Role.HANDLER)
    actions.pass_everything(by=own, application=application, step_id=here.pk)
    assert {each.who for each in here.verdicts.all()} == {own.account.name}
