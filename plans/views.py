"""Pages of 申报计划."""

from django.urls import reverse
from django.utils.functional import cached_property

from orgs.chain.words import Verdict
from orgs.models import Unit
from orgs.views.browse import TreePane
from orgs.views.desks import ClimbPage, DecidePage, PassManyPage, QueuePage, UndoPage
from personnel.models import Level
from plans import actions
from plans.chains import PLAN
from plans.charts import bar_chart
from plans.exports import statistics_sheet
from plans.filters import CapFilter, OwnPlanFilter, ReviewFilter, StatisticsForm
from plans.forms import CapForm, CapNumberForm, PlanForm, whole_number
from plans.models import Cap, Plan
from plans.phrases import PHRASES
from plans.queries import check_rows, count_over, with_totals
from plans.statistics import Grouping, statistics, summed, total
from plans.tables import CapTable, OwnPlanTable, ReviewTable
from titleplatform.kit.buttons import Button, button
from titleplatform.kit.excel import XLSX_TYPE
from titleplatform.kit.lists import ListPage, file_response
from titleplatform.kit.pages import ActionPage, ChangePage, FilePage, FormPage, ObjectPage, PlainPage, rows_of

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

    def rows(self):
        return super().rows().of(self.seat.unit)

    def buttons(self):
        return [button("新增", "plans:add", "plans.add_plan", self.seat, style="primary", icon="plus")]


class PlanFormPage(FormPage, abstract=True):
    """The plan and its rows on one page; 【再加一行】 and 【核对人数】 come back with everything typed, and the arithmetic."""

    template_name = "plans/plan_form.html"
    crumbs = OWN
    here = "plans:own_plans"
    form_class = PlanForm
    submit_label = "确定"

    def post(self, request, *args, **kwargs):
        if not {"more", "check"} & set(request.POST):
            return super().post(request, *args, **kwargs)
        data = request.POST.copy()
        if "more" in data:
            data["rows-TOTAL_FORMS"] = (whole_number(data.get("rows-TOTAL_FORMS")) or 0) + 1
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

    def context(self, **extra):
        rows = list(self.object.rows.select_related("title__series"))
        checks = check_rows([(self.object, rows)])[0]
        return super().context(
            rows=list(zip(rows, checks, strict=True)),
            total=sum(row.applicants for row in rows),
            over=sum(check.is_over for check in checks),
            **extra,
        )


class DecidePlanPage(DecidePage, PlanPage):
    """【通过】 / 【撤回】."""

    permission = "plans.review_plans"

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

    def buttons(self):
        return [button("设置指标", "plans:caps", "plans.list_caps", self.seat)]

    def prepare(self, steps):
        count_over([step.run.plan for step in steps])

    def export(self, table):
        self.prepare([row.record for row in table.rows])
        return super().export(table)


class PassPlansPage(PassManyPage):
    """Batch 通过."""

    permission = "plans.review_plans"
    spec = PLAN
    subject_name = "plan"
    row_permission = "plans.judge_plan"
    crumbs = (("申报计划审查", "plans:review"),)
    here = back_to = "plans:review"

    def chosen(self):
        steps = super().chosen()
        count_over([step.run.plan for step in steps])
        return steps

    def row_label(self, step):
        over = step.run.plan.over
        return f"{step.run.label}（{over} 行超计划）" if over else step.run.label

    def perform(self, step, form):
        actions.decide_plan(by=self.seat, plan=step.run.plan, step_id=step.pk, verdict=Verdict.PASS)


class CapsPage(ListPage):
    """指标上限: what the units below may plan for at most."""

    permission = "plans.list_caps"
    queryset = rows_of(Cap).select_related("unit", "series", "set_by").with_asked()
    title = "指标上限"
    crumbs = REVIEW
    here = "plans:review"
    table_class = CapTable
    filterset_class = CapFilter
    export_name = "指标上限"
    note = "本年度全部申报计划中同系列同级别的申报人数合计超过指标的，在计划和审查页面标红。几级上级单位都设了的，以最小的为准。"
    empty = "还没有设置指标。点【设置指标】给下级单位设置某年度某系列某级别的申报人数上限。"

    def rows(self):
        return super().rows().exclude(unit=self.seat.unit)

    def buttons(self):
        look = {"style": "primary", "icon": "plus", "dialog": True}
        return [button("设置指标", "plans:cap_add", "plans.add_cap", self.seat, **look)]


class AddCapPage(FormPage):
    permission = "plans.add_cap"
    queryset = rows_of(Cap)
    title = "设置指标"
    crumbs = REVIEW
    here = "plans:review"
    back_to = "plans:caps"
    form_class = CapForm
    note = "同一单位、年度、系列、级别再设一次，即修改人数。"

    def form_kwargs(self):
        asked = {name: self.request.GET[name] for name in ("unit", "year") if name in self.request.GET}
        return {"seat": self.seat, "initial": asked}

    def save(self, form):
        return actions.set_cap(by=self.seat, **form.cleaned_data)

    def success_text(self, cap):
        return f"已设置：{cap} {cap.number} 人。"


class ChangeCapPage(ChangePage):
    permission = "plans.change_cap"
    queryset = rows_of(Cap)
    title = "修改指标"
    crumbs = REVIEW
    here = "plans:review"
    back_to = "plans:caps"
    form_class = CapNumberForm

    def explain(self):
        return str(self.object)

    def save(self, form):
        cap = self.object
        key = {name: getattr(cap, name) for name in ("unit", "year", "series", "level")}
        return actions.set_cap(by=self.seat, number=form.cleaned_data["number"], **key)

    def success_text(self, cap):
        return f"已修改：{cap} {cap.number} 人。"


class DeleteCapPage(ActionPage):
    permission = "plans.change_cap"
    queryset = rows_of(Cap)
    title = "取消指标"
    crumbs = REVIEW
    here = "plans:review"
    back_to = "plans:caps"
    submit_label = "取消指标"
    danger = True

    def explain(self):
        return f"{self.object} {self.object.number} 人：取消后本单位对它不再设上限；其他上级单位设置的仍然有效。"

    def save(self, form):
        actions.remove_cap(by=self.seat, cap=self.object)
        return self.object

    def success_text(self, cap):
        return f"已取消：{cap}。"


class StatisticsPage(TreePane, PlainPage):
    """申报计划统计: the unit tree, the figures of the chosen node and below, and the Excel for that node."""

    permission = "plans.see_statistics"
    queryset = rows_of(Unit)
    title = "申报计划统计"
    template_name = "plans/statistics.html"
    wide = True

    @cached_property
    def form(self):
        return StatisticsForm.of(self.request.GET)

    @cached_property
    def figures(self):
        asked = self.form.cleaned_data
        return statistics(
            self.node, asked["year"], series=asked["series"], level=asked["level"], grouping=asked["group"]
        )

    @property
    def head_note(self):
        asked = self.form.cleaned_data
        narrowed = [str(asked["series"] or ""), asked["level"] and Level(asked["level"]).label]
        parts = [f"{self.node}及以下", f"{asked['year']} 年度", *narrowed, "仅统计已通过的申报计划"]
        return "　".join(part for part in parts if part)

    def get(self, request, *args, **kwargs):
        if "_export" in request.GET:
            asked = self.form.cleaned_data
            self.audit("导出", on=self.node, 表="申报计划统计", 年度=asked["year"], 行数=len(self.figures))
            content = statistics_sheet(self.head_note, asked["group"].fields, self.figures)
            return file_response(f"申报计划统计-{self.node}-{asked['year']}.xlsx", content, XLSX_TYPE)
        return super().get(request, *args, **kwargs)

    def context(self, **extra):
        asked = self.form.cleaned_data
        query = self.request.GET.copy()
        query["_export"] = "xlsx"
        first = asked["group"].fields[0]
        return super().context(
            node=self.node,
            form=self.form,
            year=asked["year"],
            fields=asked["group"].fields,
            rows=self.figures,
            total=total(self.figures),
            chart=bar_chart(summed(self.figures, first)),
            chart_title=Grouping(first).label,
            export=Button("导出", f"?{query.urlencode()}", icon="download", style="primary"),
            **self.pane(),
            **extra,
        )
