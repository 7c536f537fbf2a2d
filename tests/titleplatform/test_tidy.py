"""What is past its time goes: by `manage.py tidy` at once, by one of the workers every hour."""

from datetime import timedelta
from io import StringIO

import pytest
from axes.models import AccessFailureLog
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from orgs.chain import engine
from orgs.chain.models import ChainStep
from orgs.chain.words import Role
from orgs.models import HeldUpload, Job, StoredFile
from personnel.models import PersonImport
from tests.climber.models import Note
from tests.factories.orgs import AccountFactory, UnitFactory, leader
from tests.parallel import in_parallel
from titleplatform.models import FormToken, LoginSource, TidyRun
from titleplatform.tidy import STEPS, Step, tidy, tidy_hourly

MOMENT = timedelta(minutes=1)


def fill(now):
    """Of everything one that is past its time and one that is not."""
    for name, shift in (("old", -MOMENT), ("new", MOMENT)):
        Session.objects.create(session_key=name, session_data="", expire_date=now + shift)
        FormToken.objects.create(key=name, kept_until=now + shift)
        LoginSource.objects.create(key=name, last_at=now - timedelta(minutes=10) + shift)
        tried = AccessFailureLog.objects.create(username=name)
        AccessFailureLog.objects.filter(pk=tried.pk).update(attempt_time=now - timedelta(days=1) + shift)
        task = {"task_path": name, "backend_name": "default", "status": "SUCCESSFUL", "args_kwargs": {}}
        DBTaskResult.objects.create(**task, finished_at=now - timedelta(days=14) + shift)
        TidyRun.objects.create(hour=now - timedelta(days=30) + shift)
        file = {"size": 1, "content_type": "application/pdf", "extension": "pdf"}
        stored = StoredFile.objects.create(sha256=name * 20, binned_at=now - timedelta(days=30) + shift, **file)
    owner = AccountFactory()
    for name, shift in (("old", -MOMENT), ("new", MOMENT)):
        HeldUpload.objects.create(token=name, owner=owner, file=stored, kept_until=now + shift)
        Job.objects.create(owner=owner, title=name, kept_until=now + shift)
        sent = PersonImport.objects.create(unit=UnitFactory(), file_name=name, is_short=True)
        PersonImport.objects.filter(pk=sent.pk).update(sent_at=now - timedelta(days=7) + shift)
    Job.objects.update(state="done")
    DBTaskResult.objects.create(task_path="waiting", backend_name="default", args_kwargs={})
    note = Note.objects.create(unit=UnitFactory())
    engine.start(note, by=leader(note.unit), handed_in_as=Role.LEADER)
    ChainStep.objects.filter(run=note.run, status="open").update(missing="|*|")  # nobody can tell: no longer so


def test_what_is_past_its_time_goes_and_nothing_else(db):
    fill(timezone.now())
    said = StringIO()
    call_command("tidy", stdout=said)
    assert said.getvalue().splitlines() == [f"{step.label}：删除 1 条" for step in STEPS]
    assert [each.session_key for each in Session.objects.all()] == ["new"]
    assert [each.key for each in FormToken.objects.all()] == ["new"]
    assert [each.key for each in LoginSource.objects.all()] == ["new"]
    assert [each.username for each in AccessFailureLog.objects.all()] == ["new"]
    assert set(DBTaskResult.objects.values_list("task_path", flat=True)) == {"new", "waiting"}
    assert [each.token for each in HeldUpload.objects.all()] == ["new"]
    assert [each.title for each in Job.objects.all()] == ["new"]
    assert TidyRun.objects.count() == 1
    assert [each.file_name for each in PersonImport.objects.all()] == ["new"]
    assert StoredFile.objects.get().sha256 == "new" * 20


def test_a_step_that_fails_is_undone_logged_and_stops_no_other(db, caplog):
    fill(timezone.now())

    def fail_half_way():
        FormToken.objects.all().delete()
        raise ValueError("half way")

    steps = (Step("broken", "坏", fail_half_way), *STEPS)
    assert [(step.name, removed) for step, removed in tidy(steps)][:2] == [("broken", None), ("sessions", 1)]
    assert FormToken.objects.filter(key="new").exists()
    assert [record.getMessage() for record in caplog.records] == ["manage.py tidy: broken failed"]


def test_while_the_database_is_away_no_step_is_called_broken(db, caplog):
    def away():
        raise OperationalError("the connection is closed")

    with pytest.raises(OperationalError):
        list(tidy((Step("away", "走", away), *STEPS)))
    assert caplog.records == []


@pytest.mark.django_db(transaction=True)
def test_of_several_workers_one_tidies_in_an_hour():
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    assert sorted(in_parallel(lambda number: TidyRun.objects.begin(hour), 4)) == [False, False, False, True]
    TidyRun.objects.all().delete()
    fill(timezone.now())
    tidy_hourly()
    assert not Session.objects.filter(session_key="old").exists()
    Session.objects.create(session_key="old", session_data="", expire_date=timezone.now() - MOMENT)
    tidy_hourly()  # again in the same hour (or, once in a long while, in the next)
    assert TidyRun.objects.filter(hour__gte=hour).count() == 1 + (
        not Session.objects.filter(session_key="old").exists()
    )
