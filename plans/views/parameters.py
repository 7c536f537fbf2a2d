"""目录与参数: the catalogue of series and titles as the platform uses it, where plans end, and how a year's places are taken."""

from personnel.filters import CatalogueFilter
from personnel.models import Title
from personnel.tables import CatalogueTable
from plans import actions
from plans.forms import FinalOrganForm, QuotaRuleForm
from plans.models import FinalOrgan, QuotaRule
from plans.tables import FinalOrganTable, QuotaRuleTable
from titleplatform.kit.buttons import button
from titleplatform.kit.lists import ListPage
from titleplatform.kit.pages import ActionPage, FormPage, rows_of


class CataloguePage(ListPage):
    permission = "plans.see_catalogue"
    queryset = rows_of(Title).select_related("series")
    title = "目录与参数"
    table_class = CatalogueTable
    filterset_class = CatalogueFilter
    export_name = "职称目录"
    note = "级别以目录为准，不由名称推断；取得方式为考试的级别不评审、不列入计划；“待核对”的条目依据尚未核实。"

    def buttons(self):
        return [
            button("申报计划终审机构", "plans:final_organs", "plans.list_final_organs", self.seat),
            button("指标占用方式", "plans:quota_rules", "plans.list_quota_rules", self.seat),
        ]


class FinalOrgansPage(ListPage):
    permission = "plans.list_final_organs"
    queryset = rows_of(FinalOrgan).select_related("branch", "organ")
    title = "申报计划终审机构"
    crumbs = (("目录与参数", "plans:catalogue"),)
    here = "plans:catalogue"
    table_class = FinalOrganTable
    empty = "没有设置：所有申报计划由省职改办终审。"
    note = "市一级的设置优先于全省的设置；都没有时由省职改办终审。已经上报的计划不受影响。"

    def buttons(self):
        look = {"style": "primary", "icon": "plus", "dialog": True}
        return [button("新增", "plans:final_organ_add", "plans.set_final_organ", self.seat, **look)]


class AddFinalOrganPage(FormPage):
    permission = "plans.set_final_organ"
    queryset = rows_of(FinalOrgan)
    title = "新增申报计划终审机构"
    form_class = FinalOrganForm
    here = "plans:catalogue"
    back_to = "plans:final_organs"
    success = "已设置。"

    def save(self, form):
        return actions.set_final_organ(by=self.seat, row=form.save(commit=False))


class RemoveFinalOrganPage(ActionPage):
    permission = "plans.set_final_organ"
    queryset = rows_of(FinalOrgan)
    title = "取消申报计划终审机构"
    here = "plans:catalogue"
    back_to = "plans:final_organs"
    success = "已取消。"

    def explain(self):
        return "以后上报的计划按其余设置确定终审机构；已经上报的不受影响。"

    def save(self, form):
        actions.remove_final_organ(by=self.seat, row=self.object)


class QuotaRulesPage(ListPage):
    permission = "plans.list_quota_rules"
    queryset = rows_of(QuotaRule)
    title = "指标占用方式"
    crumbs = (("目录与参数", "plans:catalogue"),)
    here = "plans:catalogue"
    table_class = QuotaRuleTable
    empty = "没有设置：各年度都在单位推荐时占用指标。"
    note = "没有设置的年度在单位推荐时占用指标。该年度有第一项申报以后不能再改。"

    def buttons(self):
        look = {"style": "primary", "dialog": True}
        return [button("设置", "plans:quota_rule_set", "plans.set_quota_rule", self.seat, **look)]


class SetQuotaRulePage(FormPage):
    permission = "plans.set_quota_rule"
    queryset = rows_of(QuotaRule)
    title = "设置指标占用方式"
    crumbs = (("目录与参数", "plans:catalogue"),)
    here = "plans:catalogue"
    back_to = "plans:quota_rules"
    form_class = QuotaRuleForm
    note = "同一年度再设一次，即修改。"

    def save(self, form):
        return actions.set_quota_rule(by=self.seat, **form.cleaned_data)

    def success_text(self, rule):
        return f"已设置：{rule}。"
