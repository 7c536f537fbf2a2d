"""【批量打印评审表】: one zip of what the list finds or what is ticked, each form once; what fails is named and stops nothing."""

import io
from zipfile import ZipFile

import pytest
from django.urls import reverse

from orgs import jobs
from orgs.models import AuditEvent, Job, Kind
from personnel.seats import seat_for
from review import actions
from review.models import Application, PrintedForm, Snapshot
from review.prints import review_form
from tests.factories.desks import Desk
from tests.factories.orgs import AccountFactory, AccountKind, UnitFactory, admin_seat, client_of, province
from tests.factories.review import CommitteeFactory, draft_application, seat_of
from tests.pages import html_of, once_of, text_of
from tests.queues import NOTHING_RUNS

pytestmark = pytest.mark.django_db
MANY, STATUS = reverse("review:print_many"), reverse("review:status")


def work(job):
    jobs.run(job.pk, seat_for)
    job.refresh_from_db()
    return job.state, job.done


def handed_in(unit, committee, number):
    cases = [draft_application(unit, committee=committee, planned=9 * (n == 0)) for n in range(number)]
    for each in cases:
        actions.submit_application(by=seat_of(each.person), application=each, promised=True)
        each.refresh_from_db()
    return cases


def fetched(client, job):
    """{name: bytes} of the zip."""
    answer = client.get(reverse("orgs:job_result", args=[job.pk]))
    with ZipFile(io.BytesIO(b"".join(answer.streaming_content))) as bundle:
        return {name: bundle.read(name) for name in bundle.namelist()}


def test_the_forms_of_a_list_come_in_one_zip_and_what_fails_is_named(settings, caplog):
    settings.TASKS = NOTHING_RUNS
    city = UnitFactory(kind=Kind.CITY, parent=province())
    unit, committee = UnitFactory(parent=city, name="洛阳/规划:设计院"), CommitteeFactory(host=city)
    stored, made, broken, gone = cases = handed_in(unit, committee, 4)
    office = AccountFactory(kind=AccountKind.UNIT_ADMIN, unit=unit)
    client, kept = client_of(office), review_form(by=seat_for(office), application=stored)

    (link,) = html_of(client.get(STATUS, {"year": stored.year, "page": 1})).xpath("//a[contains(., '批量打印')]")
    page = client.get(link.get("href"))
    assert sorted(page.context["ready"]) == sorted((each.pk, each.run.label) for each in cases)
    order = [made, gone, broken, stored]
    answer = client.post(MANY, {"once": once_of(page), "chosen": [each.pk for each in order]})
    job = Job.objects.get()
    assert (answer.url, job.title) == (reverse("orgs:job", args=[job.pk]), "打印　评审表 4 份")
    Application.objects.filter(pk=gone.pk).update(unit=UnitFactory(parent=city))
    Snapshot.objects.filter(application=broken).update(data={})
    listed = [Application.objects.get(pk=key) for key in job.items.values_list("key", flat=True)]
    assert work(job) == ("partly", 4)

    place = {each.pk: number for number, each in enumerate(listed, 1)}
    names = {each: f"{place[each.pk]}_{each.run.owner_name}_洛阳 规划设计院.pdf" for each in (made, stored)}
    files, new = fetched(client, job), PrintedForm.objects.get(snapshot__application=made)
    assert {name: content[:5] for name, content in files.items()} == dict.fromkeys(names.values(), b"%PDF-")
    assert files[names[stored]] == kept.file.open().read()
    assert files[names[made]] == new.file.open().read()
    assert PrintedForm.objects.count() == 2
    named = {each.key: (each.label, each.reason) for each in job.items.exclude(reason="")}
    assert named == {
        gone.pk: (f"第 {place[gone.pk]} 份", "这份申报已不在您可以查看的范围内。"),
        broken.pk: (f"{place[broken.pk]} {broken.run.label}", jobs.BROKEN),
    }
    handed_out = AuditEvent.objects.filter(verb="打印评审表").values_list("subject_id", flat=True)
    assert sorted(handed_out) == sorted(str(each.pk) for each in (made, stored))
    said = [record.getMessage() for record in caplog.records if record.name == "orgs.jobs"]
    assert said == ["An item of a job failed"]

    page = client.get(answer.url)
    assert ("下载" in text_of(page), "重试 2 项" in text_of(page)) == (True, True)
    assert jobs.repeated(job)["keys"] == [each.pk for each in listed if each in (gone, broken)]


def test_what_may_not_be_printed_is_not_offered_and_another_worker_begins_the_zip_anew(settings, monkeypatch):
    settings.TASKS = NOTHING_RUNS
    city = UnitFactory(kind=Kind.CITY, parent=province())
    unit = UnitFactory(parent=city)
    first, second = handed_in(unit, CommitteeFactory(host=city), 2)
    above = client_of(admin_seat(city).account)
    page = above.get(MANY)
    assert (page.context["ready"], {reason for _, reason in page.context["refused"]}) == (
        [],
        {"材料还没有送达您的单位，现在只能看状态。"},
    )
    refused = above.post(MANY, {"once": once_of(page), "chosen": [first.pk, second.pk]})
    assert (refused.status_code, "没有可以打印的申报" in text_of(refused), Job.objects.count()) == (403, True, 0)
    assert client_of(first.person.account).get(MANY).status_code == 403

    desk = Desk(first, areas=("papers",))
    monkeypatch.setattr("review.views.office.MOST", 1)
    page = desk.client.get(MANY)
    assert len(page.context["ready"]) == 1
    assert page.context["refused"] == [("其余", "一次最多打印 1 份，请在列表中缩小筛选范围，分次打印。")]
    ((pk, _),) = page.context["ready"]
    desk.client.post(MANY, {"once": once_of(page), "chosen": pk})
    job = Job.objects.get()
    job.items.update(settled_at=job.asked_at)  # so far came a worker that died, with its zip
    Job.objects.update(done=1)
    assert work(job) == ("done", 1)
    assert list(fetched(desk.client, job)) == [f"1_{first.run.owner_name}_{unit.name}_摘录.pdf"]
