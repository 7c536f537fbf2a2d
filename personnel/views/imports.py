"""导入 of persons: choose a file, see what each row would do, then write all of it or nothing."""

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from personnel.actions import imports as actions
from personnel.actions.import_rows import template_workbook, wrong_rows_workbook
from personnel.forms.persons import ImportForm, WriteForm
from personnel.jobs import CHECK, WRITE
from personnel.models import Found, ImportRow, PersonImport
from personnel.models.imports import WRITTEN
from personnel.tables import ImportTable
from titleplatform.kit.buttons import button
from titleplatform.kit.excel import XLSX_TYPE
from titleplatform.kit.lists import ListPage, file_response
from titleplatform.kit.pages import ActionPage, FormPage, Page, rows_of

IMPORTS = rows_of(PersonImport)
PERSONS = ("单位人员管理", "personnel:persons")


def quietly(done, total):
    """The progress of what is done within the request."""


class ImportPersonsPage(FormPage):
    """The file. A short one is compared at once, a long one by a job."""

    permission = "personnel.add_person"
    queryset = IMPORTS
    title = "导入人员"
    crumbs = (PERSONS,)
    here = back_to = "personnel:persons"
    form_class = ImportForm
    submit_label = "试导入"
    before_form = "personnel/import_note.html"
    note = "先看每一行会怎样，确认后才写入。"

    def save(self, form):
        return actions.receive_persons(by=self.seat, file=form.cleaned_data["file"])

    def succeed(self, batch):
        self.batch = batch
        if batch.is_short:
            actions.check_persons(self.seat.unit, batch, quietly)
        return super().succeed(batch)

    def get_success_url(self):
        if self.batch.is_short:
            return reverse("personnel:import", args=[self.batch.pk])
        return self.request.start_job(CHECK, self.batch.file_name, {"batch": self.batch.pk})


class OneImport(Page, abstract=True):
    """A page about one file of this unit."""

    queryset = IMPORTS
    crumbs = (PERSONS,)
    here = "personnel:persons"

    @cached_property
    def batch(self):
        return get_object_or_404(IMPORTS.visible_to(self.seat), pk=self.kwargs["batch"])

    @property
    def subject(self):
        return self.batch


class ImportPage(OneImport, ListPage):
    """试导入: every row with what it would do; afterwards what was left out."""

    permission = "personnel.see_import"
    queryset = rows_of(ImportRow)
    title = "导入人员"
    template_name = "personnel/import.html"
    table_class = ImportTable
    empty = "没有这样的行。"

    @property
    def found(self):
        """The kind of rows shown: as the address asks, else the first there is, what is wrong before all."""
        asked = self.request.GET.get("found")
        order = (Found.WRONG, Found.NEW, Found.CHANGED, Found.SAME)
        return asked if asked in Found.values else next((each for each in order if self.batch.number(each)), Found.NEW)

    def get_queryset(self):
        return super().get_queryset().filter(batch=self.batch, found=self.found)

    def prepare(self, rows):
        """The place of each row names the sheet, which its batch knows."""
        for row in rows:
            row.batch = self.batch

    def get_context_data(self, **kwargs):
        kinds = (Found.WRONG,) if self.batch.written_at else Found
        figures = [(kind, self.batch.number(kind), kind == self.found) for kind in kinds]
        return super().get_context_data(
            batch=self.batch, figures=figures, wrong=self.batch.number(Found.WRONG), **kwargs
        )

    def buttons(self):
        number, args = self.batch.number(*WRITTEN), [self.batch.pk]
        about = (self.seat, self.batch)
        if self.batch.written_at:
            return []
        return [
            button("放弃", "personnel:import_drop", "personnel.drop_import", *about, args=args, dialog=True),
            button("换一个文件", "personnel:person_import", "personnel.add_person", self.seat, dialog=True),
            button(
                f"导入 {number} 行",
                "personnel:import_write",
                "personnel.write_import",
                *about,
                args=args,
                style="primary",
                dialog=True,
            ),
        ]


class WriteImportPage(OneImport, FormPage):
    """【导入】, once seen."""

    permission = "personnel.write_import"
    title = "导入人员"
    form_class = WriteForm
    submit_label = "导入"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"wrong": self.batch.number(Found.WRONG)}

    def explain(self):
        new, changed = self.batch.number(Found.NEW), self.batch.number(Found.CHANGED)
        return f"新增 {new} 人，变更 {changed} 人。全部写入，或一行也不写。"

    def commit(self, form):
        """A short one at once; its look at the rows stays where it refuses."""
        return self.save(form)

    def save(self, form):
        leave_out = form.cleaned_data["leave_out"]
        if self.batch.is_short:
            work = {"held": transaction.atomic, "advance": quietly}
            return actions.write_persons(by=self.seat, batch=self.batch, leave_out=leave_out, **work)
        self.job = self.request.start_job(WRITE, self.batch.file_name, {"batch": self.batch.pk, "leave_out": leave_out})
        return None

    def success_text(self, result):
        return f"已导入 {self.batch.number(*WRITTEN)} 人。{actions.passwords_note()}" if self.batch.is_short else ""

    def back(self):
        return reverse("personnel:import", args=[self.batch.pk])

    def get_success_url(self):
        return self.back() if self.batch.is_short else self.job


class DropImportPage(OneImport, ActionPage):
    permission = "personnel.drop_import"
    title = "放弃导入"
    submit_label = "放弃"
    danger = True
    success = "已放弃，没有写入。"

    def get_object(self, queryset=None):
        return self.batch

    def explain(self):
        return "上传的表格和试导入的结果一并删除，人员没有变化。"

    def save(self, form):
        actions.drop_persons(by=self.seat, batch=self.batch)

    def back(self):
        return reverse("personnel:persons")


class WrongRowsPage(OneImport):
    """The rows that were wrong as an Excel file, to be mended and sent again."""

    permission = "personnel.see_import"

    def get(self, request, *args, **kwargs):
        if not self.batch.number(Found.WRONG):
            raise Http404
        self.audit("下载导入错误行", on=self.batch)
        return file_response(f"导入错误行-{self.batch.pk}.xlsx", wrong_rows_workbook(self.batch), XLSX_TYPE)


class ImportTemplatePage(Page):
    """The empty Excel file to fill in."""

    permission = "personnel.add_person"
    queryset = IMPORTS

    def get(self, request):
        return file_response("人员导入模板.xlsx", template_workbook(), XLSX_TYPE)
