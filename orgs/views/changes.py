"""Changes of an approved unit's key facts: 【申请变更】 by itself, 单位信息变更审核 by the unit above."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from orgs import actions
from orgs.filters import ChangeFilter
from orgs.forms import ChangeFactsForm
from orgs.models import Unit, UnitChange
from orgs.tables import ChangeTable
from orgs.views.decisions import DecisionPage
from titleplatform.kit.lists import ListPage
from titleplatform.kit.pages import ActionPage, ChangePage, FilePage, rows_of

CHANGES = rows_of(UnitChange).select_related("unit__parent", "evidence")
TABS = {"waiting": "待审核", "all": "全部"}


class ProposeChangePage(ChangePage):
    """【申请变更】: the facts as they are now, to be overwritten."""

    permission = "orgs.propose_change"
    queryset = rows_of(Unit)
    title = submit_label = "申请变更"
    form_class = ChangeFactsForm
    crumbs = (("单位信息维护", "orgs:own_unit"),)
    here = "orgs:own_unit"
    note = "审核通过前，现在的信息继续有效。"

    @property
    def subject(self):
        return self.object if self.seat.is_unit_admin else None

    def get_object(self, queryset=None):
        return get_object_or_404(self.get_queryset(), pk=self.seat.unit.pk)

    def save(self, form):
        return actions.propose_change(
            by=self.seat,
            values=form.values,
            reason=form.cleaned_data["reason"],
            evidence=form.cleaned_data["evidence"],
        )

    def success_text(self, change):
        return f"已申请变更，等{change.unit.superior or '系统管理员'}审核；现在的信息继续有效。"

    def back(self):
        return reverse("orgs:own_unit")


class WithdrawChangePage(ActionPage):
    permission = "orgs.withdraw_change"
    queryset = CHANGES
    title = submit_label = "撤销申请"
    crumbs = (("单位信息维护", "orgs:own_unit"),)
    here = "orgs:own_unit"
    danger = True
    success = "已撤销申请，单位信息不变。"

    def explain(self):
        return "变更申请不再送审；现在的单位信息不变，可以重新申请。"

    def save(self, form):
        return actions.withdraw_change(by=self.seat, change=self.object)

    def back(self):
        return reverse("orgs:own_unit")


class ChangesPage(ListPage):
    """What waits for this administrator, and the history of its subtree."""

    permission = "orgs.list_changes"
    queryset = CHANGES
    title = "单位信息变更审核"
    template_name = "generic/tabbed_list.html"
    crumbs = (("下级单位审核", "orgs:lower_units"),)
    here = "orgs:lower_units"
    table_class = ChangeTable
    filterset_class = ChangeFilter
    export_name = "单位信息变更"
    empty = "没有单位信息变更。"
    note = "审核通过前，单位现在的信息继续有效。"

    @property
    def tab(self):
        return "all" if self.request.GET.get("tab") == "all" else "waiting"

    def get_queryset(self):
        rows = super().get_queryset()
        return rows if self.tab == "all" else rows.waiting_for(self.seat)

    def get_context_data(self, **kwargs):
        tabs = [(key, label, key == self.tab) for key, label in TABS.items()]
        return super().get_context_data(tabs=tabs, **kwargs)


class ReviewChangePage(DecisionPage):
    """审核: old and new, reason and proof, beside 通过 / 退回."""

    permission = "orgs.decide_change"
    queryset = CHANGES
    template_name = "orgs/change_review.html"
    crumbs = (("单位信息变更审核", "orgs:changes"),)
    here = "orgs:lower_units"
    back_to = "orgs:changes"

    def besides(self):
        return self.object.differences

    def approve(self):
        return actions.approve_change(by=self.seat, change=self.object)

    def send_back(self, reason):
        return actions.return_change(by=self.seat, change=self.object, reason=reason)

    def success_text(self, change):
        return f"“{change.unit}”的信息变更{change.life.label}。"


class ChangeEvidencePage(FilePage):
    permission = "orgs.see_change_evidence"
    queryset = CHANGES.exclude(evidence=None)

    def stored(self):
        return self.object.evidence, self.object.evidence_name
