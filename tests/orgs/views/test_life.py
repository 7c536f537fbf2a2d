"""单位信息维护 and 下级单位审核."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from orgs import queries
from orgs.models import AccountKind, Kind, Unit
from orgs.states import UnitState
from tests.counting import expect_queries
from tests.factories.files import a_png
from tests.factories.orgs import (
    OWN_UNIT,
    AccountFactory,
    UnitFactory,
    admin_seat,
    client_of,
    counted_lines,
    province,
    system_seat,
    todo_of,
    unit_with_admin,
)
from tests.pages import error_at, hidden_of, messages_of, once_of, reason_beside, table_of, text_of

pytestmark = pytest.mark.django_db
OWN, SUBMIT, LICENCE = (reverse(f"orgs:{name}") for name in ("own_unit", "own_unit_submit", "own_unit_licence"))
LOWER, APPROVE = reverse("orgs:lower_units"), reverse("orgs:lower_units_approve")


@pytest.fixture
def city():
    return unit_with_admin(kind=Kind.CITY, code="410300", name="洛阳市职改办")


@pytest.fixture
def unit(city):
    return unit_with_admin(kind=Kind.DEPARTMENT, parent=city, name="洛阳市卫健委", state=UnitState.INCOMPLETE)


@pytest.fixture
def client(unit):
    return client_of(unit.administrator)


def waiting(parent, name):
    return UnitFactory(parent=parent, name=name, state=UnitState.PENDING, submitted_at=timezone.now())


def test_until_approved_nothing_else_opens(client):
    response = client.get(reverse("orgs:units"))
    assert response["Location"] == OWN
    assert messages_of(client, response) == ["单位状态为“待完善”，审核通过前只能填写单位信息。"]
    page = text_of(client.get(OWN))
    assert "洛阳市职改办审核通过后才能办理其他业务" in page
    assert "PDF、JPG、PNG，不超过 20 MB" in page


def test_save_keeps_what_is_there_and_submit_asks_for_the_rest(client, unit):
    partly = OWN_UNIT | {"address": "", "credit_code": ""}
    assert messages_of(client, client.post(OWN, partly | {"licence": a_png()})) == ["已保存。"]
    unit.refresh_from_db()
    assert (unit.state, unit.legal_representative, unit.address, unit.staff_count) == (
        UnitState.INCOMPLETE,
        "李明",
        "",
        320,
    )
    assert client.get(LICENCE)["Content-Type"] == "image/png"
    assert "证书.png" in text_of(client.get(OWN))

    page = client.post(SUBMIT, partly | {"affiliation": "区属"})
    assert page.context["form"].errors == {
        "address": ["提交前必须填写地址。"],
        "credit_code": ["提交前必须填写统一社会信用代码。"],
    }
    assert 'value="区属"' in page.content.decode()
    unit.refresh_from_db()
    assert unit.state == UnitState.INCOMPLETE

    token = once_of(client.get(OWN))
    first = client.post(SUBMIT, OWN_UNIT | {"once": token})
    assert messages_of(client, first) == ["已提交，等洛阳市职改办审核。"]
    unit.refresh_from_db()
    assert (unit.state, unit.address, unit.licence_name) == (UnitState.PENDING, OWN_UNIT["address"], "证书.png")


def test_what_waits_cannot_be_changed_and_says_since_when(client, unit):
    client.post(SUBMIT, OWN_UNIT)
    page = client.get(OWN)
    reason = reason_beside(page, "保存")
    assert reason.startswith("已于 20")
    assert reason.endswith("提交，等上级单位审核，不能修改。")
    forced = client.post(OWN, OWN_UNIT | {"address": "别处"})
    assert forced.status_code == 403
    assert reason in text_of(forced)
    again = client.post(SUBMIT, OWN_UNIT)
    assert again.status_code == 403
    assert reason_beside(page, "提交") in text_of(again)
    unit.refresh_from_db()
    assert unit.address == OWN_UNIT["address"]


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("证书.png", b"not a picture", "内容不是"),
        ("证书.pdf", a_png().read(), "内容却是 PNG"),
        ("证书.png", b"", "文件是空的"),
    ],
)
def test_a_wrong_file_is_refused_at_the_field(client, unit, name, content, words):
    page = client.post(OWN, OWN_UNIT | {"licence": SimpleUploadedFile(name, content)})
    assert words in page.context["form"].errors["licence"][0]
    assert 'value="李明"' in page.content.decode()
    unit.refresh_from_db()
    assert unit.licence is None


def test_an_active_unit_keeps_its_data_up_to_date(city):
    client = client_of(city.administrator)
    page = client.get(OWN)
    assert reason_beside(page, "提交") == "本单位现在是“已启用”，不需要再提交。"
    client.post(OWN, {"contact_phone": "139 0000 0458"})
    city.refresh_from_db()
    assert (city.contact_phone, city.state) == ("13900000458", UnitState.ACTIVE)


def test_only_units_administrators_have_an_own_unit(city):
    system = client_of(AccountFactory(kind=AccountKind.SYSTEM, unit=None))
    for address in (OWN, SUBMIT, LICENCE):
        assert system.get(address).status_code == 403
    assert client_of(city.administrator).get(LICENCE).status_code == 404


def test_the_todo_line_counts_the_rows_of_its_list(city):
    client = client_of(city.administrator)
    top = AccountFactory(kind=AccountKind.UNIT_ADMIN, unit=province())
    first = waiting(city, "甲")
    waiting(city, "乙")
    waiting(UnitFactory(kind=Kind.COUNTY, parent=city), "更下级")
    waiting(province(), "省直单位")
    line = counted_lines(queries, admin_seat(city))[0]
    assert (line.label, line.url, line.count, line.age) == ("下级单位审核", LOWER, 2, 0)
    assert [row["单位名称"] for row in table_of(client.get(LOWER))] == ["甲", "乙"]
    assert [row["单位名称"] for row in table_of(client_of(top).get(LOWER))] == ["省直单位"]
    assert counted_lines(queries, system_seat())[0].count == 4
    client.post(reverse("orgs:unit_review", args=[first.pk]), {"decision": "approve"})
    assert counted_lines(queries, admin_seat(city))[0].count == len(table_of(client.get(LOWER))) == 1


def test_review_approves_or_returns_with_a_reason(city, unit, client):
    client.post(SUBMIT, OWN_UNIT | {"licence": a_png()})
    above = client_of(city.administrator)
    address = reverse("orgs:unit_review", args=[unit.pk])
    opened = above.get(address)
    page, seen = text_of(opened), hidden_of(opened)["seen"]
    for words in ("洛阳市卫健委", "12410000416000004Q", "李明", "事业单位（差额）", "证书.png", "待审核"):
        assert words in page
    assert above.get(reverse("orgs:unit_licence", args=[unit.pk]))["Content-Type"] == "image/png"
    refused = above.post(address, {"decision": "return", "reason": " "})
    assert refused.context["form"].errors == {"reason": ["退回必须写明理由。"]}
    no_button = above.post(address, {"reason": "写好的理由"})
    assert no_button.context["form"].errors == {"decision": ["请按【通过】或【退回】。"]}
    assert "写好的理由" in text_of(no_button)
    response = above.post(address, {"decision": "return", "reason": "证书看不清"})
    assert response["Location"] == LOWER
    assert messages_of(above, response) == ["“洛阳市卫健委”已退回。"]
    assert "上级单位已退回： 证书看不清" in text_of(client.get(OWN))
    late = above.post(address, {"decision": "approve"})
    assert late.status_code == 403
    assert "退回该单位。" in text_of(late)
    client.post(SUBMIT, OWN_UNIT | {"legal_representative": "王换人"})
    assert "上次退回： 证书看不清" in text_of(above.get(address))
    unseen = above.post(address, {"decision": "approve", "seen": seen})  # the first page was still open in another tab
    assert "打开本页之后，这里的内容已在别处改动" in text_of(unseen)
    unit.refresh_from_db()
    assert unit.state == UnitState.PENDING
    above.post(address, {"decision": "approve"})
    unit.refresh_from_db()
    assert unit.state == UnitState.ACTIVE
    assert client.get(reverse("orgs:units")).status_code == 200


def test_only_the_unit_directly_above_reviews(city):
    below = waiting(UnitFactory(kind=Kind.COUNTY, parent=city), "更下级")
    elsewhere = waiting(UnitFactory(kind=Kind.CITY), "别处")
    client = client_of(city.administrator)
    response = client.post(reverse("orgs:unit_review", args=[below.pk]), {"decision": "approve"})
    assert response.status_code == 403
    assert "只有直接上级单位的管理员可以审核。" in text_of(response)
    assert client.get(reverse("orgs:unit_review", args=[elsewhere.pk])).status_code == 404
    below.refresh_from_db()
    assert below.state == UnitState.PENDING


def test_batch_approval_previews_scopes_again_and_reports(city):
    client = client_of(city.administrator)
    first, second, done = waiting(city, "甲"), waiting(city, "乙"), UnitFactory(parent=city, name="丙")
    elsewhere = waiting(UnitFactory(kind=Kind.CITY), "别处")
    chosen = [unit.pk for unit in (first, second, done, elsewhere)]
    preview = text_of(client.get(APPROVE, {"chosen": chosen}))
    assert "将处理 2 项，另有 1 项不能处理" in preview
    assert "丙：该单位现在是“已启用”，没有等待审核。" in preview
    assert "别处" not in preview
    response = client.post(APPROVE, {"chosen": chosen})
    assert messages_of(client, response) == [
        "批量通过：完成 2 项。未完成 1 项：丙：该单位现在是“已启用”，没有等待审核。"
    ]
    states = dict(Unit.objects.filter(pk__in=chosen).values_list("name", "state"))
    assert states == {"甲": "active", "乙": "active", "丙": "active", "别处": "pending"}


def test_queries_do_not_grow_with_the_rows(city):
    client = client_of(city.administrator)
    waiting(city, "甲")
    client.get(LOWER)
    assert len(table_of(expect_queries(client, LOWER, queries=2))) == 1
    for name in ("乙", "丙"):
        waiting(city, name)
    assert len(table_of(expect_queries(client, LOWER, queries=2))) == 3


def test_an_approved_unit_without_an_office_phone_is_asked_for_it(client, unit, city):
    assert "提交前必须填写办公电话。" in text_of(client.post(SUBMIT, OWN_UNIT | {"office_phone": ""}))
    for wrong, said in (
        ("139 0000 0458", "不填个人手机号"),
        ("63 22", "应如 0379-63220000"),
        ("总机", "应如 0379-63220000"),
    ):
        assert said in error_at(client.post(OWN, OWN_UNIT | {"office_phone": wrong}), "office_phone")
    Unit.objects.filter(pk=unit.pk).update(office_phone="")
    assert "办公电话" not in str(counted_lines(queries, admin_seat(unit)))  # not yet approved: 【提交】 asks
    above = client_of(city.administrator)
    Unit.objects.filter(pk=city.pk).update(office_phone="")
    city.refresh_from_db()
    line = counted_lines(queries, admin_seat(city))[0]
    assert (line.label, line.url, line.count, "办公电话" in line.note) == ("单位信息维护", OWN, 1, True)
    assert "请补填办公电话" in text_of(above.get("/"))
    above.post(OWN, {"office_phone": "0379-63220000 转 8001"})
    city.refresh_from_db()
    assert city.office_phone == "0379-63220000 转 8001"
    assert counted_lines(queries, admin_seat(city))[0].label == "下级单位审核"
    new = admin_seat(UnitFactory(parent=city, state=UnitState.INCOMPLETE))
    assert [(line.label, line.note) for line in todo_of(new)] == [
        ("单位信息维护", "请填写单位信息，再【提交】给上级单位审核")
    ]
