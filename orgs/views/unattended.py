"""无人可审: what stands at a desk where nobody can judge it."""

from orgs.chain.models import ChainStep
from orgs.tables import UnattendedTable
from titleplatform.kit.lists import ListPage
from titleplatform.kit.pages import rows_of


class UnattendedPage(ListPage):
    """The list, reached from 待办事项: for the unit's administrator and the one directly above."""

    permission = "orgs.list_unattended"
    queryset = rows_of(ChainStep)
    title = "无人可审"
    table_class = UnattendedTable
    export_name = "无人可审"
    empty = "每个环节都有人可以审查。"
    note = "补齐角色或审查权限（【审查人员角色分配】）后，这里的事项自动消失。"

    def get_queryset(self):
        return super().get_queryset().unattended().select_related("unit", "run")
