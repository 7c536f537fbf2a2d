"""系统管理: 日志审计."""

from datetime import timedelta

from django.utils import timezone

from orgs.filters import AuditFilter
from orgs.models import AuditEvent
from orgs.tables import AuditTable
from titleplatform.kit.lists import ListPage
from titleplatform.kit.pages import rows_of

SHOWN_AT_FIRST = timedelta(days=31)


class AuditPage(ListPage):
    """日志审计: who did what, when, to what. Without dates in the address the last days are shown, and the filter says so."""

    permission = "orgs.see_audit"
    queryset = rows_of(AuditEvent)
    title = "日志审计"
    wide = True
    table_class = AuditTable
    filterset_class = AuditFilter
    export_name = "日志审计"
    empty = "没有符合条件的日志。"
    note = "日志只增不改，数据库拒绝修改和删除；不含证件号。先显示最近 31 天，可以改日期。"

    def get_filterset_kwargs(self, filterset_class):
        data = self.request.GET.copy()
        if not {"since", "until"} & set(data):
            data["since"] = str(timezone.localdate() - SHOWN_AT_FIRST)
        return super().get_filterset_kwargs(filterset_class) | {"data": data}
