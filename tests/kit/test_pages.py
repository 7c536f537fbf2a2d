"""Forms about what already exists: a page opened earlier does not silently undo what was saved meanwhile."""

import pytest

from orgs.models import AccountKind, Kind
from personnel.grants import scope_of
from plans.models import Plan
from tests.factories.dossier import entry
from tests.factories.orgs import AccountFactory, UnitFactory, client_of, province
from tests.factories.personnel import PersonFactory, reviewer
from tests.factories.plans import draft_plan
from tests.factories.review import draft_application
from tests.pages import hidden_of, text_of
from tests.walk.client import visitor_of

pytestmark = pytest.mark.django_db
CHANGED = "已在别处改动"


def hidden(page):
    found = hidden_of(page)
    return {"once": found["once"], "seen": found["seen"]}


def test_two_tabs_do_not_overwrite_each_other_unasked():
    person = PersonFactory()
    row = entry(person, "work")
    client, address = client_of(person.account), f"/people/dossier/entries/{row.pk}/change/"
    typed = {"start": "2008-07", "employer": "洛阳市城建勘察设计院"}
    one, two = client.get(address), client.get(address)
    assert client.post(address, {**typed, **hidden(one), "post": "高级工程师"}).status_code == 302
    late = client.post(address, {**typed, **hidden(two), "post": "主任"})
    assert CHANGED in text_of(late)
    assert 'value="主任"' in late.content.decode()
    row.refresh_from_db()
    assert row.data["post"] == "高级工程师"
    assert client.post(address, {**typed, **hidden(late), "post": "主任"}).status_code == 302
    row.refresh_from_db()
    assert row.data["post"] == "主任"


def test_two_administrators_do_not_either():
    city = UnitFactory(kind=Kind.CITY, parent=province())
    unit = UnitFactory(parent=city, contact_phone="13800000001")
    AccountFactory(unit=unit, kind=AccountKind.UNIT_ADMIN, login_name=unit.code)
    client = client_of(AccountFactory(unit=city, kind=AccountKind.UNIT_ADMIN))
    address = f"/units/{unit.pk}/contact/"
    one, two = client.get(address), client.get(address)
    client.post(address, {**hidden(one), "contact_phone": "13800000002"})
    assert CHANGED in text_of(client.post(address, {**hidden(two), "contact_phone": "13800000003"}))
    unit.refresh_from_db()
    assert unit.contact_phone == "13800000002"


def tabs(account, path):
    """The same page in two tabs of one person."""
    opened = [visitor_of(account), visitor_of(account)]
    for tab in opened:
        tab.open(path)
    return opened


def test_rows_of_a_plan_and_the_matrix_of_a_scope_are_watched_too():
    unit = UnitFactory(parent=province())
    plan = draft_plan(unit)
    handling = reviewer(unit, is_handler=True)
    one, two = tabs(handling.account, f"/plans/{plan.pk}/change/")
    for tab, number in ((one, "1"), (two, "2")):
        tab.fill({"申报人数": number})
        tab.press("确定")
    two.sees(CHANGED)
    assert [row.applicants for row in plan.rows.all()] == [1]
    admin = AccountFactory(unit=unit, kind=AccountKind.UNIT_ADMIN)
    one, two = tabs(admin, f"/people/reviewers/{handling.pk}/scope/")
    for tab, cell in ((one, "工程技术人员：论文"), (two, "工程技术人员：著作")):
        tab.fill({cell: False})
        tab.press("保存")
    two.sees(CHANGED)
    scope = scope_of(handling.account)
    assert (scope.covers("05", "papers"), scope.covers("05", "books")) == (False, True)


def test_the_choice_of_records_is_watched_too():
    application = draft_application(UnitFactory(parent=province()))
    account = application.person.account
    one, two = tabs(account, f"/review/applications/{application.pk}/records/")
    for tab in (one, two):
        tab.page.xpath(".//input[@name='entry']")[0].checked = tab is two
        tab.press("保存")
    two.sees(CHANGED)
    application.refresh_from_db()
    assert len(application.left_out) == 1


def test_a_form_is_sent_by_post_alone():
    """Django's form views take PUT for POST, and a PUT brings no fields that could be wrong."""
    unit = UnitFactory(parent=province())
    plan = draft_plan(unit)
    client, address = client_of(reviewer(unit, is_handler=True).account), f"/plans/{plan.pk}/delete/"
    assert (client.put(address).status_code, Plan.objects.count()) == (405, 1)
    assert (client.post(address).status_code, Plan.objects.count()) == (302, 0)
