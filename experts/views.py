"""Pages of experts: what the climb needs is declared, the rest is the generic desk pages."""

from django.urls import reverse

from experts import actions
from experts.filters import FilingFilter, PoolFilter
from experts.forms import FilingForm, known_facts
from experts.models import Expert, ExpertFiling
from experts.phrases import PHRASES
from experts.tables import FilingStepTable, OwnFilingTable, PoolTable
from orgs.chain.words import Verdict
from orgs.views.desks import ClimbPage, DecidePage, PassManyPage, QueuePage, ReturnManyPage, UndoPage, VerdictPage
from orgs.views.own import OwnListPage, OwnPage, SubmitPage
from orgs.views.places import Places
from titleplatform.kit.lists import ListPage
from titleplatform.kit.pages import ChangePage, FilePage, FormPage, rows_of

FILINGS = rows_of(ExpertFiling).select_related("person__account", "series", "unit", "run__current_unit", "proof")
PLACES = Places(
    model=ExpertFiling,
    own=("专家申报", "experts:filings"),
    queue=("专家审查", "experts:review"),
    detail="experts:filing",
    add="experts:add",
    decide="experts:decide",
    undo="experts:undo",
    passing="experts:pass_many",
    returning="experts:return_many",
    may_add="experts.add_filing",
    may_judge="experts.judge_filing",
    may_undo="experts.undo_filing",
)


class OwnFilingsPage(OwnListPage):
    permission = "experts.list_own_filings"
    queryset = FILINGS
    places = PLACES
    table_class = OwnFilingTable
    empty = "还没有专家申报。通过各级审查后进入专家库，供评委会抽取。"


class AddFilingPage(OwnPage, FormPage):
    permission = "experts.add_filing"
    queryset = FILINGS
    places = PLACES
    title = "新增专家申报"
    form_class = FilingForm
    success = "已保存，尚未提交。"

    def get_initial(self):
        """What 个人档案 has already."""
        return known_facts(self.seat.account.person)

    def save(self, form):
        return actions.save_filing(by=self.seat, filing=form.save(commit=False), proof=form.cleaned_data.get("proof"))


class ChangeFilingPage(ChangePage, AddFilingPage):
    permission = "experts.change_filing"
    title = "修改专家申报"

    def get_initial(self):
        return {}


class SubmitFilingPage(SubmitPage):
    permission = "experts.change_filing"
    queryset = FILINGS
    places = PLACES
    title = "提交专家申报"
    success = "已提交。"

    def explain(self):
        return "由单位、主管部门、市职改办、省职改办逐级审查，通过后进入专家库。"

    def save(self, form):
        actions.submit_filing(by=self.seat, filing=self.object)


class ExpertReviewPage(QueuePage):
    permission = "experts.judge"
    places = PLACES
    table_class = FilingStepTable
    filterset_class = FilingFilter
    export_name = "专家审查"
    bulk = (("批量通过", "experts:pass_many"), ("批量退回修改", "experts:return_many", "danger"))
    empty = "没有等待审查的专家申报。"

    def get_queryset(self):
        return super().get_queryset().select_related("run__expertfiling__person__account", "run__expertfiling__series")


class FilingsPage(VerdictPage, abstract=True):
    """One verdict on many filings."""

    places = PLACES
    row_permission = "experts.pass_filing"

    def decide(self, step, **given):
        actions.decide_filing(by=self.seat, filing=self.row_subject(step), **given)


class PassFilingsPage(FilingsPage, PassManyPage):
    permission = "experts.judge"


class ReturnFilingsPage(FilingsPage, ReturnManyPage):
    permission = "experts.judge"
    row_permission = "experts.judge_filing"
    phrases = PHRASES


class FilingPage(ClimbPage):
    """The filing, its record, and the decision where it is due."""

    permission = "experts.see_filing"
    queryset = FILINGS
    places = PLACES
    template_name = "experts/filing.html"
    phrases = PHRASES

    def shown_file(self):
        return reverse("experts:proof", args=[self.object.pk]), self.object.proof, self.object.proof_name


class DecideFilingPage(DecidePage, FilingPage):
    permission = "experts.judge"
    asks_once = (Verdict.RETURN, Verdict.FAIL)

    def decide(self, **given):
        actions.decide_filing(by=self.seat, filing=self.object, **given)


class UndoFilingPage(UndoPage):
    permission = "experts.undo_filing"
    queryset = FILINGS
    places = PLACES


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
