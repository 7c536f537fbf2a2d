"""日志审计."""

import pytest
from django.urls import reverse

from orgs import actions
from orgs.models import AuditEvent, Kind
from tests.factories.orgs import UnitFactory, admin_seat, client_of, province, system_seat
from tests.pages import table_of, text_of

pytestmark = pytest.mark.django_db


def test_the_audit_trail_is_read_and_filtered_by_the_platform_only():
    city = UnitFactory(kind=Kind.CITY, parent=province(), name="洛阳市职改办")
    actions.create_unit(by=admin_seat(city), parent=city, kind=Kind.EMPLOYER, name="洛阳市测试院")
    actions.create_platform_account(by=system_seat(), kind="audit", login_name="audit")
    for kind in ("system", "security", "audit"):
        client = client_of(system_seat(kind).account)
        assert len(table_of(client.get(reverse("orgs:audit")))) == AuditEvent.objects.count() == 2
    found = table_of(client.get(reverse("orgs:audit"), {"verb": "添加单位"}))
    assert [(row["操作"], row["对象"], row["单位"]) for row in found] == [("添加单位", "洛阳市测试院", "洛阳市职改办")]
    assert f"上级：{city}" in found[0]["内容"]
    refused = client_of(admin_seat(city).account).get(reverse("orgs:audit"))
    assert (refused.status_code, "只有系统管理员、安全管理员和审计管理员" in text_of(refused)) == (403, True)
