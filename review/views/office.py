"""申报人员状态查询, 面试通知 and 打印评审表."""

import json

from django.http import FileResponse
from django.urls import reverse
from django.utils import timezone

from orgs.queries import count_each
from review import actions
from review.bundles import MOST
from review.filters import OF_TAB, STATUS_TABS, StatusFilter
from review.forms import InterviewForm
from review.jobs import PRINT, PRINTS
from review.models import Application
from review.prints import stored_form
from review.tables import StatusSheet, StatusTable
from titleplatform.kit.access import why_not
from titleplatform.kit.buttons import Button
from titleplatform.kit.lists import BulkPage, ListPage, in_total_order
from titleplatform.kit.numbers import whole_number, whole_numbers
from titleplatform.kit.pages import ChangePage, ObjectPage, rows_of
from titleplatform.kit.polls import EVERY_SECONDS, SINCE, is_poll, mark_of, nothing_new
from titleplatform.kit.refusals import Refused

CASES = rows_of(Application).with_names().exclude(run=None)


class StatusPage(ListPage):
    """Current without a reload: the rows are read from the climb itself, and the page asks again whether they have changed."""

    permission = "review.see_status"
    queryset = CASES
    sight = "with_status_for"
    title = "申报人员状态查询"
    template_name = "review/status.html"
    wide = True
    table_class = StatusTable
    export_table_class = StatusSheet
    filterset_class = StatusFilter
    hidden_at_first = ("year",)
    export_name = "申报人员状态"
    empty = "还没有人提交申报。"

    def get(self, request, *args, **kwargs):
        return (is_poll(request) and self.answer_poll()) or super().get(request, *args, **kwargs)

    def answer_poll(self):
        """204 while the rows of the page shown are as they were: asked in one query, and nothing is drawn."""
        self.filterset = self.get_filterset(self.filterset_class)
        self.object_list = self.filterset.qs
        table = self.get_table(**self.get_table_kwargs())
        first = (max(whole_number(self.request.GET.get(table.page_field)) or 1, 1) - 1) * self.per_page()
        rows = table.data.data.prefetch_related(None)[first : first + self.per_page()]
        return nothing_new(self.request, status_mark(rows))

    def get_queryset(self):
        return super().get_queryset().prefetch_related("run__steps")

    def get_table_class(self):
        return self.export_table_class if "_export" in self.request.GET else self.table_class

    def hidden(self):
        """The sheet has every column that was not put away."""
        return (
            super().hidden() if "_export" not in self.request.GET else set(self.request.GET.get("hide", "").split(","))
        )

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        query, page = self.request.GET.copy(), context["table"].page
        query["page"] = page.number
        headers = json.dumps({SINCE: status_mark([row.record for row in page.object_list])})
        poll = {"url": f"?{query.urlencode()}", "headers": headers, "every": EVERY_SECONDS}
        return {**context, "poll": poll, "tabs": self.tabs(), "now": timezone.now()}

    def buttons(self):
        """【批量打印评审表】 of what the filter finds."""
        query = self.request.GET.copy()
        for name in ("page", "per_page", "hide"):
            query.pop(name, None)
        address = f"{reverse('review:print_many')}?{query.urlencode()}"
        return [Button("批量打印评审表", address, icon="print")]

    def tabs(self):
        """(address, label, how many in words, is it this one?) by state, the other filters kept. One query."""
        asked = self.request.GET.copy()
        asked.pop("page", None)
        chosen = asked.pop("state", [""])[-1]
        rest = self.filterset.all_but("state")
        counts = count_each(
            self.seat, {key: rest.filter(state__in=OF_TAB.get(key, (key,))) if key else rest for key, _ in STATUS_TABS}
        )
        return [(tab_address(asked, key), label, counts[key], key == chosen) for key, label in STATUS_TABS]


def tab_address(asked, key):
    query = asked.copy()
    if key:
        query["state"] = key
    return f"?{query.urlencode()}"


def status_mark(applications):
    """Of everything about these rows that may change while they are shown."""
    rows = [
        (each.pk, each.state, each.run.current_unit_id, each.run.current_role, each.interview_at, each.result_id)
        for each in applications
    ]
    return mark_of([*rows, timezone.localdate()])


class InterviewPage(ChangePage):
    """The committee's host enters time, group and place."""

    permission = "review.set_interview"
    queryset = CASES
    title = "面试通知"
    here = back_to = "review:status"
    form_class = InterviewForm
    success = "面试通知已保存，申报人和各级单位可在状态查询中看到。"

    def save(self, form):
        return actions.set_interview(by=self.seat, application=form.save(commit=False))


class PrintPage(ObjectPage):
    """【打印评审表】: a stored PDF of the frozen round and the decisions so far; where none was made yet, the page of the job that does."""

    permission = "review.print_form"
    queryset = CASES

    def get(self, request, *args, **kwargs):
        printed = stored_form(self.seat, self.object)
        if printed is None:
            about = f"评审表 {self.object.serial_number}"
            waiting = request.start_job(PRINT, about, {"application": self.object.pk})
            printed = stored_form(self.seat, self.object)  # where the queue does everything at once
            if printed is None:
                return self.lead(waiting)
        self.audit("打印评审表", on=self.object, **printed.said)
        name = f"评审表{'摘录' if printed.is_extract else ''}-{self.object.person}-{self.object.year}.pdf"
        return FileResponse(printed.file.open(), content_type="application/pdf", filename=name)


class PrintManyPage(BulkPage):
    """【批量打印评审表】: of the ticked rows, else of all that the list's filter finds; always by a job, which makes one zip."""

    permission = "review.see_status"
    queryset = CASES
    row_permission = "review.print_form"
    title = "批量打印评审表"
    submit_label = "打印"
    crumbs = (("申报人员状态查询", "review:status"),)
    nothing = "没有可以打印的申报。请回到列表，改变筛选条件，或先勾选要打印的行。"
    here = back_to = "review:status"

    def get_queryset(self):
        return super().get_queryset().prefetch_related("run__steps")

    def chosen(self):
        """One more than a zip holds, where there are more."""
        given = self.request.POST or self.request.GET
        if given is self.request.POST or "chosen" in given:
            rows = self.get_queryset().filter(pk__in=whole_numbers(given.getlist("chosen")))
        else:
            rows = StatusFilter(given, self.get_queryset(), request=self.request).qs
        return list(in_total_order(rows)[: MOST + 1])

    def row_label(self, application):
        return application.run.label

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        if len(context["ready"]) + len(context["refused"]) > MOST:
            context["ready"] = context["ready"][:MOST]
            context["refused"].append(("其余", f"一次最多打印 {MOST} 份，请在列表中缩小筛选范围，分次打印。"))
        return context

    def commit(self, form):
        keys = [row.pk for row in self.chosen() if not why_not(self.row_permission, self.seat, row)][:MOST]
        if not keys:
            raise Refused(self.nothing)
        return self.request.start_job(PRINTS, f"评审表 {len(keys)} 份", {}, keys)
