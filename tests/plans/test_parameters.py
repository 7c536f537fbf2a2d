"""目录与参数: the catalogue, and where plans end."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from orgs.chain.words import Role
from orgs.models import Kind
from plans import actions
from plans.actions import submit_plan
from plans.models import FinalOrgan, Plan, QuotaRule
from tests.factories.orgs import UnitFactory, admin_seat, client_of, leader, province, system_seat
from tests.factories.personnel import title
from tests.factories.plans import draft_plan
from tests.factories.review import draft_application
from tests.pages import error_at, fields_of, messages_of, once_of, table_of, text_of
from titleplatform.kit.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    title()
    return UnitFactory(kind=Kind.CITY, parent=province(), name="洛阳市职改办")


def test_the_branch_comes_before_the_province_and_the_rule_after_both(city):
    employer, elsewhere = UnitFactory(parent=city), UnitFactory(parent=UnitFactory(kind=Kind.CITY))
    department = UnitFactory(kind=Kind.DEPARTMENT, name="省教育厅")
    by = system_seat()
    assert FinalOrgan.objects.organ_of(employer, 2026) == province()
    actions.set_final_organ(by=by, row=FinalOrgan(year=2026, organ=department))
    actions.set_final_organ(by=by, row=FinalOrgan(year=2026, branch=city, organ=city))
    named = [FinalOrgan.objects.organ_of(unit, 2026) for unit in (employer, city, elsewhere, province())]
    assert named == [city, city, department, department]
    assert FinalOrgan.objects.organ_of(employer, 2027) == province()
    for row in (FinalOrgan(year=2026, organ=city), FinalOrgan(year=2026, branch=city, organ=province())):
        with pytest.raises(ValidationError, match="已经设置了终审机构"):
            actions.set_final_organ(by=by, row=row)
    with pytest.raises(ValidationError, match="只能是职改办或主管部门"):
        actions.set_final_organ(by=by, row=FinalOrgan(year=2027, organ=employer))
    with pytest.raises(Refused, match="只有系统管理员"):
        actions.set_final_organ(by=admin_seat(city), row=FinalOrgan(year=2027, organ=city))


def test_the_system_administrator_sets_it_and_plans_end_there(city):
    client = client_of(system_seat().account)
    add = reverse("plans:final_organ_add")
    form = client.get(add)
    answer = client.post(add, {"once": once_of(form), "year": "2026", "branch": city.pk, "organ": city.pk})
    assert messages_of(client, answer) == ["已设置。"]
    shown = table_of(client.get(reverse("plans:final_organs")))
    assert [(row["适用范围"], row["终审机构"]) for row in shown] == [("洛阳市职改办", "洛阳市职改办")]
    twice = client.post(add, {"year": "2026", "branch": city.pk, "organ": province().pk})
    assert "该年度、该范围已经设置了终审机构" in text_of(twice)
    employer = UnitFactory(parent=city)
    plan = draft_plan(employer)
    submit_plan(by=leader(employer), plan=plan)
    road = Plan.objects.get(pk=plan.pk).run.steps.filter(order__gt=0).values_list("unit__name", "role")
    assert list(road) == [("洛阳市职改办", Role.HANDLER), ("洛阳市职改办", Role.LEADER)]
    client.post(reverse("plans:final_organ_remove", args=[FinalOrgan.objects.get().pk]))
    assert FinalOrgan.objects.organ_of(employer, 2026) == province()


def test_the_catalogue_marks_what_is_to_be_checked(city):
    rows = table_of(client_of(system_seat().account).get(reverse("plans:catalogue"), {"per_page": 100}))
    assert {row["依据"] for row in rows} > {"待核对"}
    assert ("工程技术人员", "副高级", "高级工程师", "评审") in {
        (row["系列"], row["级别"], row["职称"], row["取得方式"]) for row in rows
    }


def test_how_places_are_taken_stays_once_the_year_has_an_application(city):
    client, unit = client_of(system_seat().account), UnitFactory(parent=city)
    address, rules = reverse("plans:quota_rule_set"), QuotaRule.objects
    form = fields_of(client.get(address), address)
    done = client.post(address, form | {"year": "2026", "first_come": "True"})
    assert "已设置：2026 年度 先报先占：申报人【提交】时占用。" in messages_of(client, done)
    assert [rules.is_first_come(year) for year in (2026, 2027)] == [True, False]
    actions.set_quota_rule(by=system_seat(), year=2026, first_come=False)  # a second time changes it
    assert not rules.is_first_come(2026)
    with pytest.raises(Refused, match="只有系统管理员"):
        actions.set_quota_rule(by=admin_seat(city), year=2026, first_come=True)
    application = draft_application(unit)
    said = f"2026 年度自 {timezone.localdate()} 起已有申报，占用方式不能再改。"
    page = client.get(address)
    assert said in text_of(page)
    refused = client.post(address, fields_of(page, address) | {"year": "2026", "first_come": "True"})
    assert (error_at(refused, "first_come"), rules.is_first_come(2026)) == (said, False)
    type(application).objects.all().delete()  # once is enough
    with pytest.raises(ValidationError, match="不能再改"):
        actions.set_quota_rule(by=system_seat(), year=2026, first_come=True)
    (row,) = table_of(client.get(reverse("plans:quota_rules")))
    assert (row["年度"], row["能否修改"]) == ("2026", said)
    actions.set_quota_rule(by=system_seat(), year=2027, first_come=True)  # another year is free
    assert rules.is_first_come(2027)
