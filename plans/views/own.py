"""申报计划上传, and the page of one plan."""

from django.urls import reverse
from django.utils.functional import cached_property

from orgs.views.desks import ClimbPage
from orgs.views.own import DeletePage, OwnListPage, OwnPage, SubmitPage
from orgs.views.places import Places
from plans import actions
from plans.drafting import Draft
from plans.filters import OwnPlanFilter
from plans.forms import NUMBERS, PlanForm, TitlePicker
from plans.models import Plan
from plans.phrases import PHRASES
from plans.queries import check_rows, count_over, last_year_of, over_words
from plans.quota import over
from plans.tables import OwnPlanTable
from titleplatform.kit.buttons import button
from titleplatform.kit.numbers import whole_number
from titleplatform.kit.pages import ChangePage, FilePage, FormPage, rows_of

PLACES = Places(
    model=Plan,
    own=("申报计划上传", "plans:own_plans"),
    queue=("申报计划审查", "plans:review"),
    detail="plans:detail",
    add="plans:add",
    decide="plans:decide",
    undo="plans:undo",
    passing="plans:pass_many",
    returning="plans:return_many",
    may_add="plans.add_plan",
    may_judge="plans.judge_plan",
    may_undo="plans.undo_plan",
)


class OwnPlansPage(OwnListPage):
    """申报计划上传."""

    permission = "plans.list_own_plans"
    queryset = rows_of(Plan).select_related("run__current_unit").with_totals()
    places = PLACES
    table_class = OwnPlanTable
    filterset_class = OwnPlanFilter
    export_name = "申报计划"
    empty = "还没有申报计划。点【新增】录入本单位的计划，再【上报】。"


# Buttons that submit nothing: they come back with everything typed and something more. With script only a part of the page comes.
PARTS = {
    "find": "plans/plan_found.html",
    "add": "plans/plan_rows_added.html",
    "copy": "plans/plan_rows_added.html",
    "check": "plans/plan_sums.html",
}


class PlanFormPage(OwnPage, FormPage, abstract=True):
    """The plan and its rows on one page. A title chosen in the picker adds a row, 【复制上年各行】 adds many; 空缺 and what is over plan
    are computed as one types, without script by 【核对人数】."""

    places = PLACES
    template_name = "plans/plan_form.html"
    form_class = PlanForm
    submit_label = "确定"

    @cached_property
    def pressed(self):
        return next((name for name in PARTS if name in self.request.POST), "")

    @cached_property
    def draft(self):
        typed = self.request.POST
        draft = Draft(typed, self.seat.unit)
        if self.pressed == "add":
            draft.add(typed["add"])
        elif self.pressed == "copy":
            draft.copy()
        return draft

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs() | {"seat": self.seat}
        return kwargs | {"data": self.draft.data} if self.pressed else kwargs

    def get_template_names(self):
        return [PARTS[self.pressed]] if self.request.htmx and self.pressed else [self.template_name]

    def post(self, request, *args, **kwargs):
        if not self.pressed:
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        if not request.htmx:  # the whole page comes back: a file that is right is not chosen again
            form.is_valid()
            self.hold_files(form)
        form.leave_unchecked()
        if self.draft.renamed and request.htmx:
            form.fields["name"].widget.attrs["hx-swap-oob"] = "true"
        if added := form.rows.forms[self.draft.kept :]:
            added[0].fields["posts"].widget.attrs["autofocus"] = True
        return self.render_to_response(self.get_context_data(form=form))

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        rows = context["form"].rows_with_checks()
        total = sum(whole_number(row["applicants"].value()) or 0 for row, _ in rows if not row["DELETE"].value())
        picker = TitlePicker(self.request.POST or None, context["form"].rows.titles)
        more = {"draft": self.draft, "added": rows[self.draft.kept :]} if self.pressed else {}
        return {**context, "rows": rows, "total": total, "picker": picker, **more}

    def save(self, form):
        self.object = actions.save_plan(
            by=self.seat, plan=form.save(commit=False), rows=form.filled_rows(), pdf=form.cleaned_data.get("pdf")
        )

    def get_success_url(self):
        return reverse("plans:detail", args=[self.object.pk])


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


class DeletePlanPage(DeletePage):
    permission = "plans.delete_plan"
    queryset = rows_of(Plan)
    places = PLACES
    title = "删除申报计划"

    def explain(self):
        return "删除后不能恢复，计划的全部行一并删除。"

    def save(self, form):
        actions.delete_plan(by=self.seat, plan=self.object)


class SubmitPlanPage(SubmitPage):
    permission = "plans.submit_plan"
    queryset = rows_of(Plan)
    places = PLACES
    title = "上报申报计划"
    submit_label = "上报"

    @cached_property
    def over(self):
        count_over([self.object])
        return self.object.over

    def explain(self):
        warning = f"有 {self.over.rows} 行超计划，各级审查时都会看到。" if self.over.rows else ""
        return (
            warning + "经办人上报后由本单位负责人审查；负责人上报后直接到上级单位经办人。上报后不能修改，除非被撤回。"
        )

    def save(self, form):
        return actions.submit_plan(by=self.seat, plan=self.object)

    def success_text(self, run):
        return f"已上报，现在在 {run.place}。"


class PlanPage(ClimbPage):
    """详情: the rows with their arithmetic, the stamped PDF, the approval record, and the decision where it is due."""

    permission = "plans.see_plan"
    queryset = rows_of(Plan).select_related("unit", "run__current_unit", "pdf")
    places = PLACES
    template_name = "plans/plan_detail.html"

    @cached_property
    def checks(self):
        """[(row, RowCheck, the Balance of the unit's places for the title last year or None)]."""
        rows, before = list(self.object.rows.select_related("title__series")), last_year_of(self.object)
        checks = check_rows([(self.object, rows)])[0]
        return [(row, check, before.get(row.title_id)) for row, check in zip(rows, checks, strict=True)]

    @cached_property
    def over(self):
        return over(check for _, check, _ in self.checks)

    phrases = PHRASES

    def first_words(self):
        return over_words((row, check) for row, check, _ in self.checks)

    def shown_file(self):
        return reverse("plans:pdf", args=[self.object.pk]), self.object.pdf, self.object.pdf_name

    def buttons(self):
        plan, seat = self.object, self.seat
        if not self.is_own:
            return [*super().buttons(), *self.cap_button()]
        if not plan.is_editable:
            return super().buttons()
        return [
            button("上报", "plans:submit", "plans.submit_plan", seat, plan, style="primary", dialog=True),
            button("修改", "plans:change", "plans.change_plan", seat, plan),
            button("删除", "plans:delete", "plans.delete_plan", seat, plan, style="danger", dialog=True),
        ]

    def cap_button(self):
        plan = self.object
        query = f"?unit={plan.unit.code}&year={plan.year}"
        offered = button(
            "设置指标", "plans:cap_add", "plans.set_cap", self.seat, plan.unit, args=[], query=query, dialog=True
        )
        return [] if offered.reason else [offered]

    def get_context_data(self, **kwargs):
        sums = {name: sum(getattr(row, name) for row, *_ in self.checks) for name in NUMBERS}
        sums["vacancy"] = sum(check.vacancy for _, check, _ in self.checks)
        before = {row.title_id: last for row, _, last in self.checks if last}.values()
        last_year = {"places": sum(last.places for last in before), "passed": sum(last.passed for last in before)}
        return super().get_context_data(rows=self.checks, sums=sums, over=self.over, last_year=last_year, **kwargs)


class PlanPdf(FilePage):
    permission = "plans.see_plan"
    queryset = rows_of(Plan).select_related("pdf")

    def stored(self):
        return self.object.pdf, self.object.pdf_name
