"""日志审计: who reads which rows, and the filters."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from orgs import actions, audit
from orgs.models import AuditEvent, AuditTopic, Kind, Unit
from tests.factories.orgs import UnitFactory, admin_seat, client_of, line_of_six, province, system_seat
from tests.pages import table_of, text_of

pytestmark = pytest.mark.django_db
ADDRESS = reverse("orgs:audit")


def rows(client, **asked):
    return table_of(client.get(ADDRESS, asked))


def test_the_trail_is_read_by_its_administrator_and_in_part_by_the_security_administrator():
    city = UnitFactory(kind=Kind.CITY, parent=province(), name="洛阳市职改办")
    by = admin_seat(city)
    actions.create_unit(by=by, parent=city, kind=Kind.EMPLOYER, name="洛阳市测试院")
    audit.record("登录失败", by=audit.Visitor(by.account, "10.0.0.9"), on=by.account, topic=AuditTopic.ENTRY)
    client = client_of(system_seat("audit").account)
    assert [row["操作"] for row in rows(client)] == ["登录失败", "添加单位"]
    (found,) = rows(client, verb="添加单位")
    assert (found["操作"], found["对象"], found["单位"]) == ("添加单位", "洛阳市测试院", "洛阳市职改办")
    assert f"上级：{city}" in found["内容"]
    assert [row["操作"] for row in rows(client, address="10.0.0.9")] == ["登录失败"]
    assert "输入一个有效的 IPv4 或 IPv6 地址。" in text_of(client.get(ADDRESS, {"address": "x"}))
    assert [row["操作"] for row in rows(client, topic="write", unit="洛阳")] == ["添加单位"]
    assert [row["操作"] for row in rows(client_of(system_seat("security").account))] == ["登录失败"]
    for seat in (system_seat(), by):
        refused = client_of(seat.account).get(ADDRESS)
        assert (refused.status_code, "只有审计管理员可以查看日志" in text_of(refused)) == (403, True)


def test_the_last_days_are_shown_until_others_are_asked_for(monkeypatch):
    today = timezone.now()
    for days in (0, 40, 400):
        monkeypatch.setattr(timezone, "now", lambda days=days: today - timedelta(days=days))
        audit.record(f"{days} 天前", by=None)
    monkeypatch.undo()
    client = client_of(system_seat("audit").account)
    assert [row["操作"] for row in rows(client)] == ["0 天前"]
    assert [row["操作"] for row in rows(client, since="")] == ["0 天前", "40 天前", "400 天前"]
    day = timezone.localdate() - timedelta(days=40)
    assert [row["操作"] for row in rows(client, since=day, until=day)] == ["40 天前"]
    assert [row["操作"] for row in rows(client, until=day)] == ["40 天前", "400 天前"]
    assert len(rows(client, since="0001-01-01", until="9999-12-31")) == 3


def test_a_unit_reads_what_was_done_below_it_as_the_tree_was_then():
    units = line_of_six()
    ward = UnitFactory(kind=Kind.SUBUNIT, parent=units[Kind.SUBUNIT])
    elsewhere = UnitFactory(kind=Kind.CITY, parent=province())
    for unit in (*units.values(), ward, elsewhere):
        audit.record("试", by=admin_seat(unit), on=unit)
    paths = dict(AuditEvent.objects.values_list("unit_id", "unit_path"))
    county, sub = units[Kind.COUNTY], Unit.objects.get(pk=units[Kind.SUBUNIT].pk)
    line = [units[kind].pk for kind in (Kind.CITY, Kind.COUNTY, Kind.DEPARTMENT, Kind.EMPLOYER, Kind.SUBUNIT)]
    assert paths[ward.pk] == f"/{'/'.join(map(str, [*line, ward.pk]))}/"
    assert paths[sub.pk] == f"/{'/'.join(map(str, line))}/"

    def seen(unit):
        return set(
            AuditEvent.objects.visible_to(admin_seat(Unit.objects.get(pk=unit.pk))).values_list("unit_id", flat=True)
        )

    assert seen(units[Kind.PROVINCE]) == {province().pk, *line, ward.pk, elsewhere.pk}
    assert seen(county) == {*line[1:], ward.pk}
    assert seen(ward) == {ward.pk}
    actions.move_unit(by=system_seat(), unit=Unit.objects.get(pk=units[Kind.DEPARTMENT].pk), parent=elsewhere)
    assert seen(county) == {*line[1:], ward.pk}
    assert seen(elsewhere) == {elsewhere.pk}
