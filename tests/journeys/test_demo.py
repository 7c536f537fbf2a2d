"""The demo: built through actions, idempotent, refused where it does not belong; its to-do counts equal the lists behind them."""

import io
import re
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from experts.models import ExpertFiling
from orgs.chain.case import Case
from orgs.chain.states import ClimbState
from orgs.models import Account, AuditEvent, ChainStep, Unit
from orgs.states import UnitState
from personnel.models import Person, Transfer
from personnel.seats import seat_for
from plans.models import Plan
from review.actions import pass_everything
from review.models import Application
from tests.factories.orgs import UnitFactory, todo_of
from tests.factories.personnel import PersonFactory
from titleplatform.demo.story import desk_seat
from titleplatform.demo_accounts import printed_accounts

pytestmark = pytest.mark.django_db


def test_refused_where_it_does_not_belong(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO is off"):
        call_command("demo")
    settings.DEMO = True
    UnitFactory()  # a real unit alone, nobody in it yet
    with pytest.raises(CommandError, match="refused"):
        call_command("demo")
    PersonFactory()
    with pytest.raises(CommandError, match="refused"):
        call_command("demo")
    assert printed_accounts() == []


@override_settings(DEMO=True)
class TestDemo(TestCase):
    """Built once for all that look at it; each test's changes are undone."""

    @classmethod
    def setUpTestData(cls):
        call_command("province", stdout=io.StringIO())
        call_command("demo", stdout=io.StringIO())
        with connection.cursor() as cursor:
            cursor.execute(
                "ANALYZE"
            )  # as a database that has been at rest: PostgreSQL plans by what it knows of the tables

    def test_every_state_exists_and_a_second_run_changes_nothing(self):
        assert set(Unit.objects.values_list("state", flat=True)) == set(UnitState.values)
        assert Person.objects.count() >= 60
        assert set(Plan.objects.values_list("state", flat=True)) == {"draft", "in_review", "returned", "passed"}
        states = set(Application.objects.values_list("state", flat=True))
        assert states == set(ClimbState.values)
        assert Application.objects.filter(results__number=2).exists()
        assert set(Transfer.objects.values_list("state", flat=True)) == {"pending", "agreed", "refused"}
        assert set(ExpertFiling.objects.values_list("state", flat=True)) == {"draft", "in_review", "returned", "passed"}
        before = AuditEvent.objects.count(), ChainStep.objects.count()
        call_command("demo", stdout=io.StringIO())
        assert (AuditEvent.objects.count(), ChainStep.objects.count()) == before

    def test_todo_counts_equal_the_lists_before_and_after_a_decision(self):
        accounts = Account.objects.filter(login_name__in=[each["account"] for each in printed_accounts("staff")])
        seen = {account.login_name: check_lines(self.client, account) for account in accounts.select_related("unit")}
        assert sum(seen.values()) > 10
        waiting = ChainStep.objects.filter(status="open", run__spec_key="application").select_related("unit", "run")
        step = next(step for step in waiting if desk_seat(step).account.login_name in seen and judges_all(step))
        by = desk_seat(step)
        before = sum(line.count for line in todo_of(by))
        pass_everything(by=by, application=Application.objects.get(run=step.run), step_id=step.pk)
        assert sum(line.count for line in todo_of(by)) == before - 1
        check_lines(self.client, by.account)

    def test_no_page_of_the_menu_is_empty_for_its_main_user(self):
        for login_name, names in {
            "410000jb01": ("review:handler", "review:status"),
            "410300jb01": ("plans:review", "review:status"),
            "4103000010001": ("personnel:reviewers", "personnel:persons"),
            "410300": ("orgs:units", "review:status"),
        }.items():
            self.client.force_login(Account.objects.get(login_name=login_name))
            for name in names:
                page = self.client.get(reverse(name), {"tab": "all"})
                assert page.context["table"].paginator.count > 0, (login_name, name)

    def test_every_export_says_what_its_page_says(self):
        """Of the lists of four menus: no mark-up, no moment of another zone, and the times that the page shows."""
        seen = set()
        for login_name in ("410000", "410300jb01", "4103000010001jb01", "audit"):
            self.client.force_login(Account.objects.get(login_name=login_name))
            menu = self.client.get(reverse("home")).context["menu"]
            for url in {entry["url"] for group in menu for entry in group["entries"]}:
                page = self.client.get(url)
                if "_export=xlsx" in page.content.decode() and url not in seen:
                    seen.add(url)
                    check_export(self.client, url, page.content.decode())
        assert len(seen) > 12

    def test_a_case_costs_at_most_twelve_queries_whoever_opens_it(self):
        reviewers = Account.objects.filter(kind="reviewer").select_related("unit")
        found, scopes = [], set()
        for account in reviewers:
            self.client.force_login(account)
            self.client.get(reverse("entrance:password"))  # the session's first use writes
            seat = seat_for(account)
            scopes.add(len(seat.scope.pairs))
            for application in Application.objects.visible_to(seat)[:3]:
                with CaptureQueriesContext(connection) as asked:
                    page = self.client.get(reverse("review:case", args=[application.pk]))
                assert page.status_code == 200
                found.append(len(asked))
        assert len(found) > 60
        assert len(scopes) > 1
        assert max(found) <= 12


def judges_all(step):
    """Are all areas open to who sits there?"""
    case = Case.load(step.run.application, desk_seat(step))
    return bool(case.to_judge) and case.to_judge == case.unsettled


def check_export(client, url, page):
    sheet = load_workbook(io.BytesIO(client.get(url, {"_export": "xlsx"}).content)).active
    texts = [cell for row in sheet.iter_rows(values_only=True) for cell in row if isinstance(cell, str)]
    assert [text for text in texts if re.search(r"<[a-z/]|[+]00:00", text)] == [], url
    moment = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d")
    told = set(moment.findall(" ".join(texts)))
    assert not told or told & set(moment.findall(page)), url


def check_lines(client, account):
    """Every line of this account's 待办事项 opens a list of exactly that many rows. Returns the sum."""
    client.force_login(account)
    total = 0
    for line in todo_of(seat_for(account)):
        page = client.get(line.url)
        assert page.context["table"].paginator.count == line.count, (account, line.label, urlsplit(line.url).path)
        total += line.count
    return total
