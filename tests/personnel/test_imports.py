"""导入 of persons: 试导入 tells what every row would do, 【导入】 writes all of it or nothing, at once or by a job."""

import io
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook, load_workbook

from orgs import jobs
from orgs.models import Account, AccountKind, AuditEvent, Job
from orgs.passwords import matches
from personnel.actions import imports as actions
from personnel.actions.import_rows import HEADINGS, template_workbook
from personnel.models import ImportRow, Person, PersonImport
from personnel.seats import seat_for
from tests.factories.orgs import AccountFactory, UnitFactory, admin_seat, client_of
from tests.factories.personnel import PersonFactory
from tests.pages import error_at, html_of, messages_of, table_of, text_of, words_of
from tests.parallel import in_parallel
from titleplatform.kit.identity import synthetic_id
from titleplatform.kit.refusals import Refused
from titleplatform.kit.uploads import CheckedFile

pytestmark = pytest.mark.django_db
SEND = reverse("personnel:person_import")


def number(n):
    return synthetic_id("410302", date(1990, 1, 1) + timedelta(days=n), n % 900)


def row(n, name="", phone="13800000016", title=""):
    return [name or f"人员{n}", number(n), phone, title]


def person(unit, n, name, phone="", title=""):
    made = PersonFactory(unit=unit, id_number=number(n), current_title=title)
    Account.objects.filter(pk=made.account_id).update(name=name, phone=phone)
    return made


def sheet(*rows, headings=HEADINGS):
    book = Workbook()
    book.active.title = "人员"
    book.create_sheet("说明").append(["怎样填写"])
    book.active.append(headings)
    for each in rows:
        book.active.append(each)
    target = io.BytesIO()
    book.save(target)
    return ContentFile(target.getvalue(), "人员.xlsx")


@pytest.fixture
def unit():
    return UnitFactory(name="洛阳市测试院")


@pytest.fixture
def client(unit):
    return client_of(AccountFactory(unit=unit, kind=AccountKind.UNIT_ADMIN, login_name=unit.code))


@pytest.fixture
def queue(settings):
    """Nothing runs before the test says so."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


def sent(client, *rows):
    """The batch of a file that was sent."""
    answer = client.post(SEND, {"file": sheet(*rows)})
    assert answer.status_code == 302, error_at(answer, "file")
    return PersonImport.objects.latest("pk")


def address(name, batch):
    return reverse(f"personnel:{name}", args=[batch.pk])


def shown(client, batch, found):
    return [
        (line["位置"], line["姓名"], line["说明"])
        for line in table_of(client.get(address("import", batch), {"found": found}))
    ]


def write(client, batch, **ticked):
    return client.post(address("import_write", batch), ticked)


def test_every_row_says_what_it_would_do_and_what_is_right_is_written(client, unit):
    known = person(unit, 1, "王一", "13800000001", "助理工程师")
    person(unit, 2, "王二", "13800000016")
    person(unit, 3, "王三")
    person(UnitFactory(name="郑州市别处"), 4, "王四")
    batch = sent(
        client,
        row(1, "王一", "13800000002", "工程师"),
        row(2, "王二"),
        row(3, "王叁"),
        row(4, "王四"),
        row(4, "不知道"),
        row(5, "李五", title="工程师"),
        [],
        row(5, "李五"),
        ["赵六", "410105199001010012", "13800000016", ""],
        ["", number(6), "", ""],
        ["钱七", 410302199001010011, "", ""],
        ["=A2", number(8), "", ""],
        row(9, "长" * 60),
        row(10, "李\u202e十\u200b", "138"),
        row(11, "孙十一", title="总" * 31),
    )
    page = client.get(address("import", batch))
    assert "只读了第一张工作表“人员”。 “说明”没有读" in text_of(page)
    assert [words_of(tab) for tab in html_of(page).xpath('//nav[@aria-label="试导入结果"]/a')] == [
        "新增1",
        "变更1",
        "不变1",
        "错误11",
    ]
    assert shown(client, batch, "changed") == [
        ("人员 第 2 行", "王一", "手机号：13800000001 → 13800000002；现任职称：助理工程师 → 工程师")
    ]
    assert (shown(client, batch, "same"), shown(client, batch, "new")) == (
        [("人员 第 3 行", "王二", "—")],
        [("人员 第 7 行", "李五", "—")],
    )
    wrong = {place: why for place, _, why in shown(client, batch, "wrong")}
    held = "该人员已在“郑州市别处”。如已调入本单位，请在【单位变动人员管理】【申请移交】。"
    assert wrong == {
        "人员!A4": "本单位登记的姓名与表中不符。姓名要改的，请在【单位人员管理】【修改】。",
        "人员!B5": held,
        "人员!B6": "与第 5 行是同一证件号。",
        "人员!B9": "与第 7 行是同一证件号。",
        "人员!B10": "第 18 位校验码与前 17 位不符，请对照身份证核对全部 18 位。",
        "人员!A11": "没有填写姓名。",
        "人员!B12": "证件号不是文本格式，末几位已被 Excel 改成 0；请设为文本后重新填写。",
        "人员!A13": "是公式，请改为文本（只粘贴数值）。",
        "人员!A14": wrong["人员!A14"],
        "人员!C15": "手机号是 11 位数字，以 13 至 19 开头，请核对。",
        "人员!D16": wrong["人员!D16"],
    }
    assert ("50" in wrong["人员!A14"], "30" in wrong["人员!D16"], "长" * 51 in text_of(page)) == (True, True, False)
    assert Person.objects.count() == 4
    assert "请勾选跳过" in error_at(write(client, batch), "leave_out")
    assert Person.objects.count() == 4
    done = write(client, batch, leave_out="on")
    assert messages_of(client, done) == ["已导入 2 人。"]
    new = Person.objects.select_related("account").get(account__name="李五")
    assert (new.account.id_number, new.current_title, new.unit, new.gender) == (number(5), "工程师", unit, new.gender)
    assert matches(new.account, number(5)[-6:])
    known.refresh_from_db()
    changed = Account.objects.get(pk=known.account_id)
    assert (changed.phone, known.current_title) == ("13800000002", "工程师")
    trail = AuditEvent.objects.filter(verb__in=("添加人员", "修改人员", "导入人员")).order_by("pk")
    assert [(each.verb, each.subject_id, each.subject_label, each.detail) for each in trail] == [
        ("添加人员", str(new.pk), "李五", {}),
        ("修改人员", str(known.pk), "王一", {"修改项": ["手机号", "现任职称"]}),
        ("导入人员", str(batch.pk), "人员.xlsx", {"新增": 1, "变更": 1}),
    ]
    assert {(each.account_label, each.unit_label) for each in trail} == {(trail[2].account_label, unit.name)}
    back = load_workbook(io.BytesIO(client.get(address("import_wrong", batch)).content)).active
    assert [cell.value for cell in back[2]] == ["王叁", number(3), "13800000016", None, 4, wrong["人员!A4"]]
    assert [cell.value for cell in back[9]][:2] == ["公式", number(8)]
    assert write(client, batch, leave_out="on").status_code == 403
    assert (ImportRow.objects.count(), Person.objects.count()) == (11, 5)


def test_what_moved_since_is_not_written_but_shown_anew(client, django_capture_on_commit_callbacks):
    batch, again = sent(client, row(1), row(2)), sent(client, row(1), row(2))
    person(UnitFactory(), 2, "别人")
    refused = write(client, batch)
    assert (refused.status_code, "试导入之后人员有变化，没有写入" in text_of(refused)) == (403, True)
    assert shown(client, batch, "wrong") == [("人员!B3", "人员2", "该证件号已经存在，但姓名不符。请核对姓名和证件号。")]
    assert Person.objects.count() == 1
    assert messages_of(client, write(client, batch, leave_out="on")) == ["已导入 1 人。"]
    assert write(client, again).status_code == 403  # the same file once more: nothing is doubled
    assert [shown(client, again, found)[0][0] for found in ("same", "wrong")] == ["人员 第 2 行", "人员!B3"]
    other = client_of(AccountFactory(unit=UnitFactory(), kind=AccountKind.UNIT_ADMIN, login_name="4101990001111"))
    for name in ("import", "import_write", "import_drop", "import_wrong"):
        assert other.get(address(name, again)).status_code == 404
    path = again.path
    with django_capture_on_commit_callbacks(execute=True):
        client.post(address("import_drop", again))
    assert (PersonImport.objects.count(), default_storage.exists(path)) == (1, False)


def test_a_long_file_is_a_job_that_is_done_once_or_not_at_all(client, queue, django_capture_on_commit_callbacks):
    rows = [row(n) for n in range(1, actions.ROWS_AT_ONCE + 2)]
    batch = sent(client, *rows)
    (check,) = Job.objects.all()
    assert (check.title, check.arguments) == ("试导入　人员.xlsx", {"batch": batch.pk})
    assert "试导入还没有做完" in text_of(client.get(address("import", batch)))
    assert write(client, batch).status_code == 403
    jobs.run(check.pk, seat_for)
    batch.refresh_from_db()
    assert (batch.counts["new"], ImportRow.objects.count()) == (len(rows), len(rows))
    begun = [write(client, batch).url for _ in "ab"]
    job = Job.objects.exclude(pk=check.pk).get()
    assert begun == [reverse("orgs:job", args=[job.pk])] * 2
    client.post(reverse("orgs:job_cancel", args=[job.pk]))
    jobs.run(job.pk, seat_for)
    assert Person.objects.count() == 0
    write(client, batch)
    last, path = Job.objects.latest("pk"), batch.path
    with django_capture_on_commit_callbacks(execute=True):
        for _ in "ab":
            jobs.run(last.pk, seat_for)
    last.refresh_from_db()
    batch.refresh_from_db()
    assert (last.state, Person.objects.count(), batch.path) == ("done", len(rows), "")
    assert client.get(reverse("orgs:job", args=[last.pk])).status_code == 200
    assert (ImportRow.objects.count(), default_storage.exists(path)) == (0, False)
    PersonImport.objects.update(sent_at=timezone.now() - timedelta(days=8))
    assert (actions.tidy_imports(), PersonImport.objects.count()) == (1, 0)


@pytest.mark.django_db(transaction=True)
def test_one_file_written_twice_at_once_is_there_once():
    unit = UnitFactory()
    by = admin_seat(unit)
    content = sheet(*[row(n) for n in range(1, 21)]).read()
    file = CheckedFile(content, "0" * 64, "xlsx", "人员.xlsx")
    batches = [actions.receive_persons(by=by, file=file) for _ in "ab"]
    for batch in batches:
        actions.check_persons(unit, batch, lambda done, total: None)

    def writing(worker):
        return actions.write_persons(
            by=by,
            batch=batches[worker],
            leave_out=False,
            held=actions.transaction.atomic,
            advance=lambda done, total: None,
        )

    ends = in_parallel(writing, 2)
    assert [type(each) for each in ends if each is not None] == [Refused]
    assert (Person.objects.count(), PersonImport.objects.filter(written_at=None).count()) == (20, 1)


@pytest.mark.parametrize(
    ("file", "says"),
    [
        (ContentFile(b"no excel", "人员.xlsx"), "不是"),
        (sheet(headings=("甲", "乙")), "第一行应为表头"),
        (sheet(), "表中没有人员。"),
    ],
)
def test_wrong_files_say_why(client, file, says):
    assert says in error_at(client.post(SEND, {"file": file}), "file")
    assert not PersonImport.objects.exists()


def test_the_template_has_text_cells_for_numbers():
    empty = load_workbook(io.BytesIO(template_workbook())).active
    assert ([cell.value for cell in empty[1]], empty["B2"].number_format) == (list(HEADINGS), "@")
