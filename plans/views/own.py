"""申报计划上传, and the page of one plan."""

from django.urls import reverse
from django.utils.functional import cached_property

from orgs.chain.case import Case
from orgs.views.desks import ClimbPage
from plans import actions
from plans.filters import OwnPlanFilter
from plans.forms import PlanForm, whole_number
from plans.models import Plan
from plans.phrases import PHRASES
from plans.queries import check_rows, count_over
from plans.tables import OwnPlanTable
from titleplatform.kit.buttons import button
from titleplatform.kit.lists import ListPage
from titleplatform.kit.pages import ActionPage, ChangePage, FilePage, FormPage, rows_of
from titleplatform.kit.refusals import Refused

OWN = (("申报计划上传", "plans:own_plans"),)
REVIEW = (("申报计划审查", "plans:review"),)


class OwnPlansPage(ListPage):
    """申报计划上传."""

    permission = "plans.list_own_plans"
    queryset = rows_of(Plan).select_related("run__current_unit").with_totals()
    title = "申报计划上传"
    table_class = OwnPlanTable
    filterset_class = OwnPlanFilter
    export_name = "申报计划"
    empty = "还没有申报计划。点【新增】录入本单位的计划，再【上报】。"

    def get_queryset(self):
        return super().get_queryset().of(self.seat.unit)

    def buttons(self):
        return [button("新增", "plans:add", "plans.add_plan", self.seat, style="primary", icon="plus")]


class PlanFormPage(FormPage, abstract=True):
    """The plan and its rows on one page; 【再加一行】 and 【核对人数】 come back with everything typed, and the arithmetic."""

    template_name = "plans/plan_form.html"
    crumbs = OWN
    here = "plans:own_plans"
    form_class = PlanForm
    submit_label = "确定"

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs() | {"seat": self.seat}
        if "more" in self.request.POST:
            data = kwargs["data"] = self.request.POST.copy()
            data["rows-TOTAL_FORMS"] = (whole_number(data.get("rows-TOTAL_FORMS")) or 0) + 1
        return kwargs

    def post(self, request, *args, **kwargs):
        if not {"more", "check"} & set(request.POST):
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        form.leave_unchecked()
        return self.render_to_response(self.get_context_data(form=form))

    def save(self, form):
        self.object = actions.save_plan(
            by=self.seat, plan=form.save(commit=False), rows=form.filled_rows(), pdf=form.cleaned_data.get("pdf")
        )

    def get_success_url(self):
        return reverse("plans:detail", args=[self.object.pk])

    def back(self):
        return reverse("plans:own_plans")


class AddPlanPage(PlanFormPage):
    permission = "plans.add_plan"
    queryset = rows_of(Plan)
    title = "新增申报计划"
    success = "已保存，尚未上报。请核对后【上报】。"


class ChangePlanPage(ChangePage, PlanFormPage):
    permission = "plans.change_plan"
    queryset = rows_of(Plan)
    title = "修改申报计划"
    success = "已保存。"


class DeletePlanPage(ActionPage):
    permission = "plans.delete_plan"
    queryset = rows_of(Plan)
    title = "删除申报计划"
    crumbs = OWN
    here = "plans:own_plans"
    submit_label = "删除"
    danger = True
    success = "已删除。"

    def explain(self):
        return "删除后不能恢复，计划的全部行一并删除。"

    def save(self, form):
        actions.delete_plan(by=self.seat, plan=self.object)

    def back(self):
        return reverse("plans:own_plans")


class SubmitPlanPage(ActionPage):
    permission = "plans.submit_plan"
    queryset = rows_of(Plan)
    title = "上报申报计划"
    crumbs = OWN
    here = "plans:own_plans"
    submit_label = "上报"

    def dispatch(self, request, *args, **kwargs):
        """A second 【上报】 (another tab, a colleague) is told who was first and when."""
        try:
            return super().dispatch(request, *args, **kwargs)
        except Refused as error:
            already = Case.load(self.object, self.seat).already if self.object.run else ""
            raise Refused(f"{error}{already}") from None

    @cached_property
    def over(self):
        count_over([self.object])
        return self.object.over

    def explain(self):
        warning = f"有 {self.over} 行超计划，各级审查时都会看到。" if self.over else ""
        return (
            warning + "经办人上报后由本单位负责人审查；负责人上报后直接到上级单位经办人。上报后不能修改，除非被撤回。"
        )

    def save(self, form):
        return actions.submit_plan(by=self.seat, plan=self.object)

    def success_text(self, run):
        return f"已上报，现在在 {run.place}。"

    def back(self):
        return reverse("plans:own_plans")


class PlanPage(ClimbPage):
    """详情: the rows with their arithmetic, the stamped PDF, the approval record, and the decision where it is due."""

    permission = "plans.see_plan"
    queryset = rows_of(Plan).select_related("unit", "run__current_unit", "pdf")
    template_name = "plans/plan_detail.html"
    queue, detail_name, decide_name, undo_name = "plans:review", "plans:detail", "plans:decide", "plans:undo"
    judge_permission, undo_permission = "plans.judge_plan", "plans.undo_plan"

    @cached_property
    def checks(self):
        """[(row, RowCheck)]."""
        rows = list(self.object.rows.select_related("title__series"))
        return list(zip(rows, check_rows([(self.object, rows)])[0], strict=True))

    @property
    def phrases(self):
        """What is over plan with its numbers, then the usual reasons."""
        over = "；".join(f"{row}超 {check.over} 人" for row, check in self.checks if check.is_over)
        return (*([f"请核减超计划人数或附批准文件：{over}"] if over else []), *PHRASES)

    @property
    def here(self):
        own = self.seat.unit and self.object.unit_id == self.seat.unit.pk
        return "plans:own_plans" if own and not self.is_due else "plans:review"

    @property
    def crumbs(self):
        return OWN if self.here == "plans:own_plans" else REVIEW

    def buttons(self):
        plan, seat = self.object, self.seat
        if plan.unit_id != getattr(seat.unit, "pk", None):
            return [*super().buttons(), *self.cap_button()]
        if not plan.is_editable:
            return super().buttons()
        return [
            button("修改", "plans:change", "plans.change_plan", seat, plan),
            button("上报", "plans:submit", "plans.submit_plan", seat, plan, style="primary", dialog=True),
        ]

    def cap_button(self):
        plan = self.object
        query = f"?unit={plan.unit.code}&year={plan.year}"
        offered = button(
            "设置指标", "plans:cap_add", "plans.set_cap", self.seat, plan.unit, args=[], query=query, dialog=True
        )
        return [] if offered.reason else [offered]

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            rows=self.checks,
            total=sum(row.applicants for row, _ in self.checks),
            over=sum(check.is_over for _, check in self.checks),
            **kwargs,
        )


class PlanPdf(FilePage):
    permission = "plans.see_plan"
    queryset = rows_of(Plan).select_related("pdf")

    def stored(self):
        return self.object.pdf, self.object.pdf_name
