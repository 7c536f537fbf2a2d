"""申报人员状态查询: two facts in a cell, tabs, the sheet, and a page that keeps itself current."""

import io
import json
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from orgs.chain.models import StepStatus
from orgs.models import AccountKind, ChainRun, Kind
from personnel.grants import set_scope
from review.models import Application
from tests.factories.desks import AREAS
from tests.factories.orgs import AccountFactory, UnitFactory, client_of, province
from tests.factories.personnel import reviewer, title
from tests.factories.review import CommitteeFactory, accepted, pass_here, returned, submitted
from tests.pages import error_at, fields_of, html_of, reason_beside, table_of, text_of, words_of
from titleplatform.kit.polls import SINCE
from titleplatform.middleware import GRAIN_SECONDS, SEEN

pytestmark = pytest.mark.django_db
STATUS = reverse("review:status")


@pytest.fixture
def city():
    return UnitFactory(kind=Kind.CITY, parent=province(), name="洛阳市职改办")


@pytest.fixture
def unit(city):
    return UnitFactory(parent=city, name="洛阳市设计院")


@pytest.fixture
def committee(city):
    return CommitteeFactory(host=city, name="市工程系列中级评委会")


@pytest.fixture
def office(city):
    return client_of(AccountFactory(unit=city, kind=AccountKind.UNIT_ADMIN, login_name=city.code))


def poll_of(page):
    """(address, headers) with which this page asks again."""
    (poll,) = html_of(page).xpath('//*[@id="poll"]')
    assert not len(poll)  # a link inside would send its headers along
    sent = json.loads(poll.get("hx-headers"))
    return STATUS + poll.get("hx-get"), {
        f"HTTP_{SINCE.upper().replace('-', '_')}": sent[SINCE],
        "HTTP_HX_REQUEST": "true",
    }


def test_a_row_has_two_facts_in_a_cell_and_the_sheet_one_in_a_column(unit, committee, office):
    application = submitted(unit, committee=committee, planned=3)
    since = timezone.now() - timedelta(days=20)
    ChainRun.objects.filter(pk=application.run_id).update(current_since=since)
    page = office.get(STATUS)
    (row,) = table_of(page)
    assert row["姓名 / 申报单位"] == f"{application.person} 洛阳市设计院"
    assert row["申报职称 / 系列"] == "高级工程师 工程技术人员 · 岩土工程"
    assert row["当前环节"] == f"洛阳市设计院 · 经办人 {timezone.localdate(since)} 到达"
    assert "超期" in row["停留天数"]
    assert len(html_of(page).xpath('//td[@data-col="days"]//b[@class="late"]')) == 1
    assert "年度" not in row  # 【列】 brings it up
    assert "年度" in table_of(office.get(STATUS, {"hide": ""}))[0]
    sheet = load_workbook(io.BytesIO(office.get(STATUS, {"_export": "xlsx"}).content)).active
    head, line = ([cell.value for cell in row] for row in sheet.iter_rows())
    told = dict(zip(head, line, strict=True))
    told["年度"] = int(told["年度"])
    words = (application.person.name, "洛阳市设计院", 2026, "工程技术人员", "高级工程师", "审查中", committee.name)
    columns = ("姓名", "申报单位", "年度", "申报系列", "申报职称", "状态", "评委会名称")
    assert tuple(told[name] for name in columns) == words


def test_tabs_count_what_they_show_with_the_other_filters_kept(unit, committee, office):
    for number in range(3):
        submitted(unit, committee=committee, planned=9 if number == 0 else 0)
    back = submitted(unit, committee=committee, planned=0)
    returned(back)
    page = office.get(STATUS, {"year": 2026})
    tabs = html_of(page).xpath('//nav[@id="tabs"]/a')
    assert [words_of(each) for each in tabs] == ["全部4", "审查中3", "退回修改1", "待评审0", "已有结果0"]
    (row,) = table_of(office.get(STATUS + tabs[2].get("href")))
    assert (row["状态"], tabs[2].get("href")) == ("退回修改", "?year=2026&state=returned")
    own = client_of(reviewer(unit, is_handler=True).account)
    assert len(table_of(own.get(STATUS, {"state": "returned", "own": "yes"}))) == 1
    assert "没有符合条件的记录。" in text_of(office.get(STATUS, {"state": "returned", "own": "yes"}))


def test_above_the_desk_that_has_it_a_case_is_status_alone(unit, city, committee):
    application = submitted(unit, committee=committee, planned=3)
    record, form = (reverse(f"review:{name}", args=[application.pk]) for name in ("record", "case"))
    other = UnitFactory(kind=Kind.CITY, parent=province(), name="开封市职改办")
    narrow = reviewer(city, is_handler=True).account
    set_scope(narrow, {(title("主任医师").series.code, area) for area in AREAS}, areas=AREAS)
    above, elsewhere = (client_of(reviewer(each, is_handler=True).account) for each in (city, other))
    pass_here(application)
    application.run.steps.filter(status=StepStatus.CLOSED).update(opinion="同意上报")
    (row,) = table_of(above.get(STATUS))
    assert row["姓名 / 申报单位"] == f"{application.person} 洛阳市设计院"
    page = above.get(record)
    assert ("洛阳市设计院 · 经办人 通过" in text_of(page), "同意上报" in text_of(page)) == (True, False)
    assert reason_beside(above.get(STATUS), "打印评审表") == "材料还没有送达您的单位，现在只能看状态。"
    assert above.get(form).status_code == 404
    for client in (elsewhere, client_of(narrow)):
        assert (table_of(client.get(STATUS)), client.get(record).status_code) == ([], 404)
    pass_here(application)  # the 负责人 sends it up
    assert "同意上报" in text_of(above.get(record))
    assert above.get(form).status_code == 200


@pytest.mark.parametrize("who", ["admin", "reviewer"])
def test_a_poll_is_answered_204_in_four_queries_until_something_moves(unit, committee, city, office, who):
    application = submitted(unit, committee=committee, planned=3)
    client = office if who == "admin" else client_of(reviewer(unit, is_handler=True).account)
    address, headers = poll_of(client.get(STATUS))
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(address, **headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert len(asked) <= 4, "\n".join(each["sql"][:200] for each in asked)
    pass_here(application)
    moved = client.get(address, **headers)
    assert (moved.status_code, f"{unit} · 负责人" in text_of(moved)) == (200, True)
    address, headers = poll_of(moved)
    assert client.get(address, **headers).status_code == 204


def test_a_poll_is_no_activity(unit, committee, office, settings):
    submitted(unit, committee=committee, planned=3)
    address, headers = poll_of(office.get(STATUS))
    session, then = office.session, int(time.time()) - GRAIN_SECONDS - 5
    session[SEEN] = then
    session.save()
    assert office.get(address, **headers).status_code == 204
    assert office.session[SEEN] == then
    office.get(STATUS)
    assert office.session[SEEN] > then
    session = office.session
    session[SEEN] = int(time.time()) - settings.IDLE_LOGOUT_SECONDS - 1
    session.save()
    ended = office.get(address, **headers)
    assert "/login/" in ended.headers["HX-Redirect"]


def test_the_filter_survives_the_interview_notice(unit, committee, office):
    application = accepted(unit, committee=committee)
    address = reverse("review:interview", args=[application.pk])
    listed = f"{STATUS}?year=2026&state=awaiting"
    form = office.get(address, HTTP_REFERER=f"http://testserver{listed}")
    assert form.context["page"].back() == listed
    at = timezone.localtime() + timedelta(days=30)
    typed = {
        "interview_at": f"{timezone.localtime() - timedelta(days=1):%Y-%m-%dT%H:%M}",
        "interview_group": "第二组",
        "interview_place": "会议中心",
        "back": listed,
    }
    assert error_at(office.post(address, typed), "interview_at") == "面试时间已经过去，请核对。"
    assert office.post(address, typed | {"interview_at": f"{at:%Y-%m-%dT%H:%M}"})["Location"] == listed
    (row,) = table_of(office.get(listed))
    assert row["评委会名称 / 面试通知 / 地点"].endswith(f" {at:%Y-%m-%d %H:%M} 第二组 会议中心")
    # Once it has taken place the group may still be put right.
    Application.objects.update(interview_at=at.replace(second=0, microsecond=0) - timedelta(days=40))
    late = fields_of(office.get(address), "/interview/") | {"interview_group": "第三组"}
    assert office.post(address, late).status_code == 302
