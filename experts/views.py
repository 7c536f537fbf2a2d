"""Pages of experts."""

from django.urls import reverse

from experts import actions
from experts.filters import PoolFilter
from experts.forms import DecisionForm, FilingForm
from experts.models import Expert, ExpertFiling
from experts.queries import filing_steps
from experts.tables import FilingStepTable, OwnFilingTable, PoolTable
from orgs.chain import engine, inbox, rules
from orgs.chain.models import ChainStep
from orgs.chain.timeline import timeline
from orgs.chain.words import Verdict
from titleplatform.kit.access import can, demand
from titleplatform.kit.buttons import button
from titleplatform.kit.lists import ListPage
from titleplatform.kit.pages import ActionPage, FilePage, FormPage, ObjectPage, rows_of

FILINGS = rows_of(ExpertFiling).select_related("person__account", "series", "unit", "run__current_unit")


class OwnFilingsPage(ListPage):
    permission = "experts.list_own_filings"
    queryset = FILINGS
    title = "专家申报"
    table_class = OwnFilingTable
    empty = "还没有专家申报。通过各级审查后进入专家库，供评委会抽取。"

    def buttons(self):
        return [button("新增", "experts:add", "experts.add_filing", self.seat, style="primary", icon="plus")]


class FilingFormPage(FormPage, abstract=True):
    form_class = FilingForm
    crumbs = (("专家申报", "experts:filings"),)
    here = "experts:filings"
    success = "已保存，尚未提交。"
    back_to = "experts:filings"

    def save(self, form):
        return actions.save_filing(by=self.seat, filing=form.save(commit=False), proof=form.cleaned_data.get("proof"))

    def back(self):
        return reverse("experts:filings")


class AddFilingPage(FilingFormPage):
    permission = "experts.add_filing"
    queryset = FILINGS
    title = "新增专家申报"


class ChangeFilingPage(ObjectPage, FilingFormPage):
    permission = "experts.change_filing"
    queryset = FILINGS
    title = "修改专家申报"

    def form_kwargs(self):
        return {"instance": self.object}


class SubmitFilingPage(ActionPage):
    permission = "experts.change_filing"
    queryset = FILINGS
    title = "提交专家申报"
    here = "experts:filings"
    submit_label = "提交"
    success = "已提交。"

    def explain(self):
        return "由单位、主管部门、市职改办、省职改办逐级审查，通过后进入专家库。"

    def save(self, form):
        actions.submit_filing(by=self.seat, filing=self.object)

    def back(self):
        return reverse("experts:filings")


class ExpertReviewPage(ListPage):
    permission = "experts.judge"
    queryset = rows_of(ChainStep)
    title = "专家审查"
    template_name = "generic/tabbed_list.html"
    table_class = FilingStepTable
    export_name = "专家审查"
    empty = "没有等待审查的专家申报。"

    @property
    def tab(self):
        asked = self.request.GET.get("tab", "waiting")
        return asked if asked in inbox.TABS else "waiting"

    def rows(self):
        return filing_steps(self.seat, self.tab)

    def extra(self):
        return {"tabs": [(key, label, key == self.tab) for key, label in inbox.TABS.items()]}


class FilingPage(ObjectPage, FormPage):
    """The filing, its record, and the decision where it is due."""

    permission = "experts.see_filing"
    queryset = FILINGS
    template_name = "experts/filing.html"
    form_class = DecisionForm
    submit_label = "提交审批结果"

    @property
    def here(self):
        return "experts:filings" if self.seat.is_applicant else "experts:review"

    def get(self, request, *args, **kwargs):
        if self.object.run:
            engine.mark_seen(self.object.run, by=self.seat)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        demand("experts.judge", self.seat)  # before the engine answers: its refusal names reviewers
        return super().post(request, *args, **kwargs)

    def form_kwargs(self):
        step = rules.current_step(self.object.run) if self.object.run else None
        return {"initial": {"step": step.pk if step else None}}

    def save(self, form):
        return actions.decide_filing(
            by=self.seat, filing=self.object, step_id=form.cleaned_data["step"],
            verdict=Verdict(form.cleaned_data["verdict"]), reason=form.cleaned_data["reason"],
        )  # fmt: skip

    def success_text(self, outcome):
        return f"{self.object}：审批结果已提交。"

    def back(self):
        return reverse("experts:filings" if self.seat.is_applicant else "experts:review")

    def context(self, **extra):
        run = self.object.run
        record = timeline(run, names=self.seat.is_staff, words=self.object.spec.words) if run else []
        return super().context(record=record, can_judge=can("experts.judge_filing", self.seat, self.object), **extra)


class FilingProof(FilePage):
    permission = "experts.see_filing"
    queryset = FILINGS.select_related("proof")

    def stored(self):
        return self.object.proof, self.object.proof_name


class PoolPage(ListPage):
    permission = "experts.see_pool"
    queryset = rows_of(Expert).select_related("filing__person__account", "filing__series", "filing__unit")
    title = "专家库"
    table_class = PoolTable
    filterset_class = PoolFilter
    export_name = "专家库"
    empty = "专家库还没有专家。"
