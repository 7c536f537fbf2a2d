"""The approval record."""

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from orgs.chain import engine
from orgs.chain.case import Case
from orgs.chain.words import Role, Verdict
from orgs.models import Kind
from tests.climber.models import Note
from tests.factories.orgs import handler, leader, line_of_six

pytestmark = pytest.mark.django_db


@pytest.fixture
def six():
    return line_of_six()


def record_of(note, **shown):
    return Case.load(note, None).timeline(**shown)


@pytest.fixture
def note(six):
    """Handed in, returned by the department with a reason, handed in again by the 负责人."""
    note, unit = Note.objects.create(unit=six[Kind.EMPLOYER]), six[Kind.EMPLOYER]
    engine.start(note, by=handler(unit), handed_in_as=Role.HANDLER)
    for by, verdict, reason in (
        (leader(unit), Verdict.PASS, "同意上报"),
        (handler(six[Kind.DEPARTMENT]), Verdict.RETURN, "未加盖公章"),
    ):
        step = note.run.open_step()
        engine.decide(note, by=by, step_id=step.pk, verdict=verdict, reason=reason)
    engine.start(note, by=leader(unit), handed_in_as=Role.LEADER)
    return note


def test_rounds_desks_results_opinions_and_what_comes_next(note, six):
    employer, department, city, province = (
        six[kind].name for kind in (Kind.EMPLOYER, Kind.DEPARTMENT, Kind.CITY, Kind.PROVINCE)
    )
    found = [(e.round, e.unit, e.desk, e.result, e.opinion, e.is_now) for e in record_of(note)]
    assert found == [
        (1, employer, "经办人", "上报", "", False),
        (1, employer, "负责人", "通过", "同意上报", False),
        (1, department, "经办人", "撤回", "未加盖公章", False),
        (2, employer, "负责人", "上报", "", False),
        (2, department, "经办人", "待审", "", True),
        (2, department, "负责人", "未到", "", False),
        (2, city, "经办人", "未到", "", False),
        (2, city, "负责人", "未到", "", False),
        (2, province, "经办人", "未到", "", False),
        (2, province, "负责人", "未到", "", False),
    ]
    css = [e.css for e in record_of(note)]
    assert css == ["is-pass", "is-pass", "is-return", "is-pass", "is-wait"] + ["is-off"] * 5


def test_names_are_shown_only_where_asked(note):
    shown = [e.who for e in record_of(note)]
    assert [bool(who) for who in shown] == [True] * 4 + [False] * 6
    assert {e.who for e in record_of(note, names=False)} == {""}


def test_how_long_it_stayed_counts_working_days(note):
    """Arrived late on the Friday before National Day 2025, done on the Thursday after it; Sunday 09-28 was made up."""
    step = note.run.steps.get(round=1, order=1)
    arrived = datetime(2025, 9, 26, 23, 30, tzinfo=timezone.get_default_timezone())
    step.opened_at, step.closed_at = arrived, datetime(2025, 10, 9, 0, 30, tzinfo=arrived.tzinfo)
    step.save()
    entry = next(e for e in record_of(note) if e.opinion == "同意上报")
    assert (entry.days, entry.arrived) == (4, arrived)  # 09-28, 09-29, 09-30, 10-09
    now = note.run.open_step()
    now.opened_at = timezone.now() + timedelta(seconds=1)
    now.save()
    assert next(e for e in record_of(note) if e.is_now).days == 0


@pytest.mark.parametrize("rounds", [1, 3])
def test_the_same_queries_whatever_its_length(note, six, rounds, django_assert_num_queries):
    for _ in range(rounds):
        step = note.run.open_step()
        engine.decide(note, by=handler(six[Kind.DEPARTMENT]), step_id=step.pk, verdict=Verdict.RETURN, reason="未改")
        engine.start(note, by=leader(six[Kind.EMPLOYER]), handed_in_as=Role.LEADER)
    with django_assert_num_queries(2):  # all its steps, and the verdicts near the open desk
        record = record_of(note)
    assert len(record) == 3 + 2 * rounds + 7  # a returned round leaves its hand-in and the returning desk
