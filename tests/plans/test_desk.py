"""申报计划审查 as a desk sees it: the decision on the case's own page, phrases, the queue, stale pages. The pages are generic
(`orgs.views.desks`); plans are the example."""

import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from orgs.models import Kind
from plans import actions
from plans.models import Plan
from tests.factories.orgs import UnitFactory, client_of, leader, province
from tests.factories.personnel import reviewer, title
from tests.factories.plans import draft_plan, passed_plan
from tests.pages import html_of, table_of, text_of, words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk():
    """The city's 经办人 with three plans waiting: (client, plans oldest first, a colleague's client)."""
    title()
    city = UnitFactory(kind=Kind.CITY, parent=province(), name="洛阳市职改办")
    plans = []
    for name in ("甲", "乙", "丙"):
        plan = draft_plan(UnitFactory(parent=city, name=f"{name}单位"), name=f"{name}计划")
        actions.submit_plan(by=leader(plan.unit), plan=plan)
        plans.append(Plan.objects.get(pk=plan.pk))
    first, colleague = (client_of(reviewer(city, is_handler=True).account) for _ in range(2))
    return first, plans, colleague


def detail(plan):
    return reverse("plans:detail", args=[plan.pk])


def decide(client, plan, **data):
    data = {"step": plan.run.open_step().pk} | data
    return client.post(reverse("plans:decide", args=[plan.pk]), data)


def test_queue_position_and_the_way_to_the_next(desk):
    client, (one, two, three), _ = desk
    page = client.get(detail(two))
    assert page.context["queue"] == (2, 3, detail(one), detail(three))
    assert [option.label for option in page.context["options"]] == ["通过", "撤回"]
    answer = decide(client, two, verdict="pass")
    assert answer["Location"] == detail(three)
    assert client.get(detail(three)).context["queue"] == (2, 2, detail(one), "")
    assert client.get(detail(two)).context["queue"] is None
    assert decide(client, three, verdict="pass")["Location"] == detail(one)
    assert decide(client, one, verdict="pass")["Location"] == reverse("plans:review")


def test_a_return_needs_a_reason_and_keeps_what_was_typed(desk):
    client, (plan, *_), _ = desk
    phrase = "盖章页不清晰或没有盖章，请重新扫描上传"
    page = decide(client, plan, verdict="return", reason="  ")
    assert page.context["form"].errors["reason"] == ["撤回请写明理由。"]
    page = decide(client, plan, phrase=phrase, reason="第 2 页缺表。")
    assert f"第 2 页缺表。\n{phrase}" in page.content.decode()
    assert plan.run.open_step().unit.name == "洛阳市职改办"
    assert decide(client, plan, verdict="fail", reason="x").context["form"].non_field_errors() == [
        "请按下面的按钮作出审查结论。"
    ]
    decide(client, plan, verdict="return", reason=f"第 2 页缺表。\n{phrase}")
    plan.refresh_from_db()
    assert plan.state_label == "已撤回"
    assert f"第 2 页缺表。 {phrase}" in text_of(client.get(detail(plan)))


def test_a_second_decision_changes_nothing_and_says_who_was_first(desk):
    client, (plan, *_), colleague = desk
    step = plan.run.open_step().pk
    decide(client, plan, verdict="pass")
    late = colleague.post(
        reverse("plans:decide", args=[plan.pk]), {"step": step, "verdict": "return", "reason": "缺盖章页"}
    )
    first = reviewer_name(client)
    assert late.status_code == 403
    assert f"洛阳市职改办 · 经办人 {first} 已于" in text_of(late)
    assert late.context["form"]["reason"].value() == "缺盖章页"
    assert late.context["options"] == []
    plan.refresh_from_db()
    assert plan.run.place == "洛阳市职改办 · 负责人"


def reviewer_name(client):
    return client.get("/").context["seat"].account.name


def test_own_pass_can_be_undone_until_the_next_desk_opens_it(desk):
    client, (plan, *_), _ = desk
    decide(client, plan, verdict="pass")
    assert "撤回我的通过" in text_of(client.get(detail(plan)))
    client.post(reverse("plans:undo", args=[plan.pk]), {"step": plan.run.open_step().pk})
    plan.refresh_from_db()
    assert plan.run.place == "洛阳市职改办 · 经办人"
    decide(client, plan, verdict="pass")
    next_desk = client_of(reviewer(plan.unit.superior, is_leader=True).account)
    next_desk.get(detail(plan))
    assert "撤回我的通过" not in text_of(client.get(detail(plan)))
    forced = client.post(reverse("plans:undo", args=[plan.pk]))
    assert (forced.status_code, "已经打开审查，不能撤回" in text_of(forced)) == (403, True)


def test_batch_shows_what_will_happen_and_refuses_what_is_no_longer_here(desk):
    client, plans, colleague = desk
    steps = [plan.run.open_step().pk for plan in plans]
    assert [row["申报单位"] for row in table_of(client.get(reverse("plans:review")))] == [
        f"{name}单位 2026 年度 {name}计划" for name in "甲乙丙"
    ]
    preview = client.get(reverse("plans:pass_many"), {"chosen": steps[:2]})
    assert "将处理 2 项" in text_of(preview)
    decide(colleague, plans[0], verdict="pass")
    preview = client.get(reverse("plans:pass_many"), {"chosen": steps[:2]})
    assert "将处理 1 项，另有 1 项不能处理" in text_of(preview)
    assert f"甲单位 甲计划：洛阳市职改办 · 经办人 {reviewer_name(colleague)} 已于" in text_of(preview)
    answer = client.post(reverse("plans:pass_many"), {"chosen": steps[:2]}, follow=True)
    assert "完成 1 项。未完成 1 项：甲单位 甲计划：" in text_of(answer)
    states = [Plan.objects.get(pk=plan.pk).run.place for plan in plans]
    assert states == ["洛阳市职改办 · 负责人", "洛阳市职改办 · 负责人", "洛阳市职改办 · 经办人"]
    done = table_of(client.get(reverse("plans:review"), {"tab": "done"}))
    assert {row["申报单位"][:3]: (row["结果"], row["操作"]) for row in done} == dict.fromkeys(
        ("甲单位", "乙单位"), ("通过", "详情")
    )


def row_links(page):
    """[(words, address)] of what the first row offers."""
    row = html_of(page).xpath("//tbody/tr")[0]
    return [(words_of(each), each.get("href")) for each in row.xpath('.//div[@class="row-actions"]/a')]


def test_a_row_offers_both_verdicts_and_is_decided_where_it_stands(desk):
    client, (one, two, _), colleague = desk
    step, queue = one.run.open_step().pk, reverse("plans:review")
    passing, returning = reverse("plans:pass_many"), reverse("plans:return_many")
    offered = [("通过", f"{passing}?chosen={step}"), ("撤回", f"{returning}?chosen={step}"), ("详情", detail(one))]
    assert row_links(client.get(queue)) == offered
    page = client.get(returning, {"chosen": step})  # without script a page of its own
    assert page.context["heading"] == "撤回"
    row = client.get(returning, {"chosen": step}, HTTP_HX_REQUEST="true")
    assert html_of(row).xpath("//tr/@id") == ["row-open"]
    said = {"chosen": step, "back": f"{queue}?year=2026"}
    phrased = client.post(returning, said | {"reason": "第 2 页缺表。", "phrase": "已聘人数与聘任名册不符"})
    assert phrased.context["form"]["reason"].value() == "第 2 页缺表。\n已聘人数与聘任名册不符"
    missing = client.post(returning, said | {"reason": " "}, HTTP_HX_REQUEST="true")
    assert missing.context["form"].errors["reason"] == ["请写明理由。"]
    answer = client.post(returning, said | {"reason": "缺表"}, HTTP_HX_REQUEST="true")
    assert answer["HX-Redirect"] == f"{queue}?year=2026"
    assert [str(each) for each in client.get(queue).context["messages"]] == ["甲单位 甲计划：已撤回。"]
    one.refresh_from_db()
    assert (one.state_label, one.run.steps.get(pk=step).opinion) == ("已撤回", "缺表")
    sent_back = client.get(queue, {"tab": "returned"})
    assert [label for _, label, _ in sent_back.context["tabs"]] == ["待审", "已审", "已撤回", "全部"]
    assert [(row["结果"], row["操作"]) for row in table_of(sent_back)] == [("撤回", "详情")]
    decide(colleague, two, verdict="pass")
    late = client.get(returning, {"chosen": [step, two.run.steps.get(order=1).pk]})
    assert "将处理 0 项，另有 2 项不能处理" in text_of(late)


def test_over_plan_is_prefilled_for_a_return_and_asked_once_for_a_pass(desk):
    client, (plan, *_), _ = desk
    type(plan.rows.get()).objects.filter(plan=plan).update(applicants=5)
    words = "请核减超计划人数或附批准文件：高级工程师超 2 人"
    page = client.get(detail(plan))
    assert (page.context["form"]["reason"].value(), str(page.context["over"])) == (words, "1 行超 2 人")
    listed = client.get(reverse("plans:return_many"), {"chosen": plan.run.open_step().pk})
    assert listed.context["form"]["reason"].value() == words
    asked = decide(client, plan, verdict="pass", reason=words)
    assert "1 行超计划，共超 2 人，仍要通过？" in text_of(asked)
    assert (asked.context["asked"]["reason"], plan.run.open_step().unit.name) == ("", "洛阳市职改办")
    back = decide(client, plan, verdict="pass", reason="已附批文", back="yes")
    assert back.context["form"]["reason"].value() == "已附批文"
    decide(client, plan, verdict="pass", reason="已附批文", confirmed="yes")
    step = plan.run.steps.get(order=1)
    assert (step.result, step.opinion) == ("pass", "已附批文")


def test_what_last_year_gave_stands_beside_every_row(desk):
    client, (plan, *_), _ = desk
    passed_plan(plan.unit, year=plan.year - 1, rows=[("高级工程师", 9, 1, 4), ("工程师", 9, 1, 2)])
    row = client.get(detail(plan)).context["rows"][0]
    assert (row[0].applicants, row[2].places, row[2].passed) == (3, 4, 0)
    shown = {each["申报单位"][:3]: each["申报总人数"] for each in table_of(client.get(reverse("plans:review")))}
    assert shown == {"甲单位": "3 上年 6，少 3", "乙单位": "3 上年没有", "丙单位": "3 上年没有"}
    sheet = load_workbook(io.BytesIO(client.get(reverse("plans:review"), {"_export": "xlsx"}).content)).active
    heads = [cell.value for cell in sheet[1]]
    assert [heads[:3], heads[6]] == [["申报单位", "计划名称", "年度"], "到达时间"]
    assert [cell.value for cell in sheet[2]][:4] == ["甲单位", "甲计划", 2026, 3]
