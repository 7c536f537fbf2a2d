"""专家申报 and 专家审查 through their pages."""

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from experts.models import ExpertFiling
from orgs.models import ChainStep, Kind
from personnel.models import Series
from tests.factories.dossier import entry
from tests.factories.experts import handed_in, handed_in_by
from tests.factories.files import pdf_upload
from tests.factories.orgs import UnitFactory, client_of, province
from tests.factories.personnel import PersonFactory, reviewer, title
from tests.pages import error_at, fields_of, messages_of, table_of, text_of

pytestmark = pytest.mark.django_db


def url(name, *filing):
    return reverse(f"experts:{name}", args=[each.pk for each in filing])


@pytest.fixture
def unit():
    title()
    return UnitFactory(parent=UnitFactory(kind=Kind.CITY, parent=province()), name="某设计院")


@pytest.fixture
def desk(unit):
    """(the unit's 经办人, three filings in the order in which they came, a colleague)."""
    filings = [handed_in(unit) for _ in range(3)]
    return (
        client_of(reviewer(unit, is_handler=True).account),
        filings,
        client_of(reviewer(unit, is_handler=True).account),
    )


def form(**more):
    typed = {
        "series": title().series_id,
        "speciality": "岩土工程",
        "title": "正高级工程师",
        "title_on": "2019-12-30",
        "position": "总工程师",
        "achievements": "主持五项",
        "proof": pdf_upload("证书.pdf"),
    }
    return typed | more


def step_of(filing):
    return ExpertFiling.objects.get(pk=filing.pk).run.open_step()


def decide(client, filing, verdict, reason=""):
    data = {"step": step_of(filing).pk, "verdict": verdict, "reason": reason, "confirmed": "yes"}
    return client.post(url("decide", filing), data)


@pytest.mark.parametrize(
    ("wrong", "field", "reason"),
    [
        (lambda: {"proof": ""}, "proof", "请上传职称证书扫描件。"),
        (lambda: {"proof": SimpleUploadedFile("证书.pdf", b"GIF89a")}, "proof", "这里只接收 PDF、JPG、PNG"),
        (lambda: {"series": ""}, "series", "请选择系列。"),
        (lambda: {"title_on": timezone.localdate() + timedelta(days=1)}, "title_on", "取得时间不能晚于今天。"),
        (lambda: {"title_on": "去年"}, "title_on", "输入一个有效的日期。"),
        (lambda: {"achievements": ""}, "achievements", "请填写主要业绩。"),
    ],
)
def test_wrong_input_is_said_at_its_field(unit, wrong, field, reason):
    client = client_of(PersonFactory(unit=unit).account)
    page = client.post(url("add"), form(**wrong()))
    assert (page.status_code, ExpertFiling.objects.count()) == (200, 0)
    assert error_at(page, field).startswith(reason)
    assert page.context["form"]["position"].value() == "总工程师"


def test_entered_changed_and_handed_in_once(unit):
    person = PersonFactory(unit=unit)
    client = client_of(person.account)
    row = entry(person, "person", profession="岩土工程", title_on="2019-12-30")
    row.data["position"] = "副院长"
    row.save()
    assert fields_of(client.get(url("add")), "/add/").items() >= {
        ("title_on", "2019-12-30"),
        ("speciality", "岩土工程"),
        ("position", "副院长"),
    }
    assert messages_of(client, client.post(url("add"), form(speciality="结构"))) == ["已保存，尚未提交。"]
    filing = ExpertFiling.objects.get()
    assert fields_of(client.get(url("change", filing)), "/change/")["speciality"] == "结构"  # its own, not the record's
    twice = client.post(url("add"), form())
    assert error_at(twice, "series") == "您在这一系列已有一项办理中的专家申报。"
    client.post(url("change", filing), form(speciality="地质", proof=""))
    filing.refresh_from_db()
    assert (filing.speciality, filing.proof_name) == ("地质", "证书.pdf")
    client.post(url("submit", filing))
    late = client.post(url("submit", filing))
    reason = "专家申报状态为“审查中”，只有未提交或退回修改的可以操作。"
    assert (late.status_code, reason in text_of(late)) == (403, True)
    assert f"某设计院 {person} 已于 {timezone.localdate()}" in text_of(late)
    assert "作出“提交”，现在在 某设计院 · 经办人。本次操作没有改变任何内容。" in text_of(late)
    assert client.post(url("change", filing), form()).status_code == 403
    filing.refresh_from_db()
    assert (filing.run.round, filing.speciality) == (1, "地质")
    other = client_of(PersonFactory(unit=unit).account)
    assert [other.get(url(name, filing)).status_code for name in ("filing", "change", "submit", "proof")] == [404] * 4


def test_the_queue_is_filtered_by_series_and_name(unit, desk):
    client, *_ = desk
    person = PersonFactory(unit=unit)
    type(person.account).objects.filter(pk=person.account_id).update(name="赵岩石")
    person.account.refresh_from_db()
    filing = handed_in_by(person)
    assert len(table_of(client.get(url("review")))) == 4
    by_name = table_of(client.get(url("review"), {"name": "岩石"}))
    assert [row["姓名"] for row in by_name] == ["赵岩石 某设计院"]
    sheet = load_workbook(io.BytesIO(client.get(url("review"), {"name": "岩石", "_export": "xlsx"}).content)).active
    assert [cell.value for cell in sheet[2]][:4] == ["赵岩石", "某设计院", "工程技术人员", "岩土"]
    by_series = {"series": filing.series_id}
    assert len(table_of(client.get(url("review"), by_series))) == 4
    other = Series.objects.exclude(pk=filing.series_id).first()
    assert table_of(client.get(url("review"), {"series": other.pk})) == []


def test_batch_passes_what_waits_and_names_the_rest(desk):
    client, filings, colleague = desk
    steps = [step_of(filing).pk for filing in filings]
    decide(colleague, filings[0], "return", "证书不清晰")
    chosen = {"chosen": steps[:2]}
    preview = text_of(client.get(url("pass_many"), chosen))
    assert "将处理 1 项，另有 1 项不能处理" in preview
    answer = text_of(client.post(url("pass_many"), chosen, follow=True))
    assert "完成 1 项。未完成 1 项：" in answer
    wordless = client.post(url("return_many"), {"chosen": steps[2], "reason": ""})
    assert error_at(wordless, "reason") == "请写明理由。"
    answer = text_of(client.post(url("return_many"), {"chosen": steps, "reason": "专业与证书不符"}, follow=True))
    assert "完成 1 项。未完成 2 项：" in answer
    found = [ExpertFiling.objects.get(pk=filing.pk) for filing in filings]
    assert [filing.run.place for filing in found] == ["", "某设计院 · 负责人", ""]
    assert [filing.state_label for filing in found] == ["退回修改", "审查中", "退回修改"]


def test_a_decision_leads_on_and_a_late_one_keeps_its_reason(desk):
    client, (one, two, _), colleague = desk
    assert decide(client, one, "pass")["Location"] == url("filing", two)
    stale = ChainStep.objects.get(run=one.run, order=1).pk
    late = colleague.post(url("decide", one), {"step": stale, "verdict": "fail", "reason": "年限不足"})
    assert (late.status_code, late.context["form"]["reason"].value()) == (403, "年限不足")
    assert f"经办人 {client.get('/').context['seat'].account.name} 已于" in text_of(late)
    applicant = client_of(one.person.account).post(url("submit", one))
    said = "专家申报状态为“审查中”，只有未提交或退回修改的可以操作。"
    assert (applicant.status_code, said in text_of(applicant)) == (403, True)
    assert f"某设计院 · 经办人 已于 {timezone.localdate()}" in text_of(applicant)  # who judged is for staff
    assert client.get("/").context["seat"].account.name not in text_of(applicant)
    missing = decide(client, two, "fail")
    assert missing.context["form"].errors["reason"] == ["未通过请写明理由。"]
    decide(client, two, "fail", "年限不足")
    two.refresh_from_db()
    assert two.state_label == "未通过"


def test_a_return_is_asked_once_and_the_way_back_keeps_what_was_typed(unit):
    filing = handed_in(unit)
    client = client_of(reviewer(unit, is_handler=True).account)
    typed = {"step": step_of(filing).pk, "verdict": "return", "reason": "年限不足\n请补证明"}
    asked = client.post(url("decide", filing), typed)
    assert (asked.status_code, step_of(filing).order) == (200, 1)
    form = fields_of(asked, "/decide/")
    assert (form["reason"], form["verdict"]) == ("年限不足\n请补证明", "return")
    assert "退回修改：" in text_of(asked)
    back = client.post(url("decide", filing), form | {"back": "yes"})
    assert fields_of(back, "/decide/")["reason"] == "年限不足\n请补证明"
    assert client.post(url("decide", filing), form | {"confirmed": "yes"}).status_code == 302
    filing.refresh_from_db()
    assert filing.state_label == "退回修改"
