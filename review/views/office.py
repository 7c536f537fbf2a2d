"""申报人员状态查询, 面试通知, 评委会 and 打印评审表."""

from django.http import FileResponse
from django.urls import reverse

from review import actions
from review.filters import CommitteeFilter, StatusFilter
from review.forms import CommitteeForm, InterviewForm
from review.models import Application, Committee
from review.prints import review_form
from review.tables import CommitteeTable, StatusTable
from titleplatform.kit.buttons import button
from titleplatform.kit.lists import ListPage
from titleplatform.kit.pages import ChangePage, FormPage, ObjectPage, rows_of

CASES = rows_of(Application).with_names().exclude(run=None)


class StatusPage(ListPage):
    """Current without a reload button: the rows are read from the climb itself."""

    permission = "review.see_status"
    queryset = CASES
    title = "申报人员状态查询"
    wide = True
    table_class = StatusTable
    filterset_class = StatusFilter
    export_name = "申报人员状态"
    empty = "还没有提交的申报。"

    def get_queryset(self):
        return super().get_queryset().prefetch_related("run__steps")


class InterviewPage(ChangePage):
    """The committee's host enters time, group and place."""

    permission = "review.set_interview"
    queryset = CASES
    title = "面试通知"
    here = "review:status"
    form_class = InterviewForm
    success = "面试通知已保存，申报人和各级单位可在状态查询中看到。"

    def save(self, form):
        return actions.set_interview(by=self.seat, application=form.save(commit=False))

    def back(self):
        return reverse("review:status")


class PrintPage(ObjectPage):
    """【打印评审表】: a stored PDF of the frozen round and the decisions so far."""

    permission = "review.print_form"
    queryset = CASES

    def get(self, request, *args, **kwargs):
        printed = review_form(by=self.seat, application=self.object)
        self.audit("打印评审表", on=self.object, 版本=printed.mark[:16], 摘录=printed.variant)
        name = f"评审表{'摘录' if printed.variant else ''}-{self.object.person}-{self.object.year}.pdf"
        return FileResponse(printed.file.open(), content_type="application/pdf", filename=name)


class CommitteesPage(ListPage):
    permission = "review.list_committees"
    queryset = rows_of(Committee).select_related("host", "series")
    title = "评委会"
    table_class = CommitteeTable
    filterset_class = CommitteeFilter
    export_name = "评委会"
    empty = "还没有评委会。"

    def buttons(self):
        return [
            button(
                "新增",
                "review:committee_add",
                "review.add_committee",
                self.seat,
                style="primary",
                icon="plus",
                dialog=True,
            )
        ]


class CommitteeFormPage(FormPage, abstract=True):
    crumbs = (("评委会", "review:committees"),)
    here = "review:committees"
    form_class = CommitteeForm
    success = "已保存。"

    def save(self, form):
        return actions.save_committee(by=self.seat, committee=form.save(commit=False))

    def back(self):
        return reverse("review:committees")


class AddCommitteePage(CommitteeFormPage):
    permission = "review.add_committee"
    queryset = rows_of(Committee)
    title = "新增评委会"
    note = "组建单位是本单位，也是申报材料的终审机构。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": Committee(host=self.seat.unit)}


class ChangeCommitteePage(CommitteeFormPage, ChangePage):
    permission = "review.change_committee"
    queryset = rows_of(Committee)
    title = "修改评委会"
