"""Every action: its effects, and its refusals from the same set-up."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from orgs import actions, tree
from orgs.chain.seat import Seat
from orgs.models import Account, AccountKind, AuditEvent, Kind, Unit
from orgs.passwords import matches
from orgs.states import UnitState
from tests.factories.files import a_png
from tests.factories.orgs import (
    OWN_UNIT,
    AccountFactory,
    UnitFactory,
    admin_seat,
    line_of_six,
    province,
    system_seat,
    unit_with_admin,
)
from tests.parallel import in_parallel
from titleplatform.kit.refusals import Refused
from titleplatform.kit.uploads import FileRule, checked

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return UnitFactory(kind=Kind.CITY, code="410300", name="洛阳市职改办")


@pytest.fixture
def by(city):
    return admin_seat(city)


def last_audit():
    return AuditEvent.objects.order_by("-pk").first()


def add(by, parent, name="洛阳市卫健委", kind=Kind.DEPARTMENT, **info):
    return actions.create_unit(by=by, parent=parent, kind=kind, name=name, **info)


def test_create_unit_makes_unit_account_and_password(city, by):
    unit, account, password = add(by, city, contact_name="孙立平", contact_phone="13800002716", nature="government")
    assert (unit.code, unit.superior, unit.state) == ("410300001", city, UnitState.INCOMPLETE)
    assert (unit.certificate_name, unit.initials, unit.contact_name) == ("洛阳市卫健委", "lyswjw", "孙立平")
    assert (account.login_name, account.kind, account.unit) == ("410300001", AccountKind.UNIT_ADMIN, unit)
    assert password == "000000"
    assert matches(account, password)
    assert account.must_change_password
    assert (last_audit().verb, last_audit().account_id, last_audit().subject_label) == (
        "添加单位",
        by.account.pk,
        "洛阳市卫健委",
    )
    hospital = add(by, unit, "洛阳市中心医院", Kind.EMPLOYER).unit
    branch = add(by, hospital, "针灸分院", Kind.SUBUNIT).unit
    ward = add(by, branch, "门诊部", Kind.SUBUNIT).unit
    direct = add(by, city, "洛阳人才中心", Kind.EMPLOYER).unit
    codes = [each.code for each in (hospital, branch, ward, direct)]
    assert codes == ["4103000010001", "410300001000101", "41030000100010101", "4103000000001"]
    with pytest.raises(Refused, match="最多两级"):
        add(by, ward, "更下级", Kind.SUBUNIT)


def test_create_unit_refuses_at_the_field(city, by):
    add(by, city)
    before = Unit.objects.count(), Account.objects.count()
    for wrong, field, words in [
        ({"name": "洛阳市卫健委"}, "name", "已有同名单位"),
        ({"name": "乙", "kind": Kind.SUBUNIT}, "kind", "不能设下属单位"),
        ({"name": "乙", "credit_code": "12410000416000004P"}, "credit_code", "第 18 位校验码"),
        ({"name": "乙", "contact_phone": "12345"}, "contact_phone", "11 位"),
        ({"name": "", "certificate_name": "乙"}, "name", ""),
    ]:
        with pytest.raises(ValidationError) as error:
            add(by, city, **wrong)
        assert list(error.value.error_dict) == [field]
        assert words in str(error.value)
    other = UnitFactory(kind=Kind.CITY)
    with pytest.raises(Refused, match="只能在本单位及下级单位之下添加"):
        add(by, other, "乙")
    assert (Unit.objects.count(), Account.objects.count()) == (before[0] + 1, before[1])
    assert (
        add(system_seat(), other, "洛阳市卫健委").unit.superior == other
    )  # the same name elsewhere is nobody's business


@pytest.mark.django_db(transaction=True)
def test_parallel_creation_gives_every_unit_its_own_code():
    city = UnitFactory(kind=Kind.CITY, code="410300")
    by = admin_seat(city)
    made = in_parallel(lambda number: add(by, city, f"局{number}").unit.code, 6)
    assert sorted(made) == [f"41030000{n}" for n in range(1, 7)]
    same_name = in_parallel(lambda number: add(by, city, "同名局"), 3)
    assert sorted(type(each).__name__ for each in same_name) == ["NewUnit", "ValidationError", "ValidationError"]


def test_change_unit(city, by):
    unit, other = add(by, city).unit, add(by, city, "洛阳市教育局").unit
    changed = actions.change_unit(
        by=by, unit=unit, name="洛阳市卫生健康委", certificate_name="洛阳市卫健委", kind=Kind.DEPARTMENT
    )
    changed.refresh_from_db()
    assert (changed.name, changed.initials, changed.code) == ("洛阳市卫生健康委", "lyswsjkw", unit.code)
    assert last_audit().detail == {"原名称": "洛阳市卫健委"}
    UnitFactory(parent=unit)
    for wrong, field in [
        ({"name": other.name}, "name"),
        ({"kind": Kind.EMPLOYER}, "kind"),
        ({"kind": Kind.SUBUNIT}, "kind"),
    ]:
        values = {"name": unit.name, "certificate_name": unit.name, "kind": unit.kind} | wrong
        with pytest.raises(ValidationError) as error:
            actions.change_unit(by=by, unit=unit, **values)
        assert list(error.value.error_dict) == [field]
    with pytest.raises(Refused, match="单位信息维护"):
        actions.change_unit(by=by, unit=city, name="甲", certificate_name="甲", kind=Kind.CITY)


def test_edit_contact_changes_the_administrator_and_the_unit(city, by):
    unit = add(by, city).unit
    actions.edit_contact(
        by=by, unit=unit, administrator_name="何静", contact_phone="13900000458", contact_email="a@example.cn"
    )
    unit.refresh_from_db()
    assert (unit.administrator.name, unit.contact_phone, unit.contact_email) == ("何静", "13900000458", "a@example.cn")
    assert "13900000458" not in str(last_audit().detail)


def test_delete_unit_only_where_nothing_hangs(city, by):
    unit = add(by, city).unit
    sub = add(by, unit, "医院", Kind.EMPLOYER).unit
    AccountFactory(unit=unit, kind=AccountKind.REVIEWER)
    AccountFactory(unit=unit, kind=AccountKind.REVIEWER)
    with pytest.raises(
        Refused, match="该单位下有 1 个下级单位、2 名审查人员，不能删除；不再使用的可以【停用】或【撤并】"
    ):
        actions.delete_unit(by=by, unit=unit)
    actions.delete_unit(by=by, unit=sub)
    assert not Unit.objects.filter(pk=sub.pk).exists()
    assert not Account.objects.filter(login_name=sub.code).exists()
    assert (last_audit().verb, last_audit().subject_label) == ("删除单位", "医院")
    with pytest.raises(Refused, match="职改办"):
        actions.delete_unit(by=system_seat(), unit=city)


def test_disable_and_enable(city, by):
    unit = UnitFactory(parent=city)
    with pytest.raises(Refused, match="没有停用"):
        actions.enable_unit(by=by, unit=unit)
    assert actions.disable_unit(by=by, unit=unit).state == UnitState.DISABLED
    with pytest.raises(Refused, match="该单位已停用。"):
        actions.disable_unit(by=by, unit=unit)
    assert actions.enable_unit(by=by, unit=unit).state == UnitState.ACTIVE
    assert last_audit().verb == "启用单位"


@pytest.mark.parametrize("state", [UnitState.INCOMPLETE, UnitState.PENDING, UnitState.RETURNED])
def test_a_new_unit_with_a_child_is_closed_and_comes_back_unapproved(city, by, state):
    unit = UnitFactory(parent=city, state=state, submitted_at=timezone.now())
    UnitFactory(kind=Kind.SUBUNIT, parent=unit)
    with pytest.raises(Refused, match="可以【停用】"):
        actions.delete_unit(by=by, unit=unit)
    closed = actions.disable_unit(by=by, unit=unit)
    assert (closed.state, list(Unit.objects.waiting_for(by))) == (UnitState.DISABLED, [])
    with pytest.raises(Refused):
        actions.approve_unit(by=by, unit=unit)
    assert actions.enable_unit(by=by, unit=unit).state == state
    assert Unit.objects.get(pk=unit.pk).closed_in == ""
    with pytest.raises(IntegrityError), transaction.atomic():
        Unit.objects.filter(pk=unit.pk).update(state=UnitState.DISABLED)


def test_move_unit_keeps_codes_and_refuses_at_parent():
    top, city, county, department, employer, sub = line_of_six().values()
    by = system_seat()
    UnitFactory(kind=Kind.DEPARTMENT, parent=city, name=department.name)
    elsewhere = UnitFactory(kind=Kind.DEPARTMENT, parent=UnitFactory(kind=Kind.CITY))
    for unit, parent, words in [
        (employer, department, "已经在"),
        (employer, sub, "不能设用人单位"),
        (department, city, "已有同名单位"),
        (sub, sub, "下级单位"),
    ]:
        with pytest.raises(ValidationError) as error:
            actions.move_unit(by=by, unit=unit, parent=parent)
        assert list(error.value.error_dict) == ["parent"]
        assert words in str(error.value)
    with pytest.raises(Refused, match="行政区划"):
        actions.move_unit(by=by, unit=county, parent=top)
    moved = actions.move_unit(by=by, unit=employer, parent=elsewhere)
    moved = moved.unit
    assert (moved.superior, moved.code) == (elsewhere, employer.code)
    assert tree.is_within(Unit.objects.get(pk=sub.pk), moved)
    assert last_audit().detail == {"原上级": department.name, "新上级": elsewhere.name}
    own = admin_seat(Unit.objects.get(pk=elsewhere.superior.pk))
    with pytest.raises(Refused, match="本单位及下级"):
        actions.move_unit(by=own, unit=moved, parent=county)


def test_reset_unit_password(city, by):
    unit = add(by, city).unit
    account = unit.administrator
    account.set_password("Own-Word-2026")
    account.initial_password_at = None
    account.save()
    with pytest.raises(Refused, match="单位信息维护"):
        actions.reset_unit_password(by=admin_seat(unit), unit=unit)
    assert actions.reset_unit_password(by=by, unit=unit) == "000000"
    account.refresh_from_db()
    assert matches(account, "000000")
    assert not matches(account, "Own-Word-2026")
    assert (last_audit().verb, last_audit().subject_id) == ("初始化密码", str(account.pk))


def test_a_random_initial_password_is_shown_once_and_works(city, by, settings):
    settings.RANDOM_INITIAL_PASSWORDS = True
    _, account, password = add(by, city)
    assert len(password) == 12
    assert matches(account, password)
    assert not matches(account, "000000")


def test_the_life_of_a_unit(city, by):
    unit = add(by, city).unit
    own = admin_seat(unit)
    with pytest.raises(Refused, match="没有等待审核"):
        actions.approve_unit(by=by, unit=unit)
    licence = checked(a_png(), FileRule())
    with pytest.raises(ValidationError) as error:
        actions.submit_own_unit(by=own, values=OWN_UNIT | {"address": "", "credit_code": ""}, licence=licence)
    assert set(error.value.error_dict) == {"address", "credit_code"}
    unit.refresh_from_db()
    assert unit.legal_representative == ""  # nothing of a refused 提交 is kept

    actions.save_own_unit(by=own, values=OWN_UNIT | {"address": ""}, licence=licence)
    unit.refresh_from_db()
    assert (unit.state, unit.licence_name, unit.legal_representative) == (UnitState.INCOMPLETE, "证书.png", "李明")
    assert unit.licence.open().read() == licence.content

    assert actions.submit_own_unit(by=own, values=OWN_UNIT).state == UnitState.PENDING
    with pytest.raises(Refused, match="等上级单位审核"):
        actions.save_own_unit(by=own, values=OWN_UNIT)
    with pytest.raises(Refused, match="等上级单位审核"):
        actions.submit_own_unit(by=own, values=OWN_UNIT)
    with pytest.raises(ValidationError, match="请写明理由"):
        actions.return_unit(by=by, unit=unit, reason="  ")
    returned = actions.return_unit(by=by, unit=unit, reason="证书看不清")
    assert (returned.state, returned.decision_reason, returned.decided_by) == (
        UnitState.RETURNED,
        "证书看不清",
        by.account,
    )
    with pytest.raises(Refused, match=rf"{by.account.name}已于 .* 退回该单位"):
        actions.approve_unit(by=by, unit=unit)
    actions.submit_own_unit(by=own, values=OWN_UNIT)
    assert actions.approve_unit(by=by, unit=unit).state == UnitState.ACTIVE
    verbs = list(
        AuditEvent.objects.filter(subject_id=str(unit.pk), subject_kind="orgs.unit").values_list("verb", flat=True)
    )
    assert verbs[::-1] == [
        "添加单位",
        "保存单位信息",
        "保存单位信息",
        "提交单位信息",
        "退回单位",
        "保存单位信息",
        "提交单位信息",
        "审核通过单位",
    ]
    first, second, _ = AuditEvent.objects.filter(verb="保存单位信息").order_by("pk")
    assert (first.detail["修改项"][-1], second.detail["修改项"]) == ("法人证书扫描件", ["地址"])


def test_only_the_unit_directly_above_decides(city, by):
    top = admin_seat(province())
    department = UnitFactory(kind=Kind.DEPARTMENT, parent=city, state=UnitState.PENDING)
    branch_root = UnitFactory(kind=Kind.DEPARTMENT, state=UnitState.PENDING)
    assert list(Unit.objects.waiting_for(by)) == [department]
    assert list(Unit.objects.waiting_for(top)) == [branch_root]
    assert set(Unit.objects.waiting_for(system_seat())) == {department, branch_root}
    with pytest.raises(Refused, match="直接上级"):
        actions.approve_unit(by=top, unit=department)
    assert actions.approve_unit(by=by, unit=department).state == UnitState.ACTIVE
    assert actions.approve_unit(by=top, unit=branch_root).state == UnitState.ACTIVE


@pytest.mark.django_db(transaction=True)
def test_two_decisions_at_the_same_moment_count_once():
    city = UnitFactory(kind=Kind.CITY)
    by = [admin_seat(city), admin_seat(city)]
    unit = UnitFactory(parent=city, state=UnitState.PENDING)

    def decide(number):
        if number:
            return actions.return_unit(by=by[1], unit=unit, reason="缺证书")
        return actions.approve_unit(by=by[0], unit=unit)

    results = in_parallel(decide, 2)
    assert sorted(type(each).__name__ for each in results) == ["Refused", "Unit"]
    assert AuditEvent.objects.filter(subject_id=str(unit.pk)).count() == 1


def test_change_password_and_the_first_system_administrator():
    account = unit_with_admin().administrator
    by = system_seat()
    actions.reset_unit_password(by=by, unit=account.unit)
    account.refresh_from_db()
    actions.change_password(by=Seat(account, account.unit), new="Another-1-Word")
    assert matches(account, "Another-1-Word")
    assert not account.must_change_password
    assert not actions.create_system_administrator(login_name="admin")
    by.account.delete()
    assert actions.create_system_administrator(login_name="admin")
    assert not matches(Account.objects.get(login_name="admin"), "000000")
