"""职称申报 as the applicant sees it, through addresses and forms."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from orgs.models import Kind
from plans.models import QuotaLine
from review.models import Application
from tests.factories.dossier import attach
from tests.factories.files import pdf_upload
from tests.factories.orgs import UnitFactory, client_of, province
from tests.factories.personnel import PersonFactory, reviewer, title
from tests.factories.plans import first_come, passed_plan
from tests.factories.review import (
    CommitteeFactory,
    applicant,
    draft_application,
    pass_here,
    returned,
    seat_of,
    submitted,
)
from tests.pages import error_at, fields_of, hidden_of, html_of, messages_of, once_of, reason_beside, table_of, text_of

pytestmark = pytest.mark.django_db


def url(name, *args):
    return reverse(f"review:{name}", args=args)


@pytest.fixture
def employer():
    return UnitFactory(parent=UnitFactory(kind=Kind.CITY, parent=province()))


@pytest.fixture
def committee(employer):
    return CommitteeFactory(host=employer.superior)


def browser_of(application):
    return client_of(application.person.account)


def submit(client, application, **typed):
    address = url("application_submit", application.pk)
    return client.post(address, {"promised": "on", "once": once_of(client.get(address))} | typed)


def test_a_new_application_with_wrong_input_keeps_what_was_typed(employer, committee):
    passed_plan(employer, rows=[("高级工程师", 20, 2, 3)])
    closed = CommitteeFactory(host=employer.superior, opens_on=date(2025, 1, 1), closes_on=date(2025, 2, 1))
    person = applicant(employer)
    client = client_of(person.account)
    (offer,) = table_of(client.get(url("application_choose")))
    assert (offer["申报职称"], offer["指标"], offer["已占用"], offer["剩余"]) == ("高级工程师", "3", "0", "3")
    address = url("application_add", 2026, title("高级工程师").pk)
    page = client.get(address)
    assert (str(committee) in text_of(page), str(closed) in text_of(page)) == (True, False)
    typed = {"way": "transfer", "speciality": "岩土工程", "once": once_of(page)}
    without = client.post(address, typed | {"speciality": "", "committee": committee.pk})
    assert error_at(without, "speciality") == "请填写申报专业。"
    shown = fields_of(without, address)
    assert (shown["way"], shown["committee"]) == ("transfer", str(committee.pk))
    wrong = client.post(address, typed | {"committee": closed.pk})
    assert error_at(wrong, "committee") == "选择一个有效的选项： 该选择不在可用的选项中。"
    assert fields_of(wrong, address)["speciality"] == "岩土工程"
    assert not Application.objects.exists()
    made = [client.post(address, typed | {"committee": committee.pk}) for _ in range(2)]
    application = Application.objects.get()  # a double click adds one
    assert {each["Location"] for each in made} == {url("application", application.pk)}
    second = client.post(address, typed | {"once": "c" * 32, "committee": committee.pk})
    assert "本年度已有一项申报" in text_of(second)
    assert fields_of(second, address)["speciality"] == "岩土工程"
    assert client.get(url("application_add", 2020, title("高级工程师").pk)).status_code == 404


def test_first_come_beyond_the_quota_the_arithmetic_is_shown(employer, committee):
    first_come()
    submitted(employer, committee=committee, planned=1)
    second = draft_application(employer, committee=committee, planned=0)
    client = browser_of(second)
    third = client_of(PersonFactory(unit=employer).account)
    (offer,) = table_of(third.get(url("application_choose")))
    assert (offer["剩余"], offer["操作"]) == ("0", "指标已用完")
    for page in (client.get(url("application", second.pk)), client.get(url("application_submit", second.pk))):
        assert "本单位指标已用完 指标 1，已占用 1，剩余 0" in text_of(page)
    refused = submit(client, second)
    assert (refused.status_code, "本单位指标已用完" in text_of(refused)) == (403, True)
    second.refresh_from_db()
    assert (second.state, second.run, QuotaLine.objects.get().balance.used) == ("draft", None, 1)


def test_an_exception_needs_its_evidence_which_the_desk_opens(employer, committee):
    application = draft_application(employer, committee=committee)
    client, change = browser_of(application), url("application_change", application.pk)
    typed = {"speciality": "岩土", "committee": committee.pk}
    answer = client.post(change, typed | {"way": "exception"})
    assert error_at(answer, "evidence") == "破格、直接申报须上传依据。"
    Application.objects.update(way="exception")  # as if the rule had come later
    page = client.get(url("application_submit", application.pk))
    assert "破格没有上传依据" in text_of(page)
    client.post(change, typed | {"way": "exception", "evidence": pdf_upload("破格依据.pdf")})
    page = client.get(url("application", application.pk))
    assert ("破格依据.pdf" in text_of(page), "破格没有上传依据" in text_of(page)) == (True, False)
    assert client.get(url("evidence", application.pk)).getvalue().startswith(b"%PDF")
    submit(client, application)
    frozen = Application.objects.get().snapshots.get().data["sections"]["application"]["entries"][0]["attachments"]
    assert [file["label"] for file in frozen] == ["破格/直接申报依据"]
    desk = client_of(reviewer(employer, is_handler=True).account)
    case = desk.get(url("case", application.pk), {"area": "application"})
    assert "破格/直接申报依据" in text_of(case)
    assert desk.get(url("case_file", application.pk, frozen[0]["sha256"])).getvalue().startswith(b"%PDF")


def test_chosen_records_go_with_the_application(employer, committee):
    application = draft_application(employer, committee=committee)
    client, entries = browser_of(application), application.person.entries
    paper, award = entries.get(section_key="papers"), entries.get(section_key="awards")
    address = url("application_records", application.pk)
    page = client.get(address)
    words = text_of(page)
    assert (
        words.index("学习经历 2004-09 至 2008-06 郑州大学 附件")
        < words.index("论文 城市深基坑")
        < words.index("著作 黄土地基")
    )
    assert page.content.decode().count("checked") == entries.exclude(section_key__in=("person", "summary")).count()
    kept = entries.exclude(pk=paper.pk).values_list("pk", flat=True)
    client.post(address, {"entry": [*kept, 999999, "甲"], "once": once_of(page)})
    application.refresh_from_db()
    assert application.left_out == [paper.pk]
    submit(client, application)
    sections = application.snapshots.get().data["sections"]
    assert [each["id"] for each in sections["awards"]["entries"]] == [award.pk]
    assert sections["papers"]["entries"] == []
    assert client.get(address).status_code == 403


def test_what_is_red_stops_with_its_reason(employer, committee):
    application = draft_application(employer, committee=committee)
    client = browser_of(application)
    row = application.person.entries.get(section_key="papers")
    row.attachments.filter(kind="index").delete()
    page = client.get(url("application_submit", application.pk))
    assert "论文第 1 篇没有检索页" in text_of(page)
    assert reason_beside(page, "提交") == "有不能提交的项，见上面的检查；改好后再【提交】。"
    refused = submit(client, application)
    assert (refused.status_code, "提交前检查未通过：论文第 1 篇没有检索页" in text_of(refused)) == (403, True)
    submitting = url("application_submit", application.pk)
    for opened_from, way_back in ((submitting, submitting), ("/", url("application", application.pk))):
        section = client.get(
            url("mend", application.pk, "papers"), headers={"referer": f"http://testserver{opened_from}"}
        )
        opened = client.get(section["Location"])
        assert section["Location"].startswith(reverse("personnel:dossier_section", args=["papers"]) + "?")
        assert [each.get("href") for each in html_of(opened).cssselect(".alert__act")] == [way_back]
        changed = client.get(
            reverse("personnel:dossier_change", args=[row.pk]),
            headers={"referer": f"http://testserver{section['Location']}"},
        )
        assert hidden_of(changed)["back"] == section["Location"]
    attach(row, "index")
    without = submit(client, application, promised="")
    assert error_at(without, "promised") == "请阅读并勾选诚信承诺。"
    assert submit(client, application)["Location"] == url("application", application.pk)
    application.refresh_from_db()
    assert application.state_label == "审查中"


def test_submitting_twice_with_one_token_counts_once(employer, committee):
    first_come()
    application = draft_application(employer, committee=committee)
    client, address = browser_of(application), url("application_submit", application.pk)
    form = {"promised": "on", "once": once_of(client.get(address))}
    first, second = (client.post(address, form) for _ in range(2))
    assert {each["Location"] for each in (first, second)} == {url("application", application.pk)}
    application.refresh_from_db()
    assert (application.run.round, application.snapshots.count(), QuotaLine.objects.get().balance.used) == (1, 1, 1)
    refused = client.post(address, form | {"once": "d" * 32})
    assert (refused.status_code, "申报状态为“审查中”" in text_of(refused)) == (403, True)
    first = f"{employer} {application.person} 已于 {timezone.localdate()}"
    assert first in text_of(refused)
    assert f"现在在 {employer} · 经办人。本次操作没有改变任何内容。" in text_of(refused)


def test_withdrawn_while_no_desk_has_opened_it(employer, committee):
    first_come()
    application = submitted(employer, committee=committee)
    client, address = browser_of(application), url("take_back", application.pk)
    assert "申报回到“未提交”，占用的指标退还" in text_of(client.get(address))
    done = client.post(address)
    assert "已撤销，可以修改后重新提交。" in messages_of(client, done)
    application.refresh_from_db()
    assert (application.state_label, QuotaLine.objects.get().balance.used) == ("未提交", 0)
    submit(client, application)
    desk = client_of(reviewer(employer, is_handler=True).account)
    desk.get(url("case", application.pk))
    reason = f"{employer} · 经办人 已经打开审查，不能撤销。"
    assert reason_beside(client.get(url("application", application.pk)), "撤销申报") == reason
    forced = client.post(address)
    assert (forced.status_code, reason in text_of(forced)) == (403, True)
    application.refresh_from_db()
    assert (application.state_label, QuotaLine.objects.get().balance.used) == ("审查中", 1)


def test_after_a_return_the_reasons_stand_beside_the_fields_and_ticks_at_the_desk(employer, committee):
    application = submitted(employer, committee=committee)
    reviewing = reviewer(employer, is_handler=True)
    desk = client_of(reviewing.account)
    pass_here(application)
    returned(application, reason="第 1 篇缺检索页")
    client = browser_of(application)
    for page in ("application", "application_change"):
        shown = text_of(client.get(url(page, application.pk)))
        assert "需要修改的内容" in shown
        assert "论文 第 1 篇缺检索页" in shown
    row = application.person.entries.get(section_key="papers")
    row.data["name"] = "改正后的题目"
    row.save()
    submit(client, application)
    case = url("case", application.pk)
    page = text_of(desk.get(case, {"area": "papers"}))
    assert "第 2 轮，1 项有修改" in page
    assert "上一轮退回原因： 第 1 篇缺检索页" in page
    assert "改正后的题目" in page
    ticked = desk.get(case, {"area": "work"})
    giver = application.run.open_step().verdicts.get(area="work").by
    assert f"沿用 {giver} 的结论" in text_of(ticked)
    assert fields_of(ticked, "/verdict/")["verdict"] == "pass"
    assert "还有 1 项待您审查：论文" in text_of(ticked)
    desk.post(
        url("verdict", application.pk), fields_of(desk.get(case), "/verdict/") | {"verdict": "pass", "do": "save"}
    )
    desk.post(url("hand_in", application.pk), fields_of(desk.get(case), "/hand-in/"))
    step = application.run.steps.get(round=2, order=1)
    assert step.verdicts.filter(counted=True, by=reviewing.account).count() == len(application.spec.area_keys)


def test_a_withdrawn_resubmission_is_returned_again(employer, committee):
    first_come()
    application = submitted(employer, committee=committee)
    desk = client_of(reviewer(employer, is_handler=True).account)
    returned(application, reason="第 1 篇缺检索页")
    client = browser_of(application)
    asked = submit(client, application)
    assert "退回的 1 项还没有改动： 论文 ：第 1 篇缺检索页" in text_of(asked)
    assert error_at(asked, "unchanged") == "请先改好列出的各项；确实不需要改的，请勾选后再提交。"
    submit(client, application, unchanged="on")
    address = url("take_back", application.pk)
    assert "申报回到“退回修改”，需要修改的内容和占用的指标不变" in text_of(client.get(address))
    client.post(address)
    page = text_of(client.get(url("application", application.pk)))
    assert "退回修改" in page
    assert "论文 第 1 篇缺检索页" in page
    assert QuotaLine.objects.get().balance.used == 1
    (line,) = table_of(desk.get(url("handler"), {"tab": "returned"}))
    assert line["姓名"] == application.person.account.name
    submit(client, application, unchanged="on")
    assert "第 3 轮" not in text_of(desk.get(url("handler")))
    assert "第 3 轮，0 项有修改" in text_of(desk.get(url("case", application.pk)))


def test_the_pages_of_another_applicant_do_not_exist(employer, committee):
    application = submitted(employer, committee=committee)
    other = client_of(applicant(employer).account)
    for page in (
        "application",
        "application_change",
        "application_records",
        "application_submit",
        "take_back",
        "print",
    ):
        assert other.get(url(page, application.pk)).status_code == 404
        assert other.post(url(page, application.pk)).status_code in (404, 405)
    assert browser_of(application).get(url("application", application.pk)).status_code == 200
    assert seat_of(application.person).is_applicant
