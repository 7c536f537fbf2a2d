"""申报人员状态查询, 面试通知 and 打印评审表."""

from django.http import FileResponse
from django.urls import reverse

from review import actions
from review.filters import StatusFilter
from review.forms import InterviewForm
from review.models import Application
from review.prints import review_form
from review.tables import StatusTable
from titleplatform.kit.lists import ListPage
from titleplatform.kit.pages import ChangePage, ObjectPage, rows_of

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
        said = {
            "摘录": printed.variant if printed.is_extract else "",
            "证件号": "印全" if printed.is_in_full else "隐去",
        }
        self.audit("打印评审表", on=self.object, 版本=printed.mark[:16], **said)
        name = f"评审表{'摘录' if printed.is_extract else ''}-{self.object.person}-{self.object.year}.pdf"
        return FileResponse(printed.file.open(), content_type="application/pdf", filename=name)
