"""Key facts of an approved unit: asked for, decided by the unit above, kept as history."""

from threading import Event
from time import sleep

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from orgs import actions, queries
from orgs.models import AuditEvent, Kind, Unit, UnitChange
from orgs.states import UnitState
from tests.factories.files import pdf_upload
from tests.factories.orgs import (
    OWN_UNIT,
    UnitFactory,
    admin_seat,
    client_of,
    counted_lines,
    proposed,
    province,
    system_seat,
    todo_of,
    unit_with_admin,
)
from tests.pages import error_at, fields_of, hidden_of, messages_of, table_of, text_of
from tests.parallel import in_parallel
from titleplatform.kit.refusals import Refused

pytestmark = pytest.mark.django_db
OWN, ASK, CHANGES = (reverse(f"orgs:{name}") for name in ("own_unit", "own_change", "changes"))
FACTS = {name: OWN_UNIT[name] for name in ("credit_code", "nature", "legal_representative")}
OWN_AFFAIRS = ("address", "postcode", "contact_name", "contact_phone", "office_phone", "contact_email")
REST = {name: OWN_UNIT[name] for name in OWN_AFFAIRS}
LONG_ENOUGH = 0.5  # seconds: the second one stands at the lock before the first one commits


@pytest.fixture
def city():
    return unit_with_admin(kind=Kind.CITY, code="410300", name="洛阳市职改办")


@pytest.fixture
def unit(city):
    return unit_with_admin(kind=Kind.DEPARTMENT, parent=city, name="洛阳市卫生局", **FACTS)


def review(change):
    return reverse("orgs:change_review", args=[change.pk])


def test_old_facts_stay_valid_until_the_unit_above_agrees(city, unit):
    own, above = client_of(unit.administrator), client_of(city.administrator)
    page = own.get(OWN)
    assert "credit_code" not in fields_of(page, "own/")
    own.post(OWN, REST | {"address": "新址 9 号", "credit_code": "91410100MA40000040"})
    unit.refresh_from_db()
    assert (unit.address, unit.credit_code) == (
        "新址 9 号",
        FACTS["credit_code"],
    )  # the rest stays free, a key fact does not
    with pytest.raises(ValidationError, match="须【申请变更】"):
        actions.save_own_unit(by=admin_seat(unit), values={"legal_representative": "王五"})

    typed = FACTS | {"name": "洛阳市卫健委", "certificate_name": unit.name, "legal_representative": "王新"}
    lacking = own.post(ASK, typed)
    assert (error_at(lacking, "reason"), error_at(lacking, "evidence")) == ("请填写变更理由。", "请上传证明材料。")
    question = "单位名称改了，证书打印单位名称要一起改吗？要改的请在这里填新名称，不改的请勾选“证书打印单位名称不变”。"
    assert error_at(lacking, "certificate_name") == question
    assert fields_of(lacking, "change/")["legal_representative"] == "王新"
    typed |= {"keeps_certificate_name": "on"}
    same = own.post(
        ASK, FACTS | {"name": unit.name, "certificate_name": unit.name, "reason": "x", "evidence": pdf_upload()}
    )
    assert "没有需要变更的内容" in text_of(same)
    asked = own.post(ASK, typed | {"reason": "机构改革", "evidence": pdf_upload("批复.pdf")})
    assert messages_of(own, asked) == ["已申请变更，等洛阳市职改办审核；现在的信息继续有效。"]
    change = unit.changes.get()
    assert (change.values, change.before) == (
        {"name": "洛阳市卫健委", "legal_representative": "王新"},
        {"name": "洛阳市卫生局", "legal_representative": "李明"},
    )
    unit.refresh_from_db()
    assert (unit.name, unit.legal_representative) == ("洛阳市卫生局", "李明")
    again = own.post(ASK, typed | {"reason": "再来", "evidence": pdf_upload()})
    assert (again.status_code, "已有一项等待审核的变更申请" in text_of(again)) == (403, True)

    line = counted_lines(queries, admin_seat(city))[1]
    assert (line.label, line.url, line.count) == ("单位信息变更审核", CHANGES, 1)
    (row,) = table_of(above.get(CHANGES))
    assert (row["单位名称"], "洛阳市卫生局 → 洛阳市卫健委" in row["变更前 → 变更为"]) == ("洛阳市卫生局", True)
    page = text_of(above.get(review(change)))
    for words in ("机构改革", "批复.pdf", "李明", "王新", unit.administrator.label):
        assert words in page
    evidence = reverse("orgs:change_evidence", args=[change.pk])
    assert above.get(evidence)["Content-Type"] == "application/pdf"
    done = above.post(review(change), {"decision": "approve"})
    assert messages_of(above, done) == ["“洛阳市卫健委”的信息变更已通过。"]
    unit.refresh_from_db()
    assert (unit.name, unit.initials, unit.legal_representative, unit.certificate_name) == (
        "洛阳市卫健委",
        "lyswjw",
        "王新",
        "洛阳市卫生局",
    )
    by_city, decided_by = city.administrator, city.administrator.label
    by_city.name = "后来改名"
    by_city.save()
    for client, address in ((own, OWN), (above, reverse("orgs:unit", args=[unit.pk]))):
        page = text_of(client.get(address))
        for words in ("洛阳市卫生局 → 洛阳市卫健委", "李明 → 王新", "机构改革", f"洛阳市职改办 {decided_by}", "已通过"):
            assert words in page
        assert "后来改名" not in page.split("信息变更记录")[1]
    assert len(counted_lines(queries, admin_seat(city))) == 1
    late = above.post(review(change), {"decision": "return", "reason": "晚了"})
    assert (late.status_code, "该变更申请已通过，不再等待审核。" in text_of(late)) == (403, True)


def test_returned_with_a_reason_or_withdrawn_by_its_author(city, unit):
    own, above = client_of(unit.administrator), client_of(city.administrator)
    change = proposed(unit, legal_representative="王新")
    assert above.post(review(change), {"decision": "return", "reason": " "}).context["form"].errors
    above.post(review(change), {"decision": "return", "reason": "任命文件看不清"})
    change = UnitChange.objects.get()
    assert (change.state, change.answer) == ("returned", "任命文件看不清")
    assert "任命文件看不清" in text_of(own.get(OWN))
    seat = admin_seat(unit)
    assert [(line.label, line.count) for line in todo_of(seat) if line.url == OWN] == [("退回的单位信息变更", 1)]
    second = proposed(unit, nature="state_company")
    assert not [line for line in todo_of(seat) if line.url == OWN]  # asked again
    withdraw = reverse("orgs:change_withdraw", args=[second.pk])
    assert above.post(withdraw).status_code == 403
    assert messages_of(own, own.post(withdraw)) == ["已撤销申请，单位信息不变。"]
    late = above.post(review(second), {"decision": "approve"})
    assert "该变更申请已撤销，不再等待审核。" in text_of(late)
    unit.refresh_from_db()
    assert (unit.legal_representative, unit.nature) == ("李明", "public_part")
    assert [verb for verb in AuditEvent.objects.values_list("verb", flat=True) if "变更" in verb] == [
        "撤销单位信息变更",
        "申请变更单位信息",
        "退回单位信息变更",
        "申请变更单位信息",
    ]


def test_only_an_approved_unit_asks_and_only_the_unit_directly_above_decides(city, unit):
    incomplete = unit_with_admin(parent=city, state=UnitState.RETURNED)
    refused = client_of(incomplete.administrator).get(ASK)
    assert refused.status_code in (302, 403)
    with pytest.raises(Refused, match="只用于已启用的单位"):
        proposed(incomplete, legal_representative="王新")
    change = proposed(unit, legal_representative="王新")
    top = admin_seat(province())
    with pytest.raises(Refused, match="由现在的上级单位“洛阳市职改办”审核"):
        actions.approve_change(by=top, change=change)
    other = unit_with_admin(kind=Kind.CITY)
    assert client_of(other.administrator).get(review(change)).status_code == 404
    own = proposed(province(), legal_representative="厅长")  # nobody is above: the system administrator
    assert list(UnitChange.objects.waiting_for(system_seat())) == [own, change]
    actions.approve_change(by=system_seat(), change=own)
    assert province().legal_representative == "厅长"


def test_numbers_and_names_are_checked_when_asked_and_again_when_approved(city, unit):
    UnitFactory(kind=Kind.DEPARTMENT, parent=city, name="洛阳市教育局")
    for values, words in (
        ({"credit_code": "12410000416000004X"}, "校验"),
        ({"nature": "nothing"}, "nothing"),
        ({"name": "洛阳市教育局"}, "已有同名单位"),
        ({"legal_representative": ""}, "不能改为空白"),
    ):
        with pytest.raises(ValidationError, match=words):
            proposed(unit, **values)
    change = proposed(unit, name="洛阳市卫健委")
    UnitFactory(kind=Kind.DEPARTMENT, parent=city, name="洛阳市卫健委")
    above = client_of(city.administrator)
    taken = above.post(review(change), {"decision": "approve"})
    assert "洛阳市职改办之下已有同名单位“洛阳市卫健委”。" in text_of(taken)
    change.refresh_from_db()
    assert change.state == "pending"
    with pytest.raises(IntegrityError), transaction.atomic():
        UnitChange.objects.create(unit=unit, unit_name="x", values={}, before={}, reason="x", asked_by_name="x")


def test_a_unit_that_moved_waits_at_the_new_upper_unit_and_one_that_is_closed_can_only_be_returned(city, unit):
    change = proposed(unit, legal_representative="王新")
    other = unit_with_admin(kind=Kind.CITY, name="开封市职改办")
    old, new = client_of(city.administrator), client_of(other.administrator)
    page = old.get(review(change))
    assert hidden_of(page)["seen"]
    actions.move_unit(by=system_seat(), unit=unit, parent=other)
    assert old.post(review(change), {"decision": "approve"}).status_code == 404
    assert (table_of(old.get(CHANGES)), len(table_of(new.get(CHANGES)))) == ([], 1)
    assert (len(counted_lines(queries, admin_seat(city))), counted_lines(queries, admin_seat(other))[1].count) == (1, 1)
    actions.disable_unit(by=system_seat(), unit=unit)
    closed = new.post(review(change), {"decision": "approve"})
    assert "现在是“停用”，不能变更；可以【退回】。" in text_of(closed)
    new.post(review(change), {"decision": "return", "reason": "单位已停用"})
    assert (UnitChange.objects.get().state, Unit.objects.get(pk=unit.pk).legal_representative) == ("returned", "李明")


def test_what_the_upper_unit_changes_by_itself_stands_in_the_same_history(city, unit):
    change = proposed(unit, name="洛阳市卫健委")
    above = client_of(city.administrator)
    seen = hidden_of(above.get(review(change)))["seen"]
    actions.change_unit(
        by=admin_seat(city), unit=unit, name="洛阳市卫健委", certificate_name=unit.certificate_name, kind=unit.kind
    )
    direct = UnitChange.objects.exclude(pk=change.pk).get()
    assert (direct.differences, direct.state, direct.reason) == (
        [("单位名称", "洛阳市卫生局", "洛阳市卫健委")],
        "approved",
        "上级单位修改",
    )
    outdated = above.post(review(change), {"decision": "approve", "seen": seen})
    assert "打开本页之后，这里的内容已在别处改动" in text_of(outdated)
    needless = above.post(review(change), {"decision": "approve"})
    assert "已经与该单位现在的信息相同，不需要变更；请【退回】" in text_of(needless)
    actions.change_unit(
        by=admin_seat(city), unit=unit, name="洛阳市卫健委", certificate_name=unit.certificate_name, kind=unit.kind
    )
    assert UnitChange.objects.count() == 2  # 保存 without a difference is no change
    top = province()  # no sibling to ask about
    actions.change_unit(by=system_seat(), unit=top, name="河南省职改办", certificate_name="省厅", kind=top.kind)
    assert top.changes.get().values == {"name": "河南省职改办", "certificate_name": "省厅"}


def test_what_a_merged_unit_asked_for_ends_and_goes_to_the_survivor(city, unit):
    survivor = UnitFactory(kind=Kind.DEPARTMENT, parent=city, name="洛阳市卫健委")
    change, standing = proposed(unit, legal_representative="王新"), proposed(survivor, legal_representative="赵旧")
    actions.lapse_changes(by=system_seat(), unit=unit, survivor=survivor)
    change, standing = UnitChange.objects.get(pk=change.pk), UnitChange.objects.get(pk=standing.pk)
    assert (change.state, change.unit, change.unit_name) == ("lapsed", survivor, "洛阳市卫生局")
    assert "已并入“洛阳市卫健委”" in change.answer
    assert standing.is_pending
    with pytest.raises(Refused, match="已失效，不再等待审核"):
        actions.approve_change(by=admin_seat(city), change=change)


@pytest.mark.django_db(transaction=True)
def test_two_siblings_never_get_the_same_name_and_one_change_is_decided_once():
    """Directly below the province siblings are branches of their own, so the branch's lock alone would not keep them apart."""
    first, second = (UnitFactory(kind=Kind.CITY) for _ in range(2))
    changes = [proposed(each, name="新市职改办") for each in (first, second)]
    by = admin_seat(province())
    approved = Event()

    def approve(number):
        if number:
            approved.wait()
        with transaction.atomic():
            actions.approve_change(by=by, change=changes[number])
            approved.set()
            sleep(LONG_ENOUGH)

    done = in_parallel(approve, 2)
    assert [type(each) for each in done] == [type(None), ValidationError]
    assert Unit.objects.filter(name="新市职改办").count() == 1
    verbs = [
        lambda: actions.approve_change(by=by, change=changes[1]),
        lambda: actions.return_change(by=by, change=changes[1], reason="重名"),
        lambda: actions.withdraw_change(by=admin_seat(second), change=changes[1]),
    ]
    refused = [type(each) for each in in_parallel(lambda number: verbs[number % 3](), 6) if isinstance(each, Exception)]
    assert refused.count(Refused) + refused.count(ValidationError) >= 4
    assert UnitChange.objects.get(pk=changes[1].pk).state in ("returned", "withdrawn")
    both = in_parallel(lambda number: proposed(first, legal_representative=f"甲{number}"), 4)
    assert [type(each) for each in both].count(Refused) == 3
    assert first.changes.pending().count() == 1
