"""The life of a unit: 单位信息维护 by itself, 下级单位审核 by the unit above."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from orgs import actions
from orgs.filters import WaitingUnitFilter
from orgs.forms import OwnUnitForm
from orgs.models import KEY_FACTS, Unit
from orgs.models.change import in_words
from orgs.tables import WaitingUnitTable
from orgs.views.browse import UnitLicencePage, history_of, unit_facts
from orgs.views.decisions import DecisionPage
from titleplatform.kit.access import why_not
from titleplatform.kit.buttons import button
from titleplatform.kit.lists import BulkPage, ListPage
from titleplatform.kit.pages import ChangePage, rows_of


class OwnUnitPage(ChangePage):
    """单位信息维护: 【保存】."""

    permission = "orgs.edit_own_unit"
    queryset = rows_of(Unit)
    title = "单位信息维护"
    template_name = "orgs/own_unit.html"
    form_class = OwnUnitForm
    here = "orgs:own_unit"
    subject = None
    submitting = False
    success = "已保存。"

    def get_object(self, queryset=None):
        return get_object_or_404(self.get_queryset(), pk=self.seat.unit.pk)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"submitting": self.submitting}

    def get(self, request, *args, **kwargs):
        form = self.get_form()
        if why_not("orgs.save_own_unit", self.seat, self.object):
            for field in form.fields.values():
                field.disabled = True
        return self.render_to_response(self.get_context_data(form=form))

    @cached_property
    def changes(self):
        return history_of(self.object)

    def buttons(self):
        """【申请变更】, or 【撤销申请】 of what waits."""
        if not self.object.is_working:
            return []
        waiting = next((each for each in self.changes if each.is_pending), None)
        if waiting:
            return [button("撤销申请", "orgs:change_withdraw", "orgs.withdraw_change", self.seat, waiting, dialog=True)]
        return [button("申请变更", "orgs:own_change", "orgs.propose_change", self.seat, self.object, args=[])]

    def facts(self):
        """What is shown and not filled in here: of an approved unit all its key facts."""
        shown = KEY_FACTS if self.object.is_working else KEY_FACTS[:2]
        facts = [
            (Unit._meta.get_field(name).verbose_name, in_words(name, getattr(self.object, name))) for name in shown
        ]
        return [*facts, ("单位编码", self.object.code), ("上级单位", self.object.superior)]

    def get_context_data(self, **kwargs):
        reasons = {
            "why_not_save": why_not("orgs.save_own_unit", self.seat, self.object),
            "why_not_submit": why_not("orgs.submit_own_unit", self.seat, self.object),
        }
        return super().get_context_data(**reasons, **kwargs)

    def save(self, form):
        return actions.save_own_unit(by=self.seat, values=form.values, licence=form.cleaned_data["licence"])

    def back(self):
        return reverse("orgs:own_unit")


class SubmitOwnUnitPage(OwnUnitPage):
    """单位信息维护: 【提交】, the same form with everything marked * filled in."""

    permission = "orgs.submit_own_unit"
    submitting = True

    @property
    def subject(self):
        return self.object if self.seat.is_unit_admin else None

    def save(self, form):
        return actions.submit_own_unit(by=self.seat, values=form.values, licence=form.cleaned_data["licence"])

    def success_text(self, result):
        return f"已提交，等{result.superior}审核。"


class OwnUnitLicencePage(UnitLicencePage):
    permission = "orgs.edit_own_unit"
    subject = None

    def get_object(self, queryset=None):
        return get_object_or_404(self.get_queryset(), pk=self.seat.unit and self.seat.unit.pk)


class LowerUnitsPage(ListPage):
    """下级单位审核: what waits for this administrator."""

    permission = "orgs.list_lower_units"
    queryset = rows_of(Unit)
    title = "下级单位审核"
    table_class = WaitingUnitTable
    filterset_class = WaitingUnitFilter
    export_name = "待审核单位"
    bulk = (("通过", "orgs:lower_units_approve"),)
    empty = "没有等待审核的下级单位。"

    def buttons(self):
        return [button("信息变更审核", "orgs:changes", "orgs.list_changes", self.seat)]

    def get_queryset(self):
        return super().get_queryset().waiting_for(self.seat)


class ApproveUnitsPage(BulkPage):
    """Batch 通过."""

    permission = "orgs.list_lower_units"
    row_permission = "orgs.decide_unit"
    queryset = rows_of(Unit)
    title = "批量通过"
    submit_label = "通过"
    crumbs = (("下级单位审核", "orgs:lower_units"),)
    here = back_to = "orgs:lower_units"

    def perform(self, row, form):
        actions.approve_unit(by=self.seat, unit=row)


class ReviewUnitPage(DecisionPage):
    """审核: the details beside 通过 / 退回."""

    permission = "orgs.decide_unit"
    queryset = rows_of(Unit)
    template_name = "orgs/unit_review.html"
    crumbs = (("下级单位审核", "orgs:lower_units"),)
    here = back_to = "orgs:lower_units"

    def facts(self):
        return unit_facts(self.object)

    besides = facts

    def approve(self):
        return actions.approve_unit(by=self.seat, unit=self.object)

    def send_back(self, reason):
        return actions.return_unit(by=self.seat, unit=self.object, reason=reason)

    def success_text(self, result):
        return f"“{result}”{'已退回' if result.decision_reason else '已通过'}。"
