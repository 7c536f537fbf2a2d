"""What leaves an audit row, what stands in it, and that it stays."""

from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from orgs import actions, audit
from orgs.models import AccountKind, AuditEvent, AuditTopic, Unit
from review.models import Application
from tests.factories.access import one_of_each
from tests.factories.orgs import (
    AccountFactory,
    UnitFactory,
    admin_seat,
    client_of,
    province,
    system_seat,
    unit_with_admin,
)
from tests.migrating import to_now, up_again

PASSWORD = "Correct-Horse-2026"


def trail():
    """[(topic, verb, by whom, on what)] in the order of events."""
    rows = AuditEvent.objects.order_by("pk")
    return [(row.get_topic_display(), row.verb, row.account_label, row.subject_label) for row in rows]


@pytest.mark.django_db
def test_the_entrance_leaves_rows_and_never_what_was_typed(client, settings):
    settings.CLIENT_IP_HEADERS = ["HTTP_X_FORWARDED_FOR"]
    unit = UnitFactory()
    AccountFactory(unit=unit, kind=AccountKind.UNIT_ADMIN, login_name="unit01", name="孙立平", password=PASSWORD)
    behind = {"headers": {"X-Forwarded-For": "6.6.6.6, 203.0.113.5"}}
    for username in ("unit01", "410302198506300021"):
        client.post("/login/", {"username": username, "password": "wrong"}, **behind)
    client.post("/login/", {"username": "unit01", "password": PASSWORD}, **behind)
    client.get(reverse("personnel:dossier"), {"text": "410302198506300021"}, **behind)
    client.post(reverse("entrance:logout"), **behind)
    for _ in range(5):
        client.post("/login/", {"username": "unit01", "password": "wrong"}, **behind)
    who = "孙立平（unit01）"
    assert trail() == [
        ("登录", "登录失败", who, "孙立平"),
        ("登录", "登录失败", "未登录", ""),
        ("登录", "登录", who, "孙立平"),
        ("拒绝", "拒绝", who, ""),
        ("登录", "退出", who, "孙立平"),
        *[("登录", "登录失败", who, "孙立平")] * 5,
        ("登录", "登录锁定", who, "孙立平"),
    ]
    rows = list(AuditEvent.objects.order_by("pk"))
    assert {row.address for row in rows} == {"203.0.113.5"}
    assert {row.unit_path for row in rows} == {f"/{unit.pk}/", ""}
    assert rows[3].detail == {"地址": "GET /people/dossier/", "理由": "个人档案只由申报人本人填写。"}
    assert "198506" not in str(list(AuditEvent.objects.values()))


@pytest.mark.django_db
def test_opening_a_dossier_an_attachment_or_a_print_and_a_refusal_leave_rows():
    accounts, objects = one_of_each()
    case = objects[Application]
    before = AuditEvent.objects.count()
    handler, owner, own = (client_of(accounts[role]) for role in ("handler", "applicant", "own"))
    address = reverse("review:case", args=[case.pk])
    for area in ("papers", "books", "papers"):
        assert handler.get(address, {"area": area}).status_code == 200
    client_of(accounts["handler"]).get(address)  # another session
    handler.get(reverse("review:case_file", args=[case.pk, objects["frozen_sha256"]]))
    owner.get(reverse("personnel:dossier"))
    owner.get(reverse("personnel:dossier_section", args=["papers"]))
    owner.get(reverse("personnel:dossier_file", args=[objects["sha256"]]))
    owner.get(reverse("review:print", args=[case.pk]))
    own.get(address)
    own.post(reverse("orgs:lower_units_approve"), {"chosen": [objects[Unit].pk]})
    said = [(topic, verb) for topic, verb, *_ in trail()[before:]]
    assert said == [
        ("查阅", "打开材料"),
        ("查阅", "打开材料"),
        ("查阅", "打开附件"),
        ("查阅", "打开个人档案"),
        ("查阅", "打开附件"),
        ("办理", "开始后台任务"),
        ("办理", "生成评审表"),
        ("查阅", "打印评审表"),
        ("拒绝", "拒绝"),
        ("拒绝", "拒绝"),
    ]


@pytest.mark.django_db
def test_a_row_outlives_what_it_tells_of_and_masks_numbers():
    unit = unit_with_admin(parent=unit_with_admin(parent=province()))
    by = replace(admin_seat(unit), address="10.0.0.7")
    audit.record("试", by=by, on=unit, 附件=["410302198506300021.pdf"], 说明="证件号41030219850630002X。")
    was = AuditEvent.objects.values().get()
    assert was["detail"] == {"附件": ["4103************21.pdf"], "说明": "证件号4103************2X。"}
    by.account.delete()
    actions.delete_unit(by=system_seat(), unit=unit)
    assert AuditEvent.objects.values().get(pk=was["id"]) == was
    assert (was["unit_id"], was["unit_label"], was["subject_id"]) == (unit.pk, unit.name, str(unit.pk))


@pytest.mark.django_db
def test_the_database_refuses_to_change_or_remove_a_row():
    audit.record("试", by=None)
    table = AuditEvent._meta.db_table
    statements = [f"UPDATE {table} SET verb = 'x'", f"DELETE FROM {table}"]
    if connection.vendor == "postgresql":
        statements += [f"TRUNCATE {table}", f"TRUNCATE {table} CASCADE"]
    for statement in statements:
        with pytest.raises(DatabaseError, match="never changed or removed"), transaction.atomic():
            connection.cursor().execute(statement)
    with pytest.raises(DatabaseError, match="never changed or removed"), transaction.atomic():
        AuditEvent.objects.all().delete()
    with pytest.raises(DatabaseError, match="never changed or removed"), transaction.atomic():
        AuditEvent.objects.update(account_label="别人")
    assert AuditEvent.objects.get().verb == "试"


@pytest.mark.django_db
def test_no_row_is_replaced():
    if connection.vendor != "sqlite":
        return  # no other database has a REPLACE
    for key in ("first", "second"):
        AuditEvent.objects.create(verb="试", once_key=key)
    AuditEvent.objects.bulk_create([AuditEvent(verb="又", once_key="first")], ignore_conflicts=True)
    table = AuditEvent._meta.db_table
    others = ", ".join(each.column for each in AuditEvent._meta.concrete_fields if each.name not in ("id", "verb"))
    same_key = f"INSERT OR REPLACE INTO {table} (verb, {others}) SELECT 'x', {others} FROM {table}"
    same_id = f"INSERT OR REPLACE INTO {table} (id, verb, {others}) SELECT id, 'x', {others} FROM {table}"
    cursor = connection.cursor()
    with pytest.raises(DatabaseError, match="never changed or removed"), transaction.atomic():
        cursor.execute(same_key)
    cursor.execute("PRAGMA recursive_triggers=OFF")  # somebody on a connection of their own
    with pytest.raises(DatabaseError, match="never changed or removed"), transaction.atomic():
        cursor.execute(same_id)
    cursor.execute("PRAGMA recursive_triggers=ON")
    assert list(AuditEvent.objects.order_by("pk").values_list("verb", "once_key")) == [
        ("试", "first"),
        ("试", "second"),
    ]


BEFORE = ("orgs", "0010_the_tree_changes_under_cases")


def test_old_rows_take_todays_names_and_paths(transactional_db):
    upper = UnitFactory(parent=province())
    unit = UnitFactory(parent=upper)
    by = admin_seat(unit)
    for number, verb in enumerate(("添加单位", "导出", "加载省级数据")):
        audit.record(verb, by=by if number < 2 else None, on=unit)
    gone = admin_seat(unit)
    audit.record("试", by=gone)
    gone.account.delete()
    with up_again(BEFORE) as back:
        old = back().get_model("orgs", "AuditEvent").objects
        assert list(old.order_by("pk").values_list("account", "unit")) == [
            (by.account.pk, unit.pk),
            (by.account.pk, unit.pk),
            (None, None),
            (None, unit.pk),
        ]
        to_now()
        rows = list(AuditEvent.objects.order_by("pk"))
    path = f"/{upper.pk}/{unit.pk}/"
    assert [(row.topic, row.account_id, row.unit_label, row.unit_path) for row in rows] == [
        (AuditTopic.WRITE, by.account.pk, unit.name, path),
        (AuditTopic.READING, by.account.pk, unit.name, path),
        (AuditTopic.WRITE, None, "", ""),
        (AuditTopic.WRITE, None, unit.name, path),
    ]
    with pytest.raises(DatabaseError, match="never changed or removed"):
        AuditEvent.objects.all().delete()
