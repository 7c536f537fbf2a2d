"""受理和评审结果: the committee's office accepts what passed every desk, and registers what the committee said."""

from django.utils.functional import cached_property

from orgs.queries import count_each
from review import actions
from review.filters import AwaitingFilter
from review.forms import OneResultForm, ResultForm
from review.models import Application
from review.queries import AWAITING_TABS, awaiting_of
from review.tables import AwaitingTable
from titleplatform.kit.lists import BulkPage, ListPage
from titleplatform.kit.pages import ActionPage, rows_of

CASES = rows_of(Application).with_names().exclude(run=None)
TITLE = "受理和评审结果"


class AwaitingPage(ListPage):
    permission = "review.keep_committees"
    queryset = CASES
    title = TITLE
    template_name = "generic/tabbed_list.html"
    wide = True
    table_class = AwaitingTable
    filterset_class = AwaitingFilter
    export_name = TITLE
    empty = "没有等待本单位办理的申报。"
    note = "【受理】之前，终审环节可以撤回误作的【通过】；面试通知和评审结果在受理之后。评审结果登记有误的，再登记一次即更正，两次都保留。"

    @cached_property
    def rows(self):
        return awaiting_of(self.seat)

    @cached_property
    def counts(self):
        """{tab: how many in words}."""
        return count_each(self.seat, self.rows)

    @cached_property
    def tab(self):
        """The one asked for, else the first with work."""
        asked = self.request.GET.get("tab")
        return (
            asked
            if asked in AWAITING_TABS
            else next((tab for tab in AWAITING_TABS if self.counts[tab] != "0"), "accept")
        )

    @property
    def bulk(self):
        offered = {
            "accept": (("批量受理", "review:accept_many"),),
            "result": (("批量登记评审结果", "review:results_many"),),
        }
        return (*offered.get(self.tab, ()), ("批量打印评审表", "review:print_many"))

    def get_queryset(self):
        return self.rows[self.tab].with_names().prefetch_related("run__steps")

    def get_context_data(self, **kwargs):
        tabs = [(key, f"{label} {self.counts[key]}", key == self.tab) for key, label in AWAITING_TABS.items()]
        return super().get_context_data(tabs=tabs, **kwargs)


class OfAnApplication(ActionPage, abstract=True):
    """One application of the list."""

    here = "review:awaiting"
    crumbs = ((TITLE, "review:awaiting"),)
    back_to = "review:awaiting"


class AcceptPage(OfAnApplication):
    permission = "review.accept"
    queryset = CASES
    title = submit_label = "受理"
    success = "已受理。"

    def explain(self):
        return "受理后终审环节不能再撤回【通过】，可以发面试通知、登记评审结果。"

    def save(self, form):
        actions.accept(by=self.seat, application=self.object)


class EnterResultPage(OfAnApplication):
    """Two people who register at once: the second is shown the first, and may then put the own in its place."""

    permission = "review.enter_result"
    queryset = CASES
    title = submit_label = "登记评审结果"
    form_class = OneResultForm
    success = "评审结果已登记，申报人和各级单位可以看到。"

    def get_initial(self):
        return {"expected": self.object.result_id}

    def explain(self):
        if self.object.result is None:
            return "登记后申报结束：通过的使用一个指标，未通过的退还指标。"
        return f"现在的结果：{self.object.result}。再登记一次即更正，两次都保留，指标随之变动。"

    def save(self, form):
        return actions.enter_result(by=self.seat, application=self.object, **form.cleaned_data)

    def form_invalid(self, form, status=200):
        """The form as typed, for the result that stands there now."""
        self.object.read_again()
        form.data = form.data.copy()
        form.data["expected"] = self.object.result_id or ""
        return super().form_invalid(form, status)


class ManyPage(BulkPage, abstract=True):
    permission = "review.keep_committees"
    queryset = CASES
    here = "review:awaiting"
    crumbs = ((TITLE, "review:awaiting"),)
    back_to = "review:awaiting"

    def row_label(self, application):
        return application.run.label

    def demand_row(self, application):
        """The action asks the same under its locks."""


class AcceptManyPage(ManyPage):
    permission = "review.keep_committees"
    queryset = CASES
    row_permission = "review.accept"
    title = "批量受理"
    submit_label = "全部受理"

    def perform(self, application, form):
        actions.accept(by=self.seat, application=application)


class EnterManyPage(ManyPage):
    """The same result for many; what has one already is put right one by one."""

    permission = "review.keep_committees"
    queryset = CASES
    row_permission = "review.enter_first_result"
    title = "批量登记评审结果"
    submit_label = "全部登记"
    form_class = ResultForm

    def perform(self, application, form):
        actions.enter_result(by=self.seat, application=application, expected=None, **form.cleaned_data)
