"""Pages of experts: what the climb needs is declared, the rest is the generic desk pages."""

from django.urls import reverse

from experts import actions
from experts.chains import EXPERT
from experts.filters import FilingFilter, PoolFilter
from experts.forms import FilingForm
from experts.models import Expert, ExpertFiling
from experts.phrases import PHRASES
from experts.tables import FilingStepTable, OwnFilingTable, PoolTable
from orgs.chain.words import Verdict
from orgs.views.desks import ClimbPage, DecidePage, PassManyPage, QueuePage, UndoPage
from titleplatform.kit.buttons import button
from titleplatform.kit.lists import ListPage
from titleplatform.kit.pages import ActionPage, ChangePage, FilePage, FormPage, rows_of

FILINGS = rows_of(ExpertFiling).select_related("person__account", "series", "unit", "run__current_unit", "proof")
OWN = (("专家申报", "experts:filings"),)
REVIEW = (("专家审查", "experts:review"),)


class OwnFilingsPage(ListPage):
    permission = "experts.list_own_filings"
    queryset = FILINGS
    title = "专家申报"
    table_class = OwnFilingTable
    empty = "还没有专家申报。通过各级审查后进入专家库，供评委会抽取。"

    def buttons(self):
        return [button("新增", "experts:add", "experts.add_filing", self.seat, style="primary", icon="plus")]


class AddFilingPage(FormPage):
    permission = "experts.add_filing"
    queryset = FILINGS
    title = "新增专家申报"
    form_class = FilingForm
    crumbs = OWN
    here = back_to = "experts:filings"
    success = "已保存，尚未提交。"

    def save(self, form):
        return actions.save_filing(by=self.seat, filing=form.save(commit=False), proof=form.cleaned_data.get("proof"))


class ChangeFilingPage(ChangePage, AddFilingPage):
    permission = "experts.change_filing"
    title = "修改专家申报"


class SubmitFilingPage(ActionPage):
    permission = "experts.change_filing"
    queryset = FILINGS
    title = "提交专家申报"
    here = back_to = "experts:filings"
    submit_label = "提交"
    success = "已提交。"

    def explain(self):
        return "由单位、主管部门、市职改办、省职改办逐级审查，通过后进入专家库。"

    def save(self, form):
        actions.submit_filing(by=self.seat, filing=self.object)


class ExpertReviewPage(QueuePage):
    permission = "experts.judge"
    spec = EXPERT
    title = "专家审查"
    table_class = FilingStepTable
    filterset_class = FilingFilter
    export_name = "专家审查"
    bulk = (("批量通过", "experts:pass_many"),)
    empty = "没有等待审查的专家申报。"

    def get_queryset(self):
        return super().get_queryset().select_related("run__expertfiling__person__account", "run__expertfiling__series")


class PassFilingsPage(PassManyPage):
    permission = "experts.judge"
    spec = EXPERT
    subject_name = "expertfiling"
    row_permission = "experts.pass_filing"
    crumbs = REVIEW
    here = back_to = "experts:review"

    def perform(self, step, form):
        filing = self.row_subject(step)
        actions.decide_filing(by=self.seat, filing=filing, step_id=step.pk, verdict=Verdict.PASS)


class FilingPage(ClimbPage):
    """The filing, its record, and the decision where it is due."""

    permission = "experts.see_filing"
    queryset = FILINGS
    template_name = "experts/filing.html"
    queue, detail_name, decide_name, undo_name = "experts:review", "experts:filing", "experts:decide", "experts:undo"
    judge_permission, undo_permission = "experts.judge_filing", "experts.undo_filing"
    phrases = PHRASES

    @property
    def here(self):
        return "experts:filings" if self.seat.is_applicant else "experts:review"

    @property
    def crumbs(self):
        return OWN if self.seat.is_applicant else REVIEW


class DecideFilingPage(DecidePage, FilingPage):
    permission = "experts.judge"

    def decide(self, **given):
        actions.decide_filing(by=self.seat, filing=self.object, **given)


class UndoFilingPage(UndoPage):
    permission = "experts.undo_filing"
    queryset = FILINGS
    here = "experts:review"

    def back(self):
        return reverse("experts:filing", args=[self.object.pk])


class FilingProof(FilePage):
    permission = "experts.see_filing"
    queryset = FILINGS

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
