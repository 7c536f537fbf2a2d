"""路线未能调整: submissions whose road could not be laid anew after a unit moved. No desk decides them until it is."""

from orgs import actions
from orgs.chain.models import ChainRun
from orgs.tables import StuckRoadTable
from titleplatform.kit.lists import BulkPage, ListPage
from titleplatform.kit.pages import rows_of

STUCK = ("路线未能调整", "orgs:stuck_roads")


class StuckRoadsPage(ListPage):
    """The list, reached from 待办事项 of the system administrator."""

    permission = "orgs.list_stuck_roads"
    queryset = rows_of(ChainRun)
    title = "路线未能调整"
    table_class = StuckRoadTable
    export_name = "路线未能调整"
    bulk = (("重新调整", "orgs:lay_roads_again", "primary"),)
    empty = "没有未能调整的审批路线。"
    note = "单位移动后，这些事项的审批路线没有调整成，任何环节都不能办理。请先解决所写的原因（如启用路线上的单位），再【重新调整】。"

    def get_queryset(self):
        return super().get_queryset().stuck().select_related("current_unit")


class LayRoadsAgainPage(BulkPage):
    """Batch 【重新调整】."""

    permission = "orgs.list_stuck_roads"
    row_permission = "orgs.lay_road_again"
    queryset = rows_of(ChainRun)
    title = "重新调整审批路线"
    submit_label = "重新调整"
    crumbs = (STUCK,)
    here = back_to = "orgs:stuck_roads"
    in_background = True

    def perform(self, row, form):
        actions.lay_road_again(by=self.seat, run=row)
