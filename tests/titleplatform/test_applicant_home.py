"""首页 of an applicant: one next step in every state, the road, no reviewer by name."""

import pytest
from django.urls import reverse
from django.utils import timezone

from orgs.models import Account, AccountKind, Kind
from personnel.dossier.sections import archive_sections
from review import actions
from review.models import Application
from tests.counting import expect_queries
from tests.factories.experts import filing_of
from tests.factories.orgs import UnitFactory, client_of, leader, province
from tests.factories.personnel import PersonFactory
from tests.factories.plans import passed_plan
from tests.factories.review import (
    CommitteeFactory,
    applicant,
    awaiting,
    draft_application,
    failed,
    pass_here,
    returned,
    seat_of,
    submitted,
    with_result,
)
from tests.pages import html_of, text_of, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def employer():
    city = UnitFactory(kind=Kind.CITY, parent=province(), name="洛阳市职改办", office_phone="0379-1111 1111")
    return UnitFactory(parent=city, office_phone="0379-2222 2222", contact_phone="13800002716")


@pytest.fixture
def committee(employer):
    return CommitteeFactory(host=employer.superior, contact="0371-3333 3333")


def home(person):
    """(the sentence, the button and where it leads, primary?) and the page."""
    page = client_of(person.account).get("/")
    panel = html_of(page).cssselect(".next")[0]
    (button,) = panel.cssselect(".next__act a")
    said = words_of(panel.cssselect("h2")[0])
    return said, (words_of(button), button.get("href")), "btn--primary" in button.get("class"), page


def road(page):
    return [(words_of(stop.cssselect("b")[0]), stop.get("class")) for stop in html_of(page).cssselect(".road li")]


def to(application, name="application", *args):
    return reverse(f"review:{name}", args=[application.pk, *args])


def test_who_begins_is_led_through_the_record_to_the_application(employer):
    person = PersonFactory(unit=employer)
    said, button, primary, page = home(person)
    assert (said, primary) == ("先补齐个人档案，还有 4 栏不完整", True)
    assert button == ("补个人信息", reverse("personnel:dossier_section", args=["person"]))
    assert "0 / 4 栏完整" in text_of(page)
    shown = text_of(client_of(person.account).get(reverse("personnel:dossier")))
    assert f"0 / 4 栏完整，另有 {len(archive_sections()) - 4} 栏没有可不填" in shown
    full = applicant(employer)
    assert home(full)[0] == "档案已完整，等单位的申报计划"
    passed_plan(employer, rows=[("高级工程师", 20, 2, 3)])
    said, button, primary, page = home(full)
    assert (said, button[1], primary) == ("档案已完整，可以新增申报", reverse("review:application_choose"), True)
    assert "2026 年度 高级工程师：指标 3，已申报 0" in text_of(page)


def test_a_draft_says_what_is_missing_and_then_to_hand_in(employer, committee):
    draft = draft_application(employer, committee=committee)
    said, button, primary, _ = home(draft.person)
    assert (said, primary) == ("高级工程师还没有提交，可以提交了", True)
    assert button == ("去提交", to(draft, "application_submit"))
    draft.person.entries.get(section_key="papers").attachments.filter(kind="index").delete()
    said, button, _, page = home(draft.person)
    assert (said, button) == ("高级工程师还没有提交，还有 1 项要补", ("继续填写", to(draft)))
    (line,) = html_of(page).cssselect(".next__list li")
    assert words_of(line) == "不能提交 论文 论文第 1 篇没有检索页 去填写：论文"
    assert line.cssselect("a")[0].get("href") == to(draft, "mend", "papers")


def test_under_review_there_is_nothing_to_do_and_after_a_return_there_is(employer, committee):
    application = submitted(employer, committee=committee)
    pass_here(application)
    said, button, primary, page = home(application.person)
    assert (said, button, primary) == ("正在审查，您不用做什么", ("看审查经过", to(application)), False)
    assert road(page) == [("提交", "done"), ("本单位", "here"), ("洛阳市职改办", "ahead"), ("评委会", "ahead")]
    words = text_of(page)
    assert ("0379-2222 2222" in words, "0371-3333 3333" in words, "13800002716" in words) == (True, True, False)
    returned(application, reason="第 1 篇缺检索页")
    said, button, primary, page = home(application.person)
    assert (said, primary) == ("退回修改 1 项，还有 1 项待更正", True)
    assert button == ("去修改", to(application, "correct", "papers"))
    assert road(page) == [("提交", "done"), ("本单位", "back"), ("洛阳市职改办", "ahead"), ("评委会", "ahead")]
    row = application.person.entries.get(section_key="papers")
    row.data["name"] = "改正后的题目"
    row.save()
    said, button, _, page = home(application.person)
    assert (said, button) == ("退回修改 1 项，都已更正，请重新提交", ("去提交", to(application, "application_submit")))
    assert "已更正 1 / 1" in text_of(page)
    reviewers = Account.objects.filter(kind=AccountKind.REVIEWER).values_list("name", flat=True)
    shown = text_of(client_of(application.person.account).get(to(application)))
    assert len(reviewers) > 0
    assert [name for name in reviewers if name in words + text_of(page) + shown] == []


def test_each_end_says_what_it_was_and_what_remains_possible(employer, committee):
    lost = submitted(employer, committee=committee)
    failed(lost, reason="造假")
    said, button, primary, page = home(lost.person)
    assert (said, primary) == ("高级工程师：未通过", False)
    assert f"{employer} · 经办人 {timezone.localdate()}：论文：造假" in text_of(page)
    assert "可以申报其他级别的职称" in text_of(page)
    assert road(page) == [("提交", "done"), ("本单位", "fail")]  # no committee will see it

    left = submitted(employer, committee=committee, planned=0)
    returned(left)
    actions.give_up_application(by=seat_of(left.person), application=left)
    said, button, _, page = home(left.person)
    assert (said, button) == ("高级工程师：已放弃申报", ("新增申报", reverse("review:application_choose")))
    assert f"{timezone.localdate()} 本人放弃。" in text_of(page)

    waiting = submitted(employer, committee=committee, planned=0)
    pass_here(waiting)
    step = waiting.run.open_step()
    actions.not_recommend(by=leader(employer), application=waiting, step_id=step.pk, reason="名额有限")
    said, button, _, page = home(waiting.person)
    assert (said, button[0]) == ("高级工程师：单位未推荐", "新增申报")
    assert f"{employer} · 负责人 {timezone.localdate()}：名额有限" in text_of(page)
    assert road(page) == [("提交", "done"), ("本单位", "stop")]


def test_waiting_for_the_committee_and_its_result(employer, committee):
    application = awaiting(employer, committee=committee)
    said, _, primary, page = home(application.person)
    assert (said, primary) == ("各级审查已全部通过，等待评审", False)
    assert road(page)[-1] == ("评委会", "here")
    application.interview_at = timezone.now()
    application.interview_group, application.interview_place = "第 2 组", "三楼会议室"
    application.save()
    said, _, _, page = home(application.person)
    assert said == f"面试：{timezone.localtime(application.interview_at):%Y-%m-%d %H:%M}"
    assert "地点：三楼会议室，第 2 组。" in text_of(page)
    Application.objects.update(accepted_at=timezone.now(), accepted_by=application.person.account)
    with_result(application)
    said, button, primary, page = home(application.person)
    assert (said, button, primary) == ("高级工程师：已通过", ("打印评审表", to(application, "print")), True)
    assert "2026-11-20 评审通过，豫职评〔2026〕8 号。" in text_of(page)
    Application.objects.update(year=2020)  # the year turned: it is history
    said, _, _, page = home(application.person)
    assert said == "档案已完整，可以新增申报"
    assert "2020 年度 高级工程师 已通过" in text_of(page)


def test_what_the_page_asks(employer, committee):
    application = submitted(employer, committee=committee)
    filing_of(application.person)
    client = client_of(application.person.account)
    client.get("/begin/")
    assert "专家申报" in text_of(expect_queries(client, "/", queries=6))
    returned(application)
    expect_queries(client, "/", queries=9)
    beginner = client_of(applicant(employer).account)
    beginner.get("/begin/")
    expect_queries(beginner, "/", queries=10)
