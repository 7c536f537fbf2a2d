"""系统管理: 日志审计, and of 目录与参数 where plans end."""

from orgs import actions
from orgs.filters import AuditFilter
from orgs.forms import FinalOrganForm
from orgs.models import AuditEvent, FinalOrgan
from orgs.tables import AuditTable, FinalOrganTable
from titleplatform.kit.buttons import button
from titleplatform.kit.lists import ListPage
from titleplatform.kit.pages import ActionPage, FormPage, rows_of


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


class FinalOrgansPage(ListPage):
    permission = "orgs.see_parameters"
    queryset = rows_of(FinalOrgan).select_related("branch", "organ")
    title = "申报计划终审机构"
    crumbs = (("目录与参数", "personnel:catalogue"),)
    here = "personnel:catalogue"
    table_class = FinalOrganTable
    empty = "没有设置：所有申报计划由省职改办终审。"
    note = "市一级的设置优先于全省的设置；都没有时由省职改办终审。已经上报的计划不受影响。"

    def buttons(self):
        look = {"style": "primary", "icon": "plus", "dialog": True}
        return [button("新增", "orgs:final_organ_add", "orgs.set_parameters", self.seat, **look)]


class AddFinalOrganPage(FormPage):
    permission = "orgs.set_parameters"
    queryset = rows_of(FinalOrgan)
    title = "新增申报计划终审机构"
    form_class = FinalOrganForm
    here = "personnel:catalogue"
    back_to = "orgs:final_organs"
    success = "已设置。"

    def save(self, form):
        return actions.set_final_organ(by=self.seat, row=form.save(commit=False))


class RemoveFinalOrganPage(ActionPage):
    permission = "orgs.set_parameters"
    queryset = rows_of(FinalOrgan)
    title = "取消申报计划终审机构"
    here = "personnel:catalogue"
    back_to = "orgs:final_organs"
    success = "已取消。"

    def explain(self):
        return "以后上报的计划按其余设置确定终审机构；已经上报的不受影响。"

    def save(self, form):
        actions.remove_final_organ(by=self.seat, row=self.object)
