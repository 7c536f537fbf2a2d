"""The declared list page, its export and its bulk actions."""

from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django_tables2 import RequestConfig

from titleplatform.kit.access import why_not
from titleplatform.kit.buttons import Button
from titleplatform.kit.excel import XLSX_TYPE, flat_workbook
from titleplatform.kit.forms import ConfirmForm
from titleplatform.kit.pages import FormPage, Page
from titleplatform.kit.refusals import Refused

PAGE_SIZES = (20, 50, 100)


class ListPage(Page, abstract=True):
    """A list = queryset + filterset + table + actions. The address reproduces the view; the export is the same table as a file.

    `bulk` names pages of kind BulkPage: ((label, url name), …); the table then needs a `kit.tables.CheckColumn`.
    """

    template_name = "generic/list.html"
    table_class = None
    filterset_class = None
    export_name = ""
    bulk = ()
    note = ""
    empty = "没有符合条件的记录。"

    def buttons(self):
        """Actions at the right of the heading."""
        return []

    def get_table_kwargs(self):
        return {}

    def filtered(self):
        """(filterset or None, rows) as the address asks."""
        if self.filterset_class is None:
            return None, self.rows()
        filterset = self.filterset_class(self.request.GET, queryset=self.rows(), request=self.request)
        return filterset, filterset.qs

    def table(self, rows):
        table = self.table_class(rows, request=self.request, empty_text=self.empty, **self.get_table_kwargs())
        table.seat = self.seat
        return table

    def per_page(self):
        asked = self.request.GET.get("per_page", "")
        return int(asked) if asked.isdigit() and int(asked) in PAGE_SIZES else PAGE_SIZES[0]

    def get(self, request, *args, **kwargs):
        filterset, rows = self.filtered()
        table = self.table(rows)
        if "_export" in request.GET and self.export_name:
            RequestConfig(request, paginate=False).configure(table)
            return self.export(table)
        RequestConfig(request, paginate={"per_page": self.per_page()}).configure(table)
        return self.render(table=table, filter=filterset, **self.extra())

    def extra(self):
        """More context for pages with a template of their own."""
        return {}

    def export(self, table):
        shown = [column for column in table.columns.iterall() if not column.column.exclude_from_export]
        headings = [column.header for column in shown]
        rows = [[row.get_cell_value(column.name) for column in shown] for row in table.rows]
        self.audit("导出", 表=self.export_name, 行数=len(rows))
        response = HttpResponse(flat_workbook(headings, rows), content_type=XLSX_TYPE)
        name = f"{self.export_name}-{timezone.localdate():%Y%m%d}.xlsx"
        response.headers["Content-Disposition"] = content_disposition_header(True, name)
        return response

    def context(self, **extra):
        query = self.request.GET.copy()
        query["_export"] = "xlsx"
        export = Button("导出", f"?{query.urlencode()}", icon="download") if self.export_name else None
        bulk = [(label, reverse(name)) for label, name in self.bulk]
        return super().context(export=export, bulk=bulk, page_sizes=PAGE_SIZES, **extra)


class BulkPage(FormPage, abstract=True):
    """One action on many chosen rows: preview, confirm, then done and refused with reasons.

    Rows are scoped again and the permission asked again for each (`row_permission`). `permission` is that of the list.
    """

    template_name = "generic/bulk.html"
    form_class = ConfirmForm
    submit_label = "确定"
    row_permission = ""
    row_label = staticmethod(str)

    def perform(self, row, form):
        """Call the action for one row."""
        raise ImproperlyConfigured(f"{type(self).__name__} needs perform()")

    def row_subject(self, row):
        """What `row_permission` is asked about."""
        return row

    def chosen(self):
        ids = (self.request.POST or self.request.GET).getlist("chosen")
        return list(self.rows().filter(pk__in=[pk for pk in ids if pk.isdigit()]))

    def context(self, **extra):
        rows = [(row, why_not(self.row_permission, self.seat, self.row_subject(row))) for row in self.chosen()]
        ready = [row for row, reason in rows if not reason]
        refused = [(row, reason) for row, reason in rows if reason]
        return super().context(ready=ready, refused=refused, **extra)

    def save(self, form):
        done, refused = 0, []
        for row in self.chosen():
            try:
                if reason := why_not(self.row_permission, self.seat, self.row_subject(row)):
                    raise Refused(reason)
                with transaction.atomic():
                    self.perform(row, form)
                done += 1
            except Refused as error:
                refused.append(f"{self.row_label(row)}：{error}")
        return done, refused

    def success_text(self, result):
        done, refused = result
        text = f"{self.title}：完成 {done} 项。"
        return text + (f"未完成 {len(refused)} 项：" + "；".join(refused) if refused else "")
