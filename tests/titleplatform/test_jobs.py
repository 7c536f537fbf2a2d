"""Exports and batches too long for a request: begun on the page, done by a worker, found again under 我的任务."""

import csv
import errno
import io

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.urls import reverse
from openpyxl import load_workbook

from orgs import jobs
from orgs.chain.words import Role
from orgs.models import Account, AccountKind, AuditEvent, AuditTopic, Job, Kind
from personnel.seats import seat_for
from plans import actions
from plans.models import Plan
from tests.counting import expect_queries
from tests.factories.orgs import UnitFactory, client_of, leader, province, system_seat
from tests.factories.personnel import reviewer
from tests.factories.plans import draft_plan, pass_plan_here
from tests.pages import messages_of, once_of, text_of
from tests.queues import NOTHING_RUNS
from titleplatform.kit import lists
from titleplatform.kit.lists import DIRECT_ROWS
from titleplatform.kit.polls import SINCE

pytestmark = pytest.mark.django_db
ADDRESS = reverse("orgs:audit")
FEW = 3


@pytest.fixture
def queue(settings):
    """Nothing runs before the test says so."""
    settings.TASKS = NOTHING_RUNS


@pytest.fixture
def auditor():
    """Reads a trail of one row more than a request exports, whose texts would like to be formulas."""
    row = {"topic": AuditTopic.WRITE, "account_label": "=1+1"}
    AuditEvent.objects.bulk_create([AuditEvent(verb=f"第{n}项", **row) for n in range(DIRECT_ROWS + 1)])
    return system_seat(AccountKind.AUDIT).account


def work(job):
    jobs.run(job.pk, seat_for)
    job.refresh_from_db()
    return job.state


def address(name, job):
    return reverse(f"orgs:{name}", args=[job.pk])


def fetched(client, job):
    return b"".join(client.get(address("job_result", job)).streaming_content)


def test_a_long_export_is_made_by_a_worker_with_the_cells_of_a_short_one(queue, auditor):
    client = client_of(auditor)
    begun = [
        client.get(ADDRESS, {"_export": "xlsx", "verb": "项"}).url for _ in "ab"
    ]  # a second click finds the first one's job
    job = Job.objects.get()
    assert begun == [address("job", job)] * 2
    page = client.get(begun[0])
    assert ("导出 日志审计" in text_of(page), "第 1 位 马上开始" in text_of(page)) == (True, True)
    mark = {SINCE: page.context["page"].mark()}
    assert client.get(begun[0], headers=mark).status_code == 204
    assert (work(job), job.done, job.total) == ("done", DIRECT_ROWS + 1, DIRECT_ROWS + 1)
    assert "下载" in text_of(client.get(begun[0], headers=mark))
    long = list(load_workbook(io.BytesIO(fetched(client, job))).active.values)
    short = client.get(ADDRESS, {"_export": "xlsx", "verb": "第2000项"})
    assert len(long) == DIRECT_ROWS + 2
    assert list(load_workbook(io.BytesIO(short.content)).active.values) == long[:2]
    assert long[1][long[0].index("操作人")] == "=1+1"
    told = AuditEvent.objects.filter(verb__in=["导出", "下载任务结果"]).order_by("pk")
    assert [row.detail.get("行数") for row in told if row.subject_id in ("", str(job.pk))][:2] == [
        DIRECT_ROWS + 1,
        None,
    ]


def test_csv_is_the_same_and_runs_nothing_either(queue, auditor):
    client = client_of(auditor)
    client.get(ADDRESS, {"_export": "csv", "verb": "项"})
    job = Job.objects.get()
    assert (work(job), job.result_name[-4:]) == ("done", ".csv")
    content = fetched(client, job)
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert (content[:3], len(rows), rows[1][rows[0].index("操作人")]) == (b"\xef\xbb\xbf", DIRECT_ROWS + 2, "'=1+1")


def test_a_result_is_its_owners_while_he_may_see_it(queue, auditor):
    client, job = client_of(auditor), None
    client.get(ADDRESS, {"_export": "csv", "verb": "项"})
    job = Job.objects.get()
    early = client.get(address("job_result", job))
    assert (early.status_code, "没有可以下载的文件" in text_of(early)) == (403, True)
    work(job)
    other = client_of(system_seat(AccountKind.AUDIT).account)
    assert [other.get(address(name, job)).status_code for name in ("job", "job_result", "job_cancel")] == [404] * 3
    assert client.get(address("job_result", job)).status_code == 200
    Account.objects.filter(pk=auditor.pk).update(kind=AccountKind.SYSTEM)
    late = client_of(Account.objects.get(pk=auditor.pk)).get(address("job_result", job))
    assert (late.status_code, "只有审计管理员可以查看日志" in text_of(late)) == (403, True)


def test_a_right_lost_before_the_worker_comes_makes_no_file(queue, auditor):
    client_of(auditor).get(ADDRESS, {"_export": "csv", "verb": "项"})
    Account.objects.filter(pk=auditor.pk).update(kind=AccountKind.SYSTEM)
    job = Job.objects.get()
    assert (work(job), job.result) == ("failed", "")
    assert "只有审计管理员可以查看日志" in job.reason


class FullStorage(FileSystemStorage):
    """A disk that is full after the first bytes."""

    def _save(self, name, content):
        super()._save(name, content)
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_said_and_leaves_no_half_file(queue, auditor, settings):
    client = client_of(auditor)
    client.get(ADDRESS, {"_export": "csv", "verb": "项"})
    own = {"BACKEND": "tests.titleplatform.test_jobs.FullStorage", "OPTIONS": {"location": settings.VAR_DIR / "full"}}
    settings.STORAGES = settings.STORAGES | {"default": own}
    job = Job.objects.get()
    assert (work(job), job.reason) == ("failed", jobs.DISK_FULL)
    assert (default_storage.listdir("jobs")[1], jobs.DISK_FULL in text_of(client.get(address("job", job)))) == (
        [],
        True,
    )


def test_the_page_costs_a_poll_four_queries_and_a_cancelled_job_says_so(queue, auditor, django_assert_max_num_queries):
    client = client_of(auditor)
    client.get(ADDRESS, {"_export": "csv", "verb": "项"})
    job = Job.objects.get()
    page = expect_queries(client, address("job", job), queries=2)
    with django_assert_max_num_queries(4):
        assert client.get(address("job", job), headers={SINCE: page.context["page"].mark()}).status_code == 204
    mine = reverse("orgs:jobs")
    since = {SINCE: client.get(mine).context["page"].mark()}
    with django_assert_max_num_queries(4):
        assert client.get(mine, headers=since).status_code == 204
    client.post(address("job_cancel", job), {"once": once_of(client.get(address("job_cancel", job)))})
    assert (work(job), job.result) == ("cancelled", "")
    page = client.get(mine, headers=since)  # it is no longer as it was shown
    assert ("导出 日志审计" in text_of(page), "已取消" in text_of(page)) == (True, True)
    assert "data-poll" not in page.content.decode()  # nothing is under way any more

    answer = repeat(client, job)
    again = Job.objects.exclude(pk=job.pk).get()
    assert (answer.url, again.title, again.arguments) == (address("job", again), job.title, job.arguments)
    tabs = [client.get(reverse("orgs:jobs"), {"tab": tab}).context["tabs"] for tab in ("open", "ended")]
    assert tabs == [
        [("all", "全部 2", False), ("open", "进行中 1", here == "open"), ("ended", "已结束 1", here == "ended")]
        for here in ("open", "ended")
    ]
    assert refusal_of(client, again) == (403, "任务还没有结束。")
    assert (work(again), refusal_of(client, again)) == ("done", (403, "任务已经完成。"))


def repeat(client, job):
    return client.post(address("job_repeat", job), {"once": once_of(client.get(address("job_repeat", job)))})


def refusal_of(client, job):
    """(status, the reason) of 【重试】."""
    answer = client.get(address("job_repeat", job))
    return answer.status_code, AuditEvent.objects.filter(verb="拒绝").latest("pk").detail["理由"]


def read_again(plan):
    return Plan.objects.get(pk=plan.pk)


def test_a_long_batch_is_done_row_by_row_and_what_changed_meanwhile_is_named(queue, monkeypatch):
    assert lists.DIRECT_ITEMS == 20
    monkeypatch.setattr(lists, "DIRECT_ITEMS", FEW)  # the same with less to wait for
    city = UnitFactory(kind=Kind.CITY, parent=province(), name="洛阳市职改办")
    unit = UnitFactory(parent=city)
    plans = [draft_plan(unit, name=f"计划{n}", year=2026) for n in range(FEW + 1)]
    for plan in plans:
        actions.submit_plan(by=leader(unit), plan=plan)
        plan.refresh_from_db()
    client, steps = client_of(reviewer(city, is_handler=True).account), [plan.run.open_step().pk for plan in plans]
    many = reverse("plans:pass_many")
    form = {"chosen": steps, "once": once_of(client.get(many, {"chosen": steps}))}
    answer = client.post(many, form)
    job = Job.objects.get()
    assert (answer.url, job.title, messages_of(client, answer)) == (address("job", job), "批量办理　批量通过", [])
    assert client.post(many, form).url == answer.url
    pass_plan_here(plans[3])
    assert (work(job), job.done) == ("partly", FEW + 1)
    places = {each.run.place for each in map(read_again, plans)}
    assert places == {f"洛阳市职改办 · {Role.LEADER.label}"}
    ((label, reason),) = job.items.exclude(reason="").values_list("label", "reason")
    shown = text_of(client.get(answer.url))
    assert (f"{label}：{reason}" in shown, f"完成 {FEW} 项" in shown, "重试 1 项" in shown) == (True, True, True)
    repeat(client, job)
    again, failed = Job.objects.exclude(pk=job.pk).get(), job.items.exclude(reason="").values_list("key", flat=True)
    assert (again.title, list(again.items.values_list("key", flat=True))) == (job.title, list(failed))
    assert work(again) == "partly"  # a colleague's decision stands

    leaders, reason = client_of(reviewer(city, is_leader=True).account), "请按指标核减"
    steps, many = [each.run.open_step().pk for each in map(read_again, plans)], reverse("plans:return_many")
    assert leaders.post(many, {"chosen": steps, "reason": ""}).status_code == 200
    answer = leaders.post(many, {"chosen": steps, "reason": reason})
    job = Job.objects.latest("pk")
    assert (answer.url, job.title, job.state) == (address("job", job), "批量办理　批量撤回", "queued")
    assert (work(job), job.done) == ("done", FEW + 1)
    returned = [(each.state, each.run.steps.latest("pk").opinion) for each in map(read_again, plans)]
    assert returned == [("returned", reason)] * (FEW + 1)
