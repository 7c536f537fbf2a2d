"""目录与参数: the catalogue of series and titles as the platform uses it."""

from personnel.filters import CatalogueFilter
from personnel.models import Title
from personnel.tables import CatalogueTable
from titleplatform.kit.buttons import button
from titleplatform.kit.lists import ListPage
from titleplatform.kit.pages import rows_of


class CataloguePage(ListPage):
    permission = "personnel.see_catalogue"
    queryset = rows_of(Title).select_related("series")
    title = "目录与参数"
    table_class = CatalogueTable
    filterset_class = CatalogueFilter
    export_name = "职称目录"
    note = "级别以目录为准，不由名称推断；取得方式为考试的级别不评审、不列入计划；“待核对”的条目依据尚未核实。"

    def buttons(self):
        return [button("申报计划终审机构", "orgs:final_organs", "orgs.see_parameters", self.seat)]
