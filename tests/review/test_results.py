"""From the last desk to the result: 待评审, 受理, 登记评审结果, and what the place in the quota does meanwhile."""

import pytest
from django.urls import reverse

from orgs import actions as units
from orgs.chain import engine
from orgs.chain.case import Case
from orgs.models import AuditEvent, Kind, Unit
from personnel.actions.transfers import ask_transfer
from personnel.seats import seat_for
from plans.models import QuotaLine
from review import actions, queries
from review.models import Application
from tests.factories.orgs import UnitFactory, admin_seat, client_of, counted_lines, province
from tests.factories.personnel import reviewer, title
from tests.factories.plans import passed_plan
from tests.factories.review import (
    CommitteeFactory,
    accepted,
    awaiting,
    submitted,
    with_result,
)
from tests.pages import fields_of, hidden_of, messages_of, table_of, text_of
from titleplatform.kit.access import why_not
from titleplatform.kit.refusals import Refused

pytestmark = pytest.mark.django_db
SAID = {"passed": "yes", "decided_on": "2026-11-20", "document": "豫职评〔2026〕8 号"}


@pytest.fixture
def city():
    return UnitFactory(kind=Kind.CITY, parent=province())


@pytest.fixture
def unit(city):
    return UnitFactory(parent=city)


@pytest.fixture
def committee(city):
    return CommitteeFactory(host=city)


def places():
    """(taken, used up) of the one line of the quota."""
    balance = QuotaLine.objects.get().balance
    return balance.used, balance.passed


def waiting(by):
    """{line of 待办事项: how many} of the committee's office."""
    return {line.label: line.count for line in counted_lines(queries, by) if "review/awaiting" in line.url}


def state_of(application):
    return Application.objects.get(pk=application.pk).state


def test_it_is_under_way_until_its_result_which_alone_uses_the_place_up(unit, committee):
    application = awaiting(unit, committee=committee)
    assert (application.state_label, application.run.is_open, places()) == ("待评审", True, (1, 0))
    person, new = application.person, admin_seat(UnitFactory(parent=province()))
    with pytest.raises(Refused, match="正在进行的申报：李志远 2026 年度 高级工程师"):
        ask_transfer(by=new, id_number=person.account.id_number, name=person.name, reason="调动")
    office = admin_seat(committee.host)
    for permission in ("review.set_interview", "review.enter_result"):
        assert why_not(permission, office, application) == "还没有受理，请先【受理】。"
    actions.accept(by=office, application=application)
    passed = with_result(application, by=office)
    assert (passed.state_label, passed.run.is_open, places()) == ("已通过", False, (1, 1))
    assert (queries.result_of(application), queries.result_of(passed)["word"]) == ({}, "通过")
    ask_transfer(by=new, id_number=person.account.id_number, name=person.name, reason="调动")
    failed = with_result(accepted(unit, committee=committee, planned=0), passed=False)
    assert (failed.state_label, failed.run.is_open, places()) == ("未通过", False, (1, 1))
    by_a_desk = submitted(unit, committee=committee, planned=0)
    with pytest.raises(Refused, match="还不能登记结果"):
        engine.settle(by_a_desk, by=office, passed=True)


def test_a_wrong_result_is_put_right_by_another_and_the_place_follows(unit, committee):
    application = accepted(unit, committee=committee, planned=1)
    found = [(with_result(application, passed=passed).state, places()) for passed in (True, False, False, True)]
    assert found == [("passed", (1, 1)), ("failed", (0, 0)), ("failed", (0, 0)), ("passed", (1, 1))]
    application = with_result(application, passed=False)
    assert list(application.results.values_list("number", "passed")) == [
        (1, True),
        (2, False),
        (3, False),
        (4, True),
        (5, False),
    ]
    record = client_of(admin_seat(committee.host).account).get(reverse("review:record", args=[application.pk]))
    assert text_of(record).count("已更正") == 4
    awaiting(unit, committee=committee, planned=0)  # the place is given to another
    with pytest.raises(Refused, match=r"退还的指标已由其他申报占用，不能改为通过：.*指标 1，已占用 1，剩余 0"):
        with_result(application)
    passed_plan(unit, name="补充计划", rows=[("高级工程师", 20, 2, 1)])
    other = title("正高级工程师")
    given = {"year": 2026, "title": other, "level": other.level, "speciality": "结构", "committee": committee}
    Application.objects.create(person=application.person, unit=unit, **given)
    with pytest.raises(Refused, match="该申报人本年度已另有申报"):
        with_result(application)
    assert (state_of(application), places()) == ("failed", (1, 0))


def test_the_last_desk_takes_its_pass_back_until_the_office_has_accepted(unit, city, committee):
    first, second = awaiting(unit, committee=committee), awaiting(unit, committee=committee, planned=0)
    last = first.run.steps.last()
    author = reviewer(city, is_leader=True).account
    for each in (first, second):
        each.run.steps.filter(order=last.order).update(closed_by=author)
        each.run.steps.get(order=last.order).verdicts.update(by=author)
    desk = client_of(author)
    undo = reverse("review:undo", args=[first.pk])
    page = desk.get(undo)
    assert "评委会还没有受理" in text_of(page)
    assert desk.post(undo, fields_of(page, "/undo/")).status_code == 302
    case = Case.load(Application.objects.get(pk=first.pk), seat_for(author))
    assert (case.subject.state, case.step.pk, case.subject.run.place) == ("in_review", last.pk, f"{city} · 负责人")
    assert sorted(case.own_drafts) == sorted(case.to_judge)
    actions.pass_everything(by=seat_for(author), application=case.subject, step_id=last.pk)
    with pytest.raises(Refused, match="现在待评审"):
        engine.pass_all(case.subject, by=seat_for(author), step_id=last.pk)  # the same click again
    assert state_of(first) == "awaiting"
    actions.accept(by=admin_seat(city), application=second)
    refused = desk.post(reverse("review:undo", args=[second.pk]), {"step": second.run.steps.last().pk})
    assert (refused.status_code, "受理，不能撤回。" in text_of(refused)) == (403, True)
    assert state_of(second) == "awaiting"


def test_who_registers_second_is_shown_the_first(unit, committee):
    application = accepted(unit, committee=committee)
    address = reverse("review:result", args=[application.pk])
    office = client_of(admin_seat(committee.host, name="钱主任").account)
    opened = hidden_of(office.get(address))
    assert office.post(address, {**opened, **SAID}).status_code == 302
    colleague = client_of(admin_seat(committee.host).account)
    typed = {"expected": "", "passed": "no", "decided_on": "2026-11-21", "document": "会议纪要"}
    refused = colleague.post(address, typed)
    assert refused.status_code == 403
    assert "钱主任 已于" in text_of(refused)
    assert "登记评审结果：通过（2026-11-20，豫职评〔2026〕8 号）。请核对" in text_of(refused)
    assert (state_of(application), application.results.count()) == ("passed", 1)
    again = fields_of(refused, "/result/")
    assert again["document"] == "会议纪要"
    colleague.post(address, again)  # on purpose, having seen the first
    assert (state_of(application), application.results.count(), places()) == ("failed", 2, (0, 0))
    late = colleague.post(address, {**again, "once": "", "decided_on": "2999-01-01", "document": ""})
    assert "评审日期不能晚于今天。" in text_of(late)


def test_many_are_accepted_and_get_their_result_at_once(unit, committee):
    applications = [awaiting(unit, committee=committee, planned=5)] + [
        awaiting(unit, committee=committee, planned=0) for _ in range(2)
    ]
    foreign = awaiting(unit, committee=CommitteeFactory(host=province()), planned=0)
    by = admin_seat(committee.host)
    office, page = client_of(by.account), reverse("review:awaiting")
    assert waiting(by) == {"待受理": 3}
    assert len(table_of(office.get(page))) == 3
    chosen = {"chosen": [each.pk for each in (*applications[:2], foreign)]}
    office.post(reverse("review:accept_many"), chosen)
    assert waiting(by) == {"待受理": 1, "待登记结果": 2, "面试通知": 2}
    assert len(table_of(office.get(page, {"tab": "result"}))) == 2
    with_result(applications[0], passed=False)
    chosen = {"chosen": [each.pk for each in applications]}
    preview = text_of(office.get(reverse("review:results_many"), chosen))
    assert "将处理 1 项" in preview
    assert "申报状态为“未通过”，只有待评审的可以操作。" in preview
    assert "还没有受理，请先【受理】。" in preview
    (said,) = messages_of(office, office.post(reverse("review:results_many"), {**chosen, **SAID}))
    assert "完成 1 项。未完成 2 项" in said
    assert [state_of(each) for each in (*applications, foreign)] == ["failed", "passed", "awaiting", "awaiting"]
    assert len(table_of(office.get(page, {"tab": "done"}))) == 2
    actions.accept(by=by, application=applications[2])
    opened = office.get(page)  # where there is work
    assert [label for _, label, here in opened.context["tabs"] if here] == ["待登记结果 1"]
    assert AuditEvent.objects.filter(verb="登记评审结果").count() == 2


def test_where_the_host_is_closed_the_nearest_working_unit_above_acts(unit, city):
    department = UnitFactory(kind=Kind.DEPARTMENT, parent=city)
    application = accepted(unit, committee=CommitteeFactory(host=department))
    host, above, top = admin_seat(department), admin_seat(city), admin_seat(province())
    assert [bool(why_not("review.enter_result", by, application)) for by in (host, above, top)] == [False, True, True]
    with pytest.raises(Refused, match="终审机构，办结或【撤并】前不能停用"):
        units.disable_unit(by=above, unit=department)  # what awaits its result is under way
    Unit.objects.filter(pk=department.pk).update(
        state="disabled", closed_in="active"
    )  # as it could be closed before that rule
    application = Application.objects.with_names().get(pk=application.pk)
    assert [bool(why_not("review.enter_result", by, application)) for by in (host, above, top)] == [True, False, True]
    assert [waiting(by) for by in (above, top)] == [{"待登记结果": 1, "面试通知": 1}, {}]
    refused = client_of(top.account).get(reverse("review:result", args=[application.pk]))
    assert "组建单位停用期间，由最近的上级单位的管理员操作。" in text_of(refused)
    with_result(application, by=above)
    assert state_of(application) == "passed"
    elsewhere = admin_seat(UnitFactory(kind=Kind.CITY, parent=province()))
    assert application not in Application.objects.visible_to(elsewhere)
