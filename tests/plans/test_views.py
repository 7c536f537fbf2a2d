"""申报计划上传 through its pages: what is typed wrong, who may do what when, 上报 and the second climb."""

import lxml.html
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from orgs.models import AuditEvent, Kind
from plans import actions
from plans.forms import MOST_ROWS, NUMBERS
from plans.models import Plan
from tests.factories.files import pdf_upload
from tests.factories.orgs import UnitFactory, client_of, handler, leader, province
from tests.factories.personnel import reviewer, title
from tests.factories.plans import draft_plan, passed_plan
from tests.pages import error_at, html_of, messages_of, once_of, reason_beside, text_of, words_of

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year
OWN_BUTTONS = (("上报", "submit"), ("修改", "change"), ("删除", "delete"))


def url(name, *plan):
    return reverse(f"plans:{name}", args=[each.pk for each in plan])


@pytest.fixture
def employer():
    title()
    city = UnitFactory(kind=Kind.CITY, parent=province(), name="某市职改办")
    return UnitFactory(parent=city, name="某设计院")


@pytest.fixture
def client(employer):
    """The employer's 经办人."""
    return client_of(reviewer(employer, is_handler=True).account)


def typed(*rows, **more):
    """What a browser sends: rows are (title, posts, filled, applicants), None for the senior engineer."""
    data = {"year": YEAR, "name": "年度申报计划", "note": "经职工代表大会通过", "pdf": pdf_upload()}
    data |= {"rows-TOTAL_FORMS": len(rows) + 1, "rows-INITIAL_FORMS": 0}
    for number, (name, *numbers) in enumerate(rows):
        data[f"rows-{number}-title"] = title(name).pk if name else ""
        data |= {f"rows-{number}-{key}": n for key, n in zip(("posts", "filled", "applicants"), numbers, strict=True)}
    return data | more


GOOD = ("高级工程师", 10, 7, 3)


def said_at(page, where):
    """The errors at a field of the plan, of its first row ("rows-…") or above the form ("")."""
    form = page.context["form"]
    if where.startswith("rows-"):
        return form.rows.forms[0].errors.get(where.removeprefix("rows-"), [])
    return form.errors.get(where, []) if where else form.non_field_errors()


@pytest.mark.parametrize(
    ("data", "where", "reason"),
    [
        (lambda: typed(), "", "至少填写一行：申报职称、岗位总数、已聘人数、申报人数。"),
        (lambda: typed(GOOD, pdf=""), "pdf", "请上传盖章的申报计划。"),
        (
            lambda: typed(GOOD, pdf=SimpleUploadedFile("计划.pdf", b"MZ program")),
            "pdf",
            "这里只接收 PDF，该文件的内容不是。",
        ),
        (lambda: typed(GOOD, pdf=SimpleUploadedFile("计划.pdf", b"")), "pdf", "文件是空的，请重新选择。"),
        (lambda: typed(GOOD, pdf=pdf_upload("计划.docx")), "pdf", "文件名以“.docx”结尾，内容却是 PDF。"),
        (lambda: typed(GOOD, name=""), "name", "请填写计划名称。"),
        (lambda: typed(GOOD, year=1999), "year", "选择一个有效的选项。 1999 不在可用的选项中。"),
        (lambda: typed(("高级工程师", 10, 7, 0)), "rows-applicants", "申报人数至少是 1。"),
        (lambda: typed(("高级工程师", 10, 7, -1)), "rows-applicants", "不能小于 0。"),
        (lambda: typed(("高级工程师", 10, 7, 100_000)), "rows-applicants", "不能大于 99999，请核对。"),
        (lambda: typed(("高级工程师", 10, 7, "两人")), "rows-applicants", "请填整数。"),
        (lambda: typed(("高级工程师", 10, 7, "")), "rows-applicants", "请填人数。"),
        (lambda: typed(("高级工程师", "很多", 7, 3)), "rows-posts", "请填整数。"),
        (lambda: typed((None, 10, 7, 3)), "rows-title", "请选择申报职称。"),
        (lambda: typed(GOOD, GOOD), "", "“高级工程师”填了两行，同一职称和专业只填一行。"),
    ],
)
def test_wrong_input_is_said_where_it_is_and_nothing_typed_is_lost(client, data, where, reason):
    sent = data()
    page = client.post(url("add"), sent)
    assert (page.status_code, Plan.objects.count()) == (200, 0)
    assert any(each.startswith(reason) for each in said_at(page, where)), said_at(page, where)
    assert reason in text_of(page)
    if where and not where.startswith("rows-"):
        assert error_at(page, where).startswith(reason)
    shown = page.context["form"]
    assert (shown["name"].value(), shown["note"].value()) == (sent["name"], "经职工代表大会通过")
    for number in range(sent["rows-TOTAL_FORMS"] - 1):
        for key in ("posts", "filled", "applicants"):
            assert shown.rows.forms[number][key].value() == str(sent[f"rows-{number}-{key}"])


def test_the_same_name_twice_in_a_year(client, employer):
    draft_plan(employer, name="年度申报计划", year=YEAR)
    page = client.post(url("add"), typed(GOOD))
    assert (Plan.objects.count(), error_at(page, "name")) == (1, "本年度已有同名计划。")


def test_confirmed_it_shows_what_was_entered_and_the_way_on(client, employer):
    form = client.get(url("add"))
    answer = client.post(url("add"), typed(GOOD, ("工程师", 5, 4, 2)) | {"once": once_of(form)})
    plan = Plan.objects.get()
    assert answer["Location"] == url("detail", plan)
    page = client.get(answer["Location"])
    assert [str(each) for each in page.context["messages"]] == ["已保存，尚未上报。请核对后【上报】。"]
    assert [(str(row), check.vacancy, row.applicants) for row, check, _ in page.context["rows"]] == [
        ("高级工程师", 3, 3),
        ("工程师", 1, 2),
    ]
    assert "岗位总数 5 − 已聘 4 = 空缺 1，申报 2，超 1 人" in text_of(page)
    offered = [(each.label, each.url, each.reason) for each in page.context["page"].buttons()]
    assert offered == [(label, url(name, plan), "") for label, name in OWN_BUTTONS]
    assert b"".join(client.get(url("pdf", plan)).streaming_content).startswith(b"%PDF-")
    again = client.post(url("add"), typed(GOOD) | {"once": once_of(form)})
    assert (again["Location"], Plan.objects.count()) == (answer["Location"], 1)


def test_rows_are_chosen_and_the_arithmetic_stands_there_before_anything_is_saved(client, employer):
    city, wanted = employer.superior, title()
    actions.set_cap(by=handler(city), unit=employer, year=YEAR, series=wanted.series, level=wanted.level, number=1)
    two = typed(("高级工程师", 10, 9, 3), ("高级工程师", 10, "", 3))
    page = client.post(url("add"), two | {"add": title("工程师").pk})
    forms = page.context["form"].rows.forms
    assert ([str(each.chosen) for each in forms], Plan.objects.count()) == (["高级工程师", "高级工程师", "工程师"], 0)
    assert forms[2].fields["posts"].widget.attrs["autofocus"]  # typing goes on in the new row
    assert "需要更正" not in text_of(page)
    said = "岗位总数 10 − 已聘 9 = 空缺 1，申报 3，超 2 人；某市职改办指标 1，本计划同系列同级别申报 3，超 2 人"
    assert text_of(page).count("超计划 ") == 1
    assert said in text_of(page)
    assert f"{YEAR} 年度 工程技术人员副高级 1 人（某市职改办）" in text_of(page)
    page = client.post(url("add"), typed(("高级工程师", 10, 7, 1), check="1", **{"rows-TOTAL_FORMS": "zwei"}))
    assert page.status_code == 200
    changed = client.get(url("change", draft_plan(employer, rows=[("高级工程师", 10, 9, 3)], year=YEAR)))
    assert said in text_of(changed)


def test_a_title_is_found_by_series_level_and_a_part_of_its_name(client):
    asked = {"pick-series": title().series_id, "pick-level": "deputy_senior", "find": "1"}
    offered = html_of(client.post(url("add"), typed() | asked)).xpath('//button[@name="add"]')
    assert [(words_of(each), each.get("value")) for each in offered] == [("副高级 · 高级工程师", str(title().pk))]
    by_name = html_of(client.post(url("add"), typed() | {"pick-text": "高级工程", "find": "1"}))
    assert "工程技术人员 · 副高级 · 高级工程师" in [words_of(each) for each in by_name.xpath('//button[@name="add"]')]
    nothing = client.post(url("add"), typed() | {"pick-text": "宇航", "find": "1"})
    assert "没有以评审方式取得的这类职称" in text_of(nothing)
    untouched = client.get(url("add"))
    assert html_of(untouched).xpath('//button[@name="add"]') == []
    assert untouched.content.count(b"<option") < 40  # drawn once, whatever there is in the catalogue


def test_with_script_only_what_follows_from_the_numbers_comes_back(client):
    two = typed(("高级工程师", 10, 9, 3), ("工程师", 10, 7, 3))
    part = client.post(url("add"), two | {"check": "1"}, HTTP_HX_REQUEST="true").content.decode()
    tree = lxml.html.fromstring(part)
    assert [words_of(tree.get_element_by_id(f"vacancy-{n}")) for n in (0, 1)] == ["1", "3"]
    assert ["hidden" in tree.get_element_by_id(f"why-{n}").attrib for n in (0, 1)] == [False, True]
    assert words_of(tree.get_element_by_id("plan-total")) == "6"
    assert tree.xpath("//input") == []  # whoever types on is not interrupted
    added = client.post(url("add"), two | {"add": title("工程师").pk}, HTTP_HX_REQUEST="true").content.decode()
    assert lxml.html.fromstring(added).xpath("//input/@name")[:2] == ["rows-2-id", "rows-2-title"]


def test_last_years_rows_are_copied_once_and_the_name_follows_the_year(client, employer):
    last = YEAR - 1
    passed_plan(employer, rows=[GOOD, ("工程师", 5, 4, 2)], year=last)
    more = draft_plan(employer, name="补充", rows=[("工程师", 6, 4, 1)], year=last)
    draft_plan(employer, name="没有上报", rows=[("工程师", 9, 9, 9)], year=last)
    actions.submit_plan(by=leader(employer), plan=more)
    assert client.get(url("add")).context["form"]["name"].value() == f"{YEAR} 年度申报计划"
    page = client.post(url("add"), typed(GOOD) | {"copy": "1"})
    rows = page.context["form"].rows.forms
    values = [[str(each.chosen), *(each[name].value() for name in NUMBERS)] for each in rows]
    assert values == [["高级工程师", "10", "7", "3"], ["工程师", "6", "4", "3"]]
    assert page.context["draft"].said == f"已复制 {last} 年度 1 行，请核对人数。"
    draft_plan(employer, name=f"{YEAR + 1} 年度申报计划", year=YEAR + 1)
    sent = typed(GOOD, year=YEAR + 1, name=f"{YEAR} 年度申报计划", copy="1")
    page = client.post(url("add"), sent)
    assert page.context["form"]["name"].value() == f"{YEAR + 1} 年度补充申报计划"
    assert page.context["draft"].said == f"本单位 {YEAR} 年度没有上报过申报计划，没有可以复制的行。"
    own = client.post(url("add"), sent | {"name": "我院计划"})
    assert own.context["form"]["name"].value() == "我院计划"


def test_changed_and_deleted_only_while_nothing_is_under_way(client, employer):
    plan = draft_plan(employer, name="旧名", year=YEAR)
    row = plan.rows.get()
    changed = typed(("高级工程师", 10, 7, 2), name="新名", pdf="") | {"rows-INITIAL_FORMS": 1, "rows-0-id": row.pk}
    assert messages_of(client, client.post(url("change", plan), changed)) == ["已保存。"]
    plan.refresh_from_db()
    assert (plan.name, plan.pdf_name, plan.rows.get().applicants) == ("新名", "计划.pdf", 2)
    actions.submit_plan(by=leader(employer), plan=plan)
    page = client.get(url("own_plans"))
    why_not = "申报计划状态为“已提交”，只有未提交或已撤回的可以操作。"
    for name, label in (("change", "修改"), ("delete", "删除"), ("submit", "上报")):
        assert reason_beside(page, label) == why_not
        forced = client.post(url(name, plan), changed)
        assert (forced.status_code, why_not in text_of(forced)) == (403, True)
    plan.refresh_from_db()
    assert (plan.name, plan.rows.get().applicants) == ("新名", 2)
    passed = passed_plan(employer, name="已通过的", year=YEAR)
    assert client.post(url("delete", passed)).status_code == 403
    other = draft_plan(employer, name="另一份", year=YEAR)
    assert messages_of(client, client.post(url("delete", other))) == ["已删除。"]
    assert not Plan.objects.filter(pk=other.pk).exists()


def test_a_row_that_goes_may_come_again(client, employer):
    plan = draft_plan(employer, rows=[GOOD, ("工程师", 5, 1, 1)], year=YEAR)
    senior, junior = plan.rows.all()
    sent = typed(GOOD, ("高级工程师", 9, 1, 1), ("高级工程师", 8, 7, 1), pdf="")
    sent |= {"rows-INITIAL_FORMS": 2, "rows-0-id": senior.pk, "rows-0-DELETE": "on", "rows-1-id": junior.pk}
    assert "填了两行" in text_of(client.post(url("change", plan), sent))
    client.post(url("change", plan), sent | {"rows-1-speciality": "岩土"})
    assert [(str(row), row.posts) for row in plan.rows.all()] == [("高级工程师", 8), ("高级工程师 岩土", 9)]


def test_what_is_over_plan_is_said_before_it_is_handed_in(client, employer):
    within, over = (
        draft_plan(employer, rows=[("高级工程师", 10, 7, wanted)], name=f"申报{wanted}") for wanted in (3, 5)
    )
    assert "超计划" not in text_of(client.get(url("submit", within)))
    assert "有 1 行超计划" in text_of(client.get(url("submit", over)))


def test_the_handlers_goes_to_the_own_leader_and_the_leaders_upwards(client, employer):
    mine, theirs = draft_plan(employer, name="甲"), draft_plan(employer, name="乙")
    answer = client.post(url("submit", mine))
    assert messages_of(client, answer) == ["已上报，现在在 某设计院 · 负责人。"]
    above = client_of(reviewer(employer, is_leader=True).account)
    assert messages_of(above, above.post(url("submit", theirs))) == ["已上报，现在在 某市职改办 · 经办人。"]
    assert [Plan.objects.get(pk=plan.pk).state_label for plan in (mine, theirs)] == ["已提交", "已提交"]


def test_a_second_submission_changes_nothing_and_says_who_was_first(client, employer):
    plan = draft_plan(employer)
    once = once_of(client.get(url("submit", plan)))
    first = client.post(url("submit", plan), {"once": once})
    double = client.post(url("submit", plan), {"once": once})
    assert double["Location"] == first["Location"]
    colleague = client_of(reviewer(employer, is_handler=True).account)
    late = colleague.post(url("submit", plan))
    name = client.get("/").context["seat"].account.name
    assert late.status_code == 403
    assert f"某设计院 · 经办人 {name} 已于 {timezone.localdate()}" in text_of(late)
    assert "现在在 某设计院 · 负责人。本次操作没有改变任何内容。" in text_of(late)
    plan.refresh_from_db()
    assert (plan.run.round, plan.run.steps.filter(order=0).count()) == (1, 1)
    assert AuditEvent.objects.filter(verb="上报").count() == 1


def test_a_plan_without_rows_is_not_handed_in(client, employer):
    plan = draft_plan(employer, rows=[])
    forced = client.post(url("submit", plan))
    assert (forced.status_code, "还没有填写任何一行申报人数" in text_of(forced)) == (403, True)


def test_another_units_plan_does_not_exist(client, employer):
    other = draft_plan(UnitFactory(parent=employer.superior))
    for name in ("detail", "change", "delete", "submit", "decide", "undo", "pdf"):
        for ask in (client.get, client.post):
            assert ask(url(name, other)).status_code == 404, name
    other.refresh_from_db()
    assert other.state_label == "未提交"
    assert str(other) not in text_of(client.get(url("own_plans")))


def test_sent_back_it_is_corrected_and_climbs_again_level_by_level(client, employer):
    above = client_of(reviewer(employer, is_leader=True).account)
    city = client_of(reviewer(employer.superior, is_handler=True).account)
    plan = draft_plan(employer, year=YEAR)
    client.post(url("submit", plan))

    def decide(who, verdict, reason=""):
        step = Plan.objects.get(pk=plan.pk).run.open_step()
        return who.post(url("decide", plan), {"step": step.pk, "verdict": verdict, "reason": reason})

    decide(above, "pass")
    decide(city, "return", "未盖章")
    page = client.get(url("detail", plan))
    assert ("已撤回" in text_of(page), "未盖章" in text_of(page)) == (True, True)
    assert [each.label for each in page.context["page"].buttons()] == ["上报", "修改", "删除"]
    forced = client.post(url("delete", plan))
    assert (forced.status_code, "曾经上报，有审批记录，不能删除" in text_of(forced)) == (403, True)
    answer = client.post(url("submit", plan))
    assert messages_of(client, answer) == ["已上报，现在在 某设计院 · 负责人。"]
    decide(above, "pass")
    plan.refresh_from_db()
    assert (plan.run.round, plan.run.place) == (2, "某市职改办 · 经办人")
    record = [(each.round, each.result) for each in city.get(url("detail", plan)).context["record"] if each.done]
    assert record == [(1, "上报"), (1, "通过"), (1, "撤回"), (2, "上报"), (2, "通过")]


def test_a_count_of_rows_that_nobody_sent_costs_nothing(client):
    reviewer_unit = UnitFactory(parent=province())
    client.force_login(reviewer(reviewer_unit, is_handler=True).account)
    for pressed in ("find", "check", "save"):
        sent = typed(("高级工程师", 10, 7, 1), **{pressed: "1", "rows-TOTAL_FORMS": "99999999"})
        page = client.post(url("add"), sent)
        assert (page.status_code, len(page.context["form"].rows.forms)) == (200, 1)
    # a name no browser makes: not one step for each row before it
    far = typed(copy="1", **{"rows-9999999999-speciality": "岩土"})
    passed_plan(reviewer_unit, name="上年", year=2025)
    page = client.post(url("add"), far | {"year": "2026"})
    assert len(page.context["form"].rows.forms) == MOST_ROWS
    full = typed(*[("高级工程师", 10, 7, 1)] * MOST_ROWS, add=title().pk)
    page = client.post(url("add"), full)
    assert len(page.context["form"].rows.forms) == MOST_ROWS
    assert "一份计划最多 200 行，请另报一份补充计划。" in text_of(page)
