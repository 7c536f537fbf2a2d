"""The declared list page, its export and its bulk actions.

The hooks are those of Django's ListView, django-tables2's SingleTableMixin (`get_table`, `get_table_kwargs` …) and django-filter's
FilterMixin (`get_filterset` …). Beside them `prepare(rows)` fetches what the shown rows need, and a bulk page has `perform(row, form)`,
which calls ONE action, with `row_permission`, `row_subject(row)` and `row_label(row)`.
"""

from dataclasses import replace
from urllib.parse import urlencode

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.generic import ListView
from django_filters.views import FilterMixin
from django_tables2 import SingleTableMixin

from titleplatform.kit.access import demand, why_not
from titleplatform.kit.buttons import Button
from titleplatform.kit.counting import BoundedPaginator, is_of_instances
from titleplatform.kit.excel import TYPES, flat_file
from titleplatform.kit.exports import Sheet
from titleplatform.kit.forms import ConfirmForm
from titleplatform.kit.numbers import whole_number, whole_numbers
from titleplatform.kit.pages import FormPage, Page
from titleplatform.kit.refusals import Refused, stale_is_refused
from titleplatform.kit.tables import CheckColumn, ExportColumn

PAGE_SIZES = (20, 50, 100)
NOTHING_FOUND = "没有符合条件的记录。"
# What is made or done within the request; more is a job (`request.start_job`).
DIRECT_ROWS, DIRECT_ITEMS = 2000, 20


class ListPage(Page, SingleTableMixin, FilterMixin, ListView, abstract=True):
    """A list = queryset + filterset + table + actions. The address reproduces the view; the export is the same table as a file.

    `?hide=a,b` leaves columns out, on the page and in the export. `bulk` names pages of kind BulkPage: ((label, url name), …), a third
    word is the button's style; the table then needs a `kit.tables.CheckColumn`.
    """

    template_name = "generic/list.html"
    table_pagination = False  # it would take any size from the address; `get_context_data` takes those offered
    paginator_class = BoundedPaginator
    export_name = ""
    bulk = ()
    hidden_at_first = ()  # names of columns that only 【列】 brings up
    note = ""
    empty = NOTHING_FOUND

    def get(self, request, *args, **kwargs):
        if request.GET.get("_export") in TYPES and self.export_name:
            return self.export(request.GET["_export"])
        self.read()
        return self.render_to_response(self.get_context_data())

    def read(self):
        """The rows that the address asks for."""
        self.filterset = self.get_filterset(self.filterset_class) if self.filterset_class else None
        self.object_list = self.filterset.qs if self.filterset else self.get_queryset()

    def sheet(self):
        """What the address asks for, as a file has it."""
        self.read()
        return Sheet(self.get_table(**self.get_table_kwargs()), self.prepare)

    def get_table(self, **kwargs):
        """The table in the asked order (total: ties are broken by pk, so no row appears on two pages) with the asked columns."""
        narrowed = self.filterset and self.filterset.is_narrowed
        table = super().get_table(empty_text=NOTHING_FOUND if narrowed else self.empty, **kwargs)
        table.seat = self.seat
        table.data.data = in_total_order(table.data.data)
        for name in self.hidden() & {name for name, _ in choosable(table)}:
            table.columns.hide(name)
        return table

    def hidden(self):
        return set(self.request.GET.get("hide", ",".join(self.hidden_at_first)).split(","))

    def per_page(self):
        asked = whole_number(self.request.GET.get("per_page"))
        return asked if asked in PAGE_SIZES else PAGE_SIZES[0]

    def get_context_data(self, **kwargs):
        context = super().get_context_data(filter=self.filterset, page_sizes=PAGE_SIZES, **kwargs)
        table = context["table"]
        for name, column in table.columns.iteritems():
            if is_only_exported(column):
                table.columns.hide(name)
        table.paginator = self.paginator_class(table.rows, self.per_page())
        table.page = table.paginator.get_page(self.request.GET.get(table.page_field))
        self.prepare([row.record for row in table.page.object_list])
        export = export_button(self.request) if self.export_name else None
        csv = export_button(self.request, "导出 CSV", "csv") if self.export_name else None
        ticked = any(isinstance(column.column, CheckColumn) for column in table.columns.itervisible())
        bulk = (
            [Button(label, reverse(name), style="".join(style)) for label, name, *style in self.bulk] if ticked else []
        )
        shown = {"export": export, "export_csv": csv, "bulk": bulk, "column_choices": self.column_choices(table)}
        return {**context, **shown, "empty_next": self.empty_next() if not table.page.object_list else ()}

    def empty_next(self):
        """The one thing to do where the list is empty: look without the filter, else what the page is for, else elsewhere."""
        if self.filterset and self.filterset.is_narrowed:
            return [Button("清除筛选", f"?{urlencode(self.filterset.kept)}")]
        usual = [each for each in self.buttons() if not each.reason and each.style == "primary"]
        # It stands in the page's head already, as the one primary.
        return [replace(each, style="") for each in usual[:1]] or [Button("回首页", reverse("home"))]

    def prepare(self, rows):
        """Fetch what the shown rows need in one query for all of them (instead of one per row)."""

    def column_choices(self, table):
        """(label, shown?, address that toggles it) of every column but the first, which is the heading of the row."""
        hidden, choices = self.hidden(), []
        for name, column in choosable(table):
            query = self.request.GET.copy()
            query["hide"] = ",".join(sorted((hidden ^ {name}) - {""}))
            choices.append((column.header, name not in hidden, f"?{query.urlencode()}"))
        return choices

    def export(self, kind):
        """The file at once, or above DIRECT_ROWS a job that makes it."""
        sheet = self.sheet()
        if sheet.is_longer_than(DIRECT_ROWS):
            return self.lead(self.request.start_job("export", self.export_name, arguments_of(self.request)))
        rows = list(sheet.cells(sheet.keys()))
        self.audit("导出", 表=self.export_name, 行数=len(rows))
        return file_response(self.file_name(kind), flat_file(sheet.headings, rows, kind), TYPES[kind])

    def file_name(self, kind):
        return f"{self.export_name}-{timezone.localdate():%Y%m%d}.{kind}"


def arguments_of(request):
    """What a job needs to open the same page again: the address with its filters, no more."""
    return {"path": request.path, "query": request.GET.urlencode()}


def export_button(request, label="导出", kind="xlsx", **look):
    """【导出】: what this address shows, as a file."""
    query = request.GET.copy()
    query["_export"] = kind
    return Button(label, f"?{query.urlencode()}", icon="download", **look)


def choosable(table):
    """(name, column) of what a user may leave out: everything but the row's heading and its controls."""
    shown = [each for each in table.columns.iteritems() if not is_only_exported(each[1])]
    return [each for each in shown if not each[1].column.exclude_from_export][1:]


def is_only_exported(column):
    return isinstance(column.column, ExportColumn)


def in_total_order(rows):
    """`rows` in their order, ties broken by pk; what is not a queryset of objects (sums, lists) stays as it is."""
    if not is_of_instances(rows):
        return rows
    order = rows.query.order_by or rows.model._meta.ordering
    return rows if {"pk", "-pk", "id", "-id"} & set(order) else rows.order_by(*order, "pk")


class BulkPage(FormPage, abstract=True):
    """One action on many chosen rows: preview, confirm, then done and refused with reasons.

    Rows are scoped again and the permission asked again for each (`row_permission`). `permission` is that of the list. More than
    DIRECT_ITEMS rows are done by a job where the page is `in_background`: its form then holds nothing but ids, and words said to all.
    """

    in_background = False
    template_name = "generic/bulk.html"
    form_class = ConfirmForm
    row_permission = ""
    row_label = staticmethod(str)

    @property
    def nothing(self):
        return f"还没有勾选。请回到列表，先勾选要办的行，再点【{self.heading()}】。"

    def perform(self, row, form):
        """Call the action for one row."""
        raise ImproperlyConfigured(f"{type(self).__name__} needs perform()")

    @property
    def submit_label(self):
        return self.title

    def row_subject(self, row):
        """What `row_permission` is asked about."""
        return row

    def why_not_row(self, row):
        """Why the preview leaves this row out; "" where it is ready."""
        return why_not(self.row_permission, self.seat, self.row_subject(row))

    def demand_row(self, row):
        """Asked again in the row's own transaction. A page whose action asks the same under locks need not."""
        demand(self.row_permission, self.seat, self.row_subject(row))

    def chosen(self):
        ids = (self.request.POST or self.request.GET).getlist("chosen")
        return list(self.get_queryset().filter(pk__in=whole_numbers(ids)))

    def chosen_address(self):
        """Where this page asks about the same rows again."""
        return f"{self.request.path}?{urlencode([('chosen', row.pk) for row in self.chosen()])}"

    def get_context_data(self, **kwargs):
        rows = [(row, self.why_not_row(row)) for row in self.chosen()]
        ready = [(row.pk, self.row_label(row)) for row, reason in rows if not reason]
        refused = [(self.row_label(row), reason) for row, reason in rows if reason]
        return super().get_context_data(ready=ready, refused=refused, **kwargs)

    def do(self, row, form):
        """One row in a transaction of its own: what is done stays when a later row is refused or fails. Returns why not, "" where done."""
        try:
            with stale_is_refused(), transaction.atomic():
                self.demand_row(row)
                self.perform(row, form)
        except Refused as error:
            self.request.audit_refusal(on=self.row_subject(row), 理由=str(error))
            return str(error)
        except ValidationError as error:
            return "；".join(error.messages)
        return ""

    def commit(self, form):
        """Returns how many are done and [(row, why not)], or the address of the job that does them."""
        rows = self.chosen()
        if self.in_background and len(rows) > DIRECT_ITEMS:
            return self.start_job(rows)
        refused = [(row, reason) for row in rows if (reason := self.do(row, form))]
        return len(rows) - len(refused), refused

    def start_job(self, rows):
        form = self.request.POST.copy()
        for name in ("chosen", "once", "back", "csrfmiddlewaretoken"):
            form.pop(name, None)
        arguments = {"path": self.request.path, "form": form.urlencode()}
        return self.request.start_job("bulk", self.title, arguments, [row.pk for row in rows])

    def settle(self):
        """The one row of a job's item: (label, why not), as this seat may see and do it now."""
        rows = self.chosen()
        if not rows:
            return "", "已不在您可以办理的范围内。"
        (row,) = rows
        form = self.get_form()
        reason = self.do(row, form) if form.is_valid() else "所填内容已不能使用，请重新办理。"
        return (self.row_label(row), reason) if reason else ("", "")

    def succeed(self, result):
        self.led_to_job = result if isinstance(result, str) else ""
        return super().succeed(result)

    def get_success_url(self):
        return self.led_to_job or super().get_success_url()

    def success_text(self, result):
        if self.led_to_job:
            return ""
        done, refused = result
        text = f"{self.title}：完成 {done} 项。"
        reasons = "；".join(f"{self.row_label(row)}：{reason}" for row, reason in refused)
        return text + (f"未完成 {len(refused)} 项：{reasons}" if refused else "")


def file_response(name, content, content_type):
    """A made file to be saved under `name`."""
    response = HttpResponse(content, content_type=content_type)
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response
