"""指标上限: who may set one, which holds, what it makes of a plan's rows."""

import io

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from orgs import tree
from orgs.models import AuditEvent, Kind
from personnel.models import Level, Series
from plans import actions
from plans.models import Cap, Plan
from plans.queries import caps_on, check_rows
from tests.factories.orgs import UnitFactory, admin_seat, client_of, handler, leader, province
from tests.factories.personnel import reviewer, title
from tests.factories.plans import draft_plan, pass_plan_here, passed_plan
from tests.pages import error_at, messages_of, reason_beside, table_of, text_of
from titleplatform.kit.refusals import Refused

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year


@pytest.fixture
def line():
    """(city, department, employer)."""
    title()
    city = UnitFactory(kind=Kind.CITY, parent=province())
    department = UnitFactory(kind=Kind.DEPARTMENT, parent=city)
    employer = UnitFactory(parent=department)
    return city, department, employer


def set_cap(upper, unit, number, *, name="高级工程师", year=2026):
    wanted = title(name)
    return actions.set_cap(
        by=handler(upper), unit=unit, year=year, series=wanted.series, level=wanted.level, number=number
    )


def reasons(plan):
    """What is said of each row of the plan."""
    rows = list(plan.rows.select_related("title"))
    return [check.reasons for check in check_rows([(plan, rows)])[0]]


def test_a_unit_above_sets_it_for_units_that_hand_in_plans(line):
    city, department, employer = line
    assert set_cap(province(), employer, 5).set_by == province()
    assert set_cap(department, employer, 4).number == 4
    other = UnitFactory(parent=UnitFactory(kind=Kind.CITY, parent=province()))
    for upper, unit, reason in (
        (city, other, "只能给下级单位"),
        (employer, department, "只能给下级单位"),
        (employer, employer, "只能给下级单位"),
        (province(), city, "不上报申报计划"),
    ):
        with pytest.raises(Refused, match=reason):
            set_cap(upper, unit, 1)
    admin, wanted = admin_seat(city), title()
    with pytest.raises(Refused, match="只有经办人和负责人"):
        actions.set_cap(by=admin, unit=employer, year=2026, series=wanted.series, level=wanted.level, number=1)
    assert Cap.objects.count() == 2


def test_set_a_second_time_it_changes_and_the_audit_keeps_both(line):
    city, _, employer = line
    set_cap(city, employer, 5)
    set_cap(city, employer, 3)
    assert Cap.objects.get().number == 3
    kept = AuditEvent.objects.filter(verb="设置指标").order_by("pk").values_list("detail", flat=True)
    assert [(each["原人数"], each["人数"]) for each in kept] == [(None, 5), (5, 3)]
    with pytest.raises(Refused, match=f"由{city}设置"):
        actions.remove_cap(by=handler(province()), cap=Cap.objects.get())
    actions.remove_cap(by=leader(city), cap=Cap.objects.get())
    assert not Cap.objects.exists()


def test_only_for_levels_that_are_reviewed(line):
    city, _, employer = line
    series = next(
        each.series
        for each in type(title()).objects.select_related("series")
        if not type(each).objects.by_review().filter(series=each.series, level=Level.CLERK).exists()
    )
    with pytest.raises(ValidationError, match="没有以评审方式取得的员级职称"):
        actions.set_cap(by=handler(city), unit=employer, year=2026, series=series, level=Level.CLERK, number=1)


def test_the_database_takes_no_cap_of_a_unit_on_itself(line):
    city, _, employer = line
    cap = set_cap(city, employer, 5)
    with pytest.raises(IntegrityError), transaction.atomic():
        Cap.objects.filter(pk=cap.pk).update(set_by=employer)


def test_the_smallest_holds_and_the_line_says_whose(line):
    city, department, employer = line
    plan = draft_plan(employer, rows=[("高级工程师", 10, 7, 3), ("工程师", 10, 1, 2)])
    assert reasons(plan) == [[], []]
    set_cap(province(), employer, 2)
    set_cap(city, employer, 1)
    set_cap(department, employer, 9)
    said = [f"{city}指标 1，本计划同系列同级别申报 3，超 2"]
    assert reasons(plan) == [said, []]
    assert reasons(draft_plan(UnitFactory(parent=department), name="别家")) == [[]]
    assert reasons(draft_plan(employer, name="明年", year=2027)) == [[]]


def test_a_former_upper_units_cap_ends_with_the_move(line):
    city, _, employer = line
    set_cap(city, employer, 1)
    assert len(caps_on([employer.pk], [2026])) == 1
    other = UnitFactory(kind=Kind.DEPARTMENT, parent=UnitFactory(kind=Kind.CITY, parent=province()))
    tree.move(employer, parent=other)
    assert caps_on([employer.pk], [2026]) == {}


def test_rows_of_one_series_and_level_and_other_plans_count_together(line):
    city, _, employer = line
    set_cap(city, employer, 4)
    first = draft_plan(employer, rows=[("高级工程师", 10, 7, 3)])
    second = draft_plan(employer, name="补充", rows=[("高级工程师", 10, 1, 2)])
    assert (reasons(first), reasons(second)) == ([[]], [[]])  # what is not handed in counts for nobody else
    actions.submit_plan(by=leader(employer), plan=first)
    first.refresh_from_db()
    assert reasons(first) == [[]]
    assert reasons(second) == [[f"{city}指标 4，本计划同系列同级别申报 2，其他计划 3，超 1"]]
    while first.state == "in_review":
        pass_plan_here(first)
        first = Plan.objects.get(pk=first.pk)
    assert reasons(second) == [[f"{city}指标 4，本计划同系列同级别申报 2，其他计划 3，超 1"]]
    assert Cap.objects.with_asked().get().asked == 3


def test_queries_do_not_grow(line, django_assert_num_queries):
    city, _, employer = line
    set_cap(city, employer, 1)
    plans = [draft_plan(employer, name=str(number)) for number in range(3)]
    pairs = [(plan, list(plan.rows.select_related("title"))) for plan in plans]
    for some in (pairs[:1], pairs):
        with django_assert_num_queries(1):
            assert [check.over_cap for checks in check_rows(some) for check in checks] == [2] * len(some)


def test_visible_to(line):
    city, department, employer = line
    own, sibling = set_cap(city, department, 5), set_cap(city, employer, 5)
    assert set(Cap.objects.visible_to(handler(city))) == {own, sibling}
    assert set(Cap.objects.visible_to(handler(department))) == {own, sibling}
    assert set(Cap.objects.visible_to(admin_seat(employer))) == {sibling}
    assert not Cap.objects.visible_to(handler(UnitFactory(parent=department))).exists()


@pytest.fixture
def client(line):
    """The city's 经办人."""
    return client_of(reviewer(line[0], is_handler=True).account)


def cap_form(unit, number=2, **more):
    wanted = title()
    key = {"year": YEAR, "series": wanted.series_id, "level": wanted.level}
    return {"unit": unit.code, "number": number} | key | more


def test_set_changed_and_removed_through_the_pages(client, line):
    city, _, employer = line
    queue = client.get(reverse("plans:review"))
    assert [each.label for each in queue.context["page"].buttons() if not each.reason] == ["设置指标"]
    answer = client.post(reverse("plans:cap_add"), cap_form(employer))
    said = f"{employer} {YEAR} 年度 工程技术人员副高级指标"
    assert messages_of(client, answer) == [f"已设置：{said} 2 人。"]
    cap = Cap.objects.get()
    assert messages_of(client, client.post(reverse("plans:cap_change", args=[cap.pk]), {"number": 7})) == [
        f"已修改：{said} 7 人。"
    ]
    draft = draft_plan(employer, rows=[("高级工程师", 20, 1, 9)], year=YEAR)
    actions.submit_plan(by=leader(employer), plan=draft)
    rows = table_of(client.get(reverse("plans:caps"), {"q": employer.name, "year": YEAR}))
    assert [(row["单位"], row["指标人数"], row["已上报人数"], row["设置单位"]) for row in rows] == [
        (employer.name, "7", "9，超 2", str(city))
    ]
    assert table_of(client.get(reverse("plans:caps"), {"q": "没有"})) == []
    removed = client.post(reverse("plans:cap_delete", args=[cap.pk]))
    assert messages_of(client, removed) == [f"已取消：{said}。"]
    assert not Cap.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field", "reason"),
    [
        ({"unit": ""}, "unit", "请输入单位。"),
        ({"unit": "没有这个"}, "unit", "没有编码或名称是“没有这个”的单位"),
        ({"unit": "某局"}, "unit", "名称相近的有：某局机关"),
        ({"unit": "邻市单位"}, "unit", "没有编码或名称是“邻市单位”的单位"),
        ({"unit": "本市职改办"}, "unit", "只能给下级单位设置指标。"),
        ({"unit": "本市某县"}, "unit", "本市某县不上报申报计划"),
        ({"number": -1}, "number", ""),
        ({"number": "三"}, "number", ""),
        ({"year": 1999}, "year", ""),
        ({"series": "01", "level": "clerk"}, "level", "没有以评审方式取得的员级职称"),  # 高等学校教师
    ],
)
def test_wrong_input_is_said_at_its_field(client, line, wrong, field, reason):
    city, department, employer = line
    type(city).objects.filter(pk=city.pk).update(name="本市职改办")
    UnitFactory(kind=Kind.COUNTY, parent=city, name="本市某县")
    UnitFactory(parent=department, name="某局机关")
    UnitFactory(parent=UnitFactory(kind=Kind.CITY, parent=province()), name="邻市单位")
    series = {"series": Series.objects.get(code=wrong["series"]).pk} if "series" in wrong else {}
    page = client.post(reverse("plans:cap_add"), cap_form(employer) | wrong | series)
    assert (list(page.context["form"].errors), Cap.objects.count()) == ([field], 0)
    assert reason in error_at(page, field)
    assert page.context["form"]["unit"].value() == wrong.get("unit", employer.code)


def test_only_who_set_it_may_change_it(client, line):
    _, _, employer = line
    cap = set_cap(province(), employer, 3)
    reason = "这条指标由省职改办设置，只有它可以修改。"
    page = client.get(reverse("plans:caps"))
    for name, label in (("cap_change", "修改"), ("cap_delete", "取消")):
        assert reason_beside(page, label) == reason
        forced = client.post(reverse(f"plans:{name}", args=[cap.pk]), {"number": 99})
        assert (forced.status_code, reason in text_of(forced)) == (403, True)
    below = client_of(reviewer(employer, is_handler=True).account)
    closed = below.get(reverse("plans:caps"))
    assert (closed.status_code, "本单位下面没有单位" in text_of(closed)) == (403, True)
    assert Cap.objects.get().number == 3


def test_over_the_cap_is_red_on_the_plan_in_the_queue_and_in_the_batch(client, line):
    city, _, employer = line
    type(employer).objects.filter(pk=employer.pk).update(name="某设计院")
    for name, applicants in (("超的", 3), ("不超的", 1)):
        plan = draft_plan(
            type(employer).objects.get(pk=employer.pk),
            name=name,
            year=YEAR + (name != "超的"),
            rows=[("高级工程师", 10, 1, applicants)],
        )
        actions.submit_plan(by=leader(employer), plan=plan)
        for _ in range(2):
            pass_plan_here(Plan.objects.get(pk=plan.pk))
    client.post(reverse("plans:cap_add"), cap_form(employer, number=2))
    queue = client.get(reverse("plans:review"))
    shown = {row["申报单位"]: row["超计划"] for row in table_of(queue)}
    assert shown == {f"某设计院 {YEAR} 年度 超的": "1 行超 1 人", f"某设计院 {YEAR + 1} 年度 不超的": "符合"}
    sheet = load_workbook(io.BytesIO(client.get(reverse("plans:review"), {"_export": "xlsx"}).content)).active
    over = next(column for column in sheet.columns if column[0].value == "超计划")
    assert sorted(int(cell.value) for cell in over[1:]) == [0, 1]
    steps = [step.pk for step in queue.context["table"].data.data]
    preview = text_of(client.get(reverse("plans:pass_many"), {"chosen": steps}))
    assert "某设计院 超的（超计划：1 行超 1 人）" in preview
    assert "某设计院 不超的（" not in preview
    page = client.get(reverse("plans:detail", args=[Plan.objects.get(name="超的").pk]))
    assert f"超计划 {city}指标 2，本计划同系列同级别申报 3，超 1 人" in text_of(page)
    assert page.context["form"]["reason"].value() == "请核减超计划人数或附批准文件：高级工程师超 1 人"
    offered = next(each for each in page.context["page"].buttons() if each.label == "设置指标")
    form = client.get(offered.url).context["form"]
    assert (form["unit"].value(), str(form["year"].value())) == (employer.code, str(YEAR))


def test_a_later_plan_never_turns_a_passed_one_red(line):
    city, _, employer = line
    set_cap(city, employer, 5)
    rows = (("高级工程师", 9, 0, 4),)
    first, later = passed_plan(employer, rows=rows), draft_plan(employer, name="补充", rows=rows)
    actions.submit_plan(by=handler(employer), plan=later)
    assert reasons(first) == [[]]
    assert len(reasons(Plan.objects.get(pk=later.pk))[0]) == 1  # it is, together with what has passed
