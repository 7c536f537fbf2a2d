"""A refused button's reason is word for word the answer to the forced request."""

import pytest
from django.urls import reverse

from orgs.models import AccountKind, Kind, Unit
from personnel.seats import seat_for
from plans.actions import submit_plan
from tests.factories.experts import handed_in
from tests.factories.orgs import AccountFactory, UnitFactory, handler, province
from tests.factories.personnel import reviewer
from tests.factories.plans import draft_plan, passed_plan
from tests.factories.review import submitted
from tests.pages import reason_beside, text_of
from titleplatform.kit.access import why_not

pytestmark = pytest.mark.django_db


def test_plans(client):
    unit = UnitFactory(parent=province())
    passed, under_way = passed_plan(unit, name="甲"), draft_plan(unit, name="乙")
    submit_plan(by=handler(unit), plan=under_way)
    client.force_login(reviewer(unit, is_handler=True).account)
    page = client.get(reverse("plans:own_plans"))
    for plan, state, is_told in ((under_way, "已提交", True), (passed, "已通过", False)):  # a finished row is quiet
        reason = f"申报计划状态为“{state}”，只有未提交或已撤回的可以操作。"
        assert (reason in text_of(page)) == is_told
        forced = client.post(reverse("plans:submit", args=[plan.pk]))
        assert (forced.status_code, reason in text_of(forced)) == (403, True)
        plan.refresh_from_db()
        assert plan.state_label == state


def test_applications(client):
    application = submitted(UnitFactory(parent=province()))
    handling = reviewer(application.unit, is_handler=True)
    client.force_login(handling.account)
    client.get(reverse("review:case", args=[application.pk]))
    client.force_login(application.person.account)
    page = client.get(reverse("review:application", args=[application.pk]))
    reason = why_not("review.take_back_application", seat_for(application.person.account), application)
    assert "已经打开审查" in reason
    assert reason_beside(page, "撤销申报") == reason
    forced = client.post(reverse("review:take_back", args=[application.pk]))
    assert (forced.status_code, reason in text_of(forced)) == (403, True)
    application.refresh_from_db()
    assert application.state_label == "审查中"


def test_persons(client):
    application = submitted(UnitFactory(parent=province()))
    admin = AccountFactory(unit=application.unit, kind=AccountKind.UNIT_ADMIN)
    client.force_login(admin)
    reason = "该人员已有申报或变动记录，不能删除。"
    assert reason in text_of(client.get(reverse("personnel:persons"), {"on": application.person_id}))
    forced = client.post(reverse("personnel:person_delete", args=[application.person_id]))
    assert (forced.status_code, reason in text_of(forced)) == (403, True)
    assert type(application.person).objects.filter(pk=application.person_id).exists()


def test_units(client):
    city = UnitFactory(kind=Kind.CITY, parent=province(), name="洛阳市职改办")
    department = UnitFactory(kind=Kind.DEPARTMENT, parent=city, name="洛阳市教育局")
    UnitFactory(parent=department)
    client.force_login(AccountFactory(unit=city, kind=AccountKind.UNIT_ADMIN))
    for label, name, unit, reason in (
        (
            "删除",
            "orgs:unit_delete",
            department,
            "该单位下有 1 个下级单位，不能删除；不再使用的可以【停用】或【撤并】。",
        ),
        ("停用", "orgs:unit_disable", city, "这里只能管理下级单位；本单位的信息在【单位信息维护】中填写。"),
    ):
        assert reason in text_of(client.get(reverse("orgs:units"), {"on": unit.pk})), label
        forced = client.post(reverse(name, args=[unit.pk]))
        assert (forced.status_code, reason in text_of(forced)) == (403, True)
    assert {unit.state for unit in Unit.objects.all()} == {"active"}


def test_experts(client):
    filing = handed_in(UnitFactory(parent=province()))
    client.force_login(filing.person.account)
    reason = "专家申报状态为“审查中”，只有未提交或退回修改的可以操作。"
    assert reason in text_of(client.get(reverse("experts:filings")))
    forced = client.post(reverse("experts:submit", args=[filing.pk]))
    assert (forced.status_code, reason in text_of(forced)) == (403, True)
    filing.refresh_from_db()
    assert filing.run.round == 1
