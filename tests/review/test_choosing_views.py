"""Whom a unit sends up, through addresses and forms: n for m places, 不推荐, 放弃申报, 更换职称, 撤回未通过."""

import pytest
from django.urls import reverse

from orgs.models import AccountKind, Kind
from plans.models import QuotaLine
from review.models import Application
from tests.factories.desks import Desk
from tests.factories.orgs import AccountFactory, UnitFactory, client_of, province
from tests.factories.personnel import PersonFactory, title
from tests.factories.plans import passed_plan
from tests.factories.review import CommitteeFactory, draft_application, pass_here, returned, submitted
from tests.pages import error_at, fields_of, messages_of, reason_beside, table_of, text_of

pytestmark = pytest.mark.django_db
AREAS = Application.spec.area_keys


def url(name, *args):
    return reverse(f"review:{name}", args=args)


@pytest.fixture
def unit():
    return UnitFactory(parent=UnitFactory(kind=Kind.CITY, parent=province()))


@pytest.fixture
def committee(unit):
    return CommitteeFactory(host=unit.superior)


def at_leader(unit, committee, planned=1):
    application = submitted(unit, committee=committee, planned=planned)
    pass_here(application)
    application.refresh_from_db()
    return application


def test_so_many_apply_for_so_many_places(unit, committee):
    at_leader(unit, committee)
    second = draft_application(unit, committee=committee, planned=0)
    client = client_of(second.person.account)
    (closed,) = table_of(client.get(url("application_choose")))
    assert closed["操作"] == "本年度已有“高级工程师”，未提交"
    (offer,) = table_of(client_of(PersonFactory(unit=unit).account).get(url("application_choose")))
    shown = [offer[name] for name in ("指标", "已申报", "已占用", "剩余", "操作")]
    assert shown == ["1", "1", "0", "1", "选择"]
    said = f"{unit} 2026 年度“高级工程师”：已申报 1 人，指标 1 名"
    page = client.get(url("application_submit", second.pk))
    assert f"{said}。指标在单位负责人推荐时占用。" in text_of(page)
    assert client.post(page.request["PATH_INFO"], {"promised": "on"}).status_code == 302
    second.refresh_from_db()
    assert (second.state, QuotaLine.objects.get().balance.used) == ("in_review", 0)


def test_the_leader_reads_the_figures_and_says_not_recommended(unit, committee):
    chosen, other = at_leader(unit, committee), at_leader(unit, committee, planned=0)
    desk, colleague = Desk(other, is_leader=True), Desk(other, is_leader=True)
    assert f"{unit} 2026 年度“高级工程师”：已申报 2 人，指标 1 名，已占用 0。" in text_of(desk.case())
    pass_here(chosen)
    for area in AREAS:
        desk.say(area)
    page = desk.case()
    why = "没有空余的指标，不能推荐，可以【不推荐】。"
    assert f"已占用 1。{why}" in text_of(page)
    assert "没有空余的指标。不能推荐，可以【不推荐】。" in reason_beside(page, "提交审批结果")
    preview = desk.client.get(url("leader_pass"), {"chosen": other.run.open_step().pk})
    assert "没有空余的指标。不能推荐，可以【不推荐】。" in text_of(preview)
    address = url("not_recommend", other.pk)
    form = fields_of(desk.client.get(address), "/not-recommend/")
    empty = desk.client.post(address, form)
    assert error_at(empty, "reason") == "请写明理由。"
    late = fields_of(colleague.client.get(address), "/not-recommend/") | {"reason": "另有人选"}
    done = desk.client.post(address, form | {"reason": "本年度推荐资历更深者"})
    assert done["Location"] == url("leader")
    assert "已作出“不推荐”结论，申报人可以看到理由。" in messages_of(desk.client, done)
    refused = colleague.client.post(address, late)
    assert (refused.status_code, fields_of(refused, "/not-recommend/")["reason"]) == (403, "另有人选")
    assert f"{desk.account.name}" in text_of(refused)
    check_not_recommended_everywhere(other, desk)


def check_not_recommended_everywhere(application, desk):
    """The applicant's page, 状态查询 with its filter, the desk's lists, 我上报的."""
    own = client_of(application.person.account)
    page = text_of(own.get(url("application", application.pk)))
    assert f"{application.unit}未推荐： 本年度推荐资历更深者" in page
    assert "本年度可以再申报" in page
    assert desk.account.name not in page
    (row,) = table_of(own.get(url("applications")))
    assert row["状态"] == "未推荐"
    admin = client_of(AccountFactory(unit=application.unit, kind=AccountKind.UNIT_ADMIN))
    (row,) = table_of(admin.get(url("status"), {"state": "not_recommended"}))
    assert (row["状态"], row["当前环节"]) == ("未推荐", "—")
    assert row["姓名 / 申报单位"].startswith(application.person.name)
    assert "不推荐" in text_of(admin.get(url("record", application.pk)))
    (row,) = [row for row in table_of(desk.client.get(url("leader"), {"tab": "done"})) if row["结果"] == "不推荐"]
    assert row["姓名"] == application.person.name
    assert "不推荐" not in [button.label for button in desk.case().context["page"].buttons()]


def test_given_up_or_another_title_after_a_return(unit, committee):
    passed_plan(unit, name="另一份", rows=[("正高级工程师", 20, 2, 1)])
    application = at_leader(unit, committee)
    pass_here(application)
    returned(application)
    client = client_of(application.person.account)
    page = client.get(url("application", application.pk))
    labels = [each.label for each in page.context["page"].buttons()]
    assert labels[:4] == ["提交", "修改", "更换职称", "选择记录"]
    assert "放弃申报" in labels
    (offer,) = table_of(client.get(url("application_retitle", application.pk)))
    assert (offer["申报职称"], offer["剩余"]) == ("正高级工程师", "1")
    change = url("application_change_to", application.pk, title("正高级工程师").pk)
    form = fields_of(client.get(change), change)
    assert client.post(change, form).status_code == 302
    application.refresh_from_db()
    assert (application.title.name, application.state) == ("正高级工程师", "returned")
    give_up = url("give_up", application.pk)
    assert "不计申报次数" in text_of(client.get(give_up))
    done = client.post(give_up)
    assert "已放弃。本年度可以另行申报。" in messages_of(client, done)
    application.refresh_from_db()
    assert (application.state_label, {line.balance.used for line in QuotaLine.objects.all()}) == ("视为放弃", {0})
    assert client.post(give_up).status_code == 403
    page = client.get(url("application", application.pk))
    assert "放弃申报" in text_of(page)


def test_a_failure_is_taken_back_on_its_page(unit, committee):
    application = submitted(unit, committee=committee)
    desk, colleague = Desk(application), Desk(application)
    desk.say_all(*AREAS, papers=("fail", "造假"))
    desk.hand_in()
    own = client_of(application.person.account)
    assert [row["操作"] for row in table_of(own.get(url("application_choose")))] == ["本年度同级别未通过"]
    address = url("reopen", application.pk)
    reason = f"“未通过”由 {desk.account} 作出，只有本人可以撤回。"
    answer = colleague.client.get(address)
    assert (answer.status_code, reason in text_of(answer)) == (403, True)
    assert ["撤回未通过" in [each.label for each in d.case().context["page"].buttons()] for d in (desk, colleague)] == [
        True,
        False,
    ]
    done = desk.client.post(address, fields_of(desk.client.get(address), "/reopen/"))
    assert "已撤回，回到您的环节。" in messages_of(desk.client, done)
    application.refresh_from_db()
    assert (application.state_label, application.run.place) == ("审查中", f"{unit} · 经办人")
    assert desk.client.post(address).status_code == 403
