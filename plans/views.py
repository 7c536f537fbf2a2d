"""Pages of 申报计划."""

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from orgs.chain.words import Verdict
from orgs.models import Unit
from orgs.views.browse import TreePane
from orgs.views.desks import ClimbPage, DecidePage, PassManyPage, QueuePage, UndoPage
from plans import actions
from plans.chains import PLAN
from plans.charts import bar_chart
from plans.exports import statistics_sheet
from plans.filters import OwnPlanFilter, ReviewFilter
from plans.forms import PlanForm
from plans.models import Plan
from plans.phrases import PHRASES
from plans.queries import with_totals
from plans.statistics import by_unit, statistics, total
from plans.tables import OwnPlanTable, ReviewTable
from titleplatform.kit.buttons import Button, button
from titleplatform.kit.excel import XLSX_TYPE
from titleplatform.kit.lists import ListPage, file_response
from titleplatform.kit.pages import ActionPage, FilePage, FormPage, ObjectPage, PlainPage, rows_of

OWN = (("申报计划上传", "plans:own_plans"),)


class OwnPlansPage(ListPage):
    """申报计划上传."""

    permission = "plans.list_own_plans"
    queryset = rows_of(Plan).select_related("run__current_unit").with_totals()
    title = "申报计划上传"
    table_class = OwnPlanTable
    filterset_class = OwnPlanFilter
    export_name = "申报计划"
    empty = "还没有申报计划。点【新增】录入本单位的计划，再【上报】。"

    def rows(self):
        return super().rows().of(self.seat.unit)

    def buttons(self):
        return [button("新增", "plans:add", "plans.add_plan", self.seat, style="primary", icon="plus")]


class PlanFormPage(FormPage, abstract=True):
    """The plan and its rows on one page; 【再加一行】 comes back with everything typed."""

    template_name = "plans/plan_form.html"
    crumbs = OWN
    here = "plans:own_plans"
    form_class = PlanForm
    submit_label = "确定"

    def post(self, request, *args, **kwargs):
        if "more" not in request.POST:
            return super().post(request, *args, **kwargs)
        data = request.POST.copy()
        data["rows-TOTAL_FORMS"] = int(data["rows-TOTAL_FORMS"]) + 1
        form = self.build_form(data, request.FILES)
        form.leave_unchecked()
        return self.show(form)

    def save(self, form):
        return actions.save_plan(
            by=self.seat, plan=form.save(commit=False), rows=form.filled_rows(), pdf=form.cleaned_data.get("pdf")
        )

    def done(self, plan):
        return reverse("plans:detail", args=[plan.pk])

    def back(self):
        return reverse("plans:own_plans")


class AddPlanPage(PlanFormPage):
    permission = "plans.add_plan"
    queryset = rows_of(Plan)
    title = "新增申报计划"
    success = "已保存，尚未上报。请核对后【上报】。"

    def form_kwargs(self):
        return {"seat": self.seat}


class ChangePlanPage(ObjectPage, PlanFormPage):
    permission = "plans.change_plan"
    queryset = rows_of(Plan)
    title = "修改申报计划"
    success = "已保存。"

    def form_kwargs(self):
        return {"seat": self.seat, "instance": self.object}


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
    success = "已上报。"

    def explain(self):
        return "经办人上报后由本单位负责人审查；负责人上报后直接到上级单位经办人。上报后不能修改，除非被撤回。"

    def save(self, form):
        actions.submit_plan(by=self.seat, plan=self.object)

    def back(self):
        return reverse("plans:own_plans")


class PlanPage(ClimbPage):
    """详情: the rows with their arithmetic, the stamped PDF, the approval record, and the decision where it is due."""

    permission = "plans.see_plan"
    queryset = rows_of(Plan).select_related("unit", "run__current_unit", "pdf")
    template_name = "plans/plan_detail.html"
    queue, detail_name, decide_name, undo_name = "plans:review", "plans:detail", "plans:decide", "plans:undo"
    judge_permission, undo_permission = "plans.judge_plan", "plans.undo_plan"
    phrases = PHRASES

    @property
    def here(self):
        own = self.seat.unit and self.object.unit_id == self.seat.unit.pk
        return "plans:own_plans" if own and not self.is_due else "plans:review"

    def buttons(self):
        plan, seat = self.object, self.seat
        if plan.unit_id != getattr(seat.unit, "pk", None) or not plan.is_editable:
            return super().buttons()
        return [
            button("修改", "plans:change", "plans.change_plan", seat, plan),
            button("上报", "plans:submit", "plans.submit_plan", seat, plan, style="primary", dialog=True),
        ]

    def context(self, **extra):
        rows = list(self.object.rows.select_related("title__series"))
        return super().context(
            rows=rows,
            total=sum(row.applicants for row in rows),
            over=sum(row.check_result.is_over for row in rows),
            **extra,
        )


class DecidePlanPage(DecidePage, PlanPage):
    """【通过】 / 【撤回】."""

    permission = "plans.judge_plan"

    def decide(self, **given):
        actions.decide_plan(by=self.seat, plan=self.object, **given)


class UndoPlanPage(UndoPage):
    permission = "plans.undo_plan"
    queryset = rows_of(Plan)
    here = "plans:review"

    def save(self, form):
        actions.undo_plan(by=self.seat, plan=self.object, step_id=form.cleaned_data["step"])

    def back(self):
        return reverse("plans:detail", args=[self.object.pk])


class PlanPdf(FilePage):
    permission = "plans.see_plan"
    queryset = rows_of(Plan).select_related("pdf")

    def stored(self):
        return self.object.pdf, self.object.pdf_name


class ReviewPage(QueuePage):
    """申报计划审查."""

    permission = "plans.review_plans"
    spec = PLAN
    title = "申报计划审查"
    table_class = ReviewTable
    filterset_class = ReviewFilter
    export_name = "申报计划审查"
    bulk = (("通过", "plans:pass_many"),)
    empty = "没有等待审查的计划。"

    def rows(self):
        return with_totals(super().rows())


class PassPlansPage(PassManyPage):
    """Batch 通过."""

    permission = "plans.review_plans"
    spec = PLAN
    subject_name = "plan"
    row_permission = "plans.judge_plan"
    crumbs = (("申报计划审查", "plans:review"),)
    here = back_to = "plans:review"

    def perform(self, step, form):
        actions.decide_plan(by=self.seat, plan=step.run.plan, step_id=step.pk, verdict=Verdict.PASS)


class StatisticsPage(TreePane, PlainPage):
    """申报计划统计: the unit tree, the figures of the chosen node and below, and the Excel for that node."""

    permission = "plans.see_statistics"
    queryset = rows_of(Unit)
    title = "申报计划统计"
    template_name = "plans/statistics.html"
    wide = True

    @cached_property
    def year(self):
        asked = self.request.GET.get("year", "")
        return int(asked) if asked.isdecimal() and len(asked) == 4 else timezone.localdate().year

    @cached_property
    def figures(self):
        return statistics(self.node, self.year)

    @property
    def head_note(self):
        return f"{self.node}及以下　{self.year} 年度　仅统计已通过的申报计划"

    def get(self, request, *args, **kwargs):
        if "_export" in request.GET:
            self.audit("导出", on=self.node, 表="申报计划统计", 年度=self.year, 行数=len(self.figures))
            content = statistics_sheet(self.node, self.year, self.figures)
            return file_response(f"申报计划统计-{self.node}-{self.year}.xlsx", content, XLSX_TYPE)
        return super().get(request, *args, **kwargs)

    def context(self, **extra):
        this_year = timezone.localdate().year
        return super().context(
            node=self.node,
            rows=self.figures,
            total=total(self.figures),
            chart=bar_chart(by_unit(self.figures)),
            years=range(this_year - 2, this_year + 2),
            year=self.year,
            export=Button(
                "导出", f"?node={self.node.pk}&year={self.year}&_export=xlsx", icon="download", style="primary"
            ),
            **self.pane(),
            **extra,
        )
