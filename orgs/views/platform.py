"""系统管理: 日志审计."""

from orgs.filters import AuditFilter
from orgs.models import AuditEvent
from orgs.tables import AuditTable
from titleplatform.kit.lists import ListPage
from titleplatform.kit.pages import rows_of


class AuditPage(ListPage):
    """日志审计: who did what, when, to what."""

    permission = "orgs.see_audit"
    queryset = rows_of(AuditEvent).select_related("unit")
    title = "日志审计"
    wide = True
    table_class = AuditTable
    filterset_class = AuditFilter
    export_name = "日志审计"
    empty = "没有符合条件的日志。"
    note = "日志只增不改，不含证件号。"
