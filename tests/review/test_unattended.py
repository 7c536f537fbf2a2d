"""Cases that nobody can judge: noted on the open step when it opens and when reviewers, scopes or units change; said in 待办事项."""

import pytest
from django.urls import reverse

from orgs import actions as unit_actions
from orgs.chain import engine, unattended
from orgs.chain.case import Case
from orgs.chain.models import ChainStep
from orgs.chain.words import Role, spelled
from orgs.models import Kind
from personnel.actions import reviewers
from personnel.models import Reviewer
from personnel.seats import seat_for
from review import actions
from review.models import Application
from tests.factories.climbs import open_id
from tests.factories.orgs import UnitFactory, admin_seat, client_of, province, seat, todo_of, unit_with_admin
from tests.factories.personnel import reviewer
from tests.factories.review import CommitteeFactory, applicant, pass_here, submitted
from tests.pages import table_of, text_of

pytestmark = pytest.mark.django_db
KEYS = Application.spec.area_keys


@pytest.fixture
def city():
    return unit_with_admin(kind=Kind.CITY, parent=province(), name="洛阳市职改办")


@pytest.fixture
def unit(city):
    return unit_with_admin(parent=city, name="洛阳市一中")


def missing(application):
    """What is noted; the rules of the case say the same, and so does a look at all cases of the unit at once."""
    step = ChainStep.objects.select_related("unit").get(pk=open_id(Application.objects.get(pk=application.pk)))
    case = Case.load(Application.objects.get(pk=application.pk), None)
    assert step.missing == unattended.missing_in(case)
    assert unattended.mark(step.unit) == 0
    return step.missing


def test_noted_when_it_opens_and_when_reviewers_or_scopes_change(unit, city):
    committee, by = CommitteeFactory(host=city), admin_seat(unit)
    first = submitted(unit, committee=committee, planned=9)
    assert missing(first) == "|*|"  # nobody sits there
    row = reviewer(unit, is_handler=True)
    reviewers.set_scope(by=by, reviewer=row, pairs={("05", "papers"), ("06", "books")})
    rest = spelled(key for key in KEYS if key != "papers")
    second = submitted(unit, committee=committee, planned=0)
    assert [missing(each) for each in (first, second)] == [rest, rest]
    other = reviewer(unit, is_handler=True, is_leader=True)
    reviewers.set_enabled(by=by, reviewer=Reviewer.objects.get(pk=row.pk), enabled=False)
    assert [missing(each) for each in (first, second)] == ["", ""]
    # The same person at both desks: the second desk has nobody, until the unit allows it.
    actions.pass_everything(
        by=seat(unit, Role.HANDLER, account=other.account), application=first, step_id=open_id(first)
    )
    assert missing(first) == spelled(KEYS)
    values = {"allows_one_person_both_desks": True}
    unit_actions.save_own_unit(by=by, values=values)
    assert missing(first) == ""
    unit_actions.save_own_unit(by=by, values={"allows_one_person_both_desks": False})
    reviewers.set_roles(by=by, reviewer=Reviewer.objects.get(pk=other.pk), is_handler=True, is_leader=False)
    assert [missing(first), missing(second)] == ["|*|", ""]
    # A sole holder's own case counts as one that nobody can judge.
    me = applicant(unit)
    row = Reviewer.objects.select_related("account").get(pk=other.pk)
    row.account.id_number = me.account.id_number
    reviewers.change_reviewer(by=by, reviewer=row)
    mine = submitted(unit, committee=committee, planned=0, person=me)
    assert [missing(mine), missing(second)] == [spelled(KEYS), ""]
    # Undone, it is noted for the desk that has it back.
    pass_here(first)
    assert missing(first) == "|*|"  # the city's desks are empty
    author = first.run.steps.get(unit=unit, role=Role.LEADER).closed_by
    engine.undo(
        Application.objects.get(pk=first.pk), by=seat(unit, Role.LEADER, account=author), step_id=open_id(first)
    )
    assert missing(first) == "|*|"


def test_said_to_the_units_administrator_and_the_one_above(unit, city, django_assert_num_queries):
    committee = CommitteeFactory(host=province())
    below = UnitFactory(kind=Kind.SUBUNIT, parent=unit)
    here = submitted(unit, committee=committee)
    lower = submitted(below, committee=committee)
    account = reviewer(unit, is_handler=True).account
    reviewers.set_scope(
        by=admin_seat(unit), reviewer=account.reviewer, pairs={("05", key) for key in KEYS if key != "papers"}
    )
    address = reverse("orgs:unattended")
    for administrator, rows in ((unit.administrator, {here, lower}), (city.administrator, {here})):
        client = client_of(administrator)
        assert [line.count for line in todo_of(seat_for(administrator)) if line.label == "无人可审"] == [len(rows)]
        assert "无人可审" in text_of(client.get(reverse("home")))
        table = table_of(client.get(address))
        assert {row["事项"] for row in table} == {str(each) for each in rows}
        said = next(row["缺少"] for row in table if row["事项"] == str(here))
        assert "没有能审查它的经办人" in said
        assert said.endswith("：论文")
    stranger = client_of(unit_with_admin(parent=city).administrator)
    assert table_of(stranger.get(address)) == []
    assert "无人可审" not in text_of(stranger.get(reverse("home")))
    for _ in range(2):
        submitted(unit, committee=committee, planned=0)
    reviewer(unit, is_handler=True)
    with django_assert_num_queries(
        8
    ):  # the steps, the seats, whom each bars; three noted anew under locks; a savepoint
        assert unattended.mark(unit) == 3
    assert "无人可审" not in [line.label for line in todo_of(seat_for(city.administrator))]
