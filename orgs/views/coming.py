"""正在路上: what lower units have now and will come to a desk of this unit."""

from orgs.chain.inbox import coming_to
from orgs.chain.models import ChainStep
from orgs.filters import ComingFilter
from orgs.tables import ComingTable
from titleplatform.kit.counting import QueuePaginator
from titleplatform.kit.lists import ListPage
from titleplatform.kit.pages import rows_of


class ComingPage(ListPage):
    """The list behind the numbers of 首页: where each stands, not what it contains."""

    permission = "orgs.see_coming"
    queryset = rows_of(ChainStep)
    title = "正在路上"
    table_class = ComingTable
    filterset_class = ComingFilter
    paginator_class = QueuePaginator
    export_name = "正在路上"
    empty = "下级单位没有正在办理、将要送来的事项。"
    here = "home"

    def get_queryset(self):
        # In the order of an index: to sort by arrival all of a province's would have to be read first.
        return coming_to(self.seat.unit).select_related("run__current_unit").order_by("spec_key", "pk")
