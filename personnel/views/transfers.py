"""单位变动人员管理."""

from django.urls import reverse

from personnel.actions import transfers as actions
from personnel.filters import TransferFilter
from personnel.forms.persons import AskTransferForm
from personnel.models import Transfer
from personnel.queries import refused_transfers, transfers_to_answer
from personnel.tables import OwnTransferTable, TransferTable
from titleplatform.kit.buttons import button
from titleplatform.kit.forms import ReasonForm
from titleplatform.kit.lists import ListPage
from titleplatform.kit.pages import ActionPage, FilePage, FormPage, rows_of

TRANSFERS = rows_of(Transfer).select_related("person__account", "from_unit", "to_unit")
TABS = {"answer": "待我答复", "refused": "被拒绝的", "all": "全部"}


class TransfersPage(ListPage):
    permission = "personnel.list_transfers"
    queryset = TRANSFERS
    title = "单位变动人员管理"
    template_name = "generic/tabbed_list.html"
    table_class = TransferTable
    filterset_class = TransferFilter
    hidden_at_first = ("id_number",)
    export_name = "单位变动"
    empty = "没有单位变动申请。"
    note = "原单位满 15 个工作日未答复的，共同的上级单位可以处理。"

    @property
    def tab(self):
        asked = self.request.GET.get("tab", "answer")
        return asked if asked in TABS else "answer"

    def get_queryset(self):
        rows = super().get_queryset()
        narrowed = {"answer": transfers_to_answer, "refused": refused_transfers}.get(self.tab)
        return rows.filter(pk__in=narrowed(self.seat).values("pk")) if narrowed else rows

    def get_context_data(self, **kwargs):
        tabs = [(key, label, key == self.tab) for key, label in TABS.items()]
        return super().get_context_data(tabs=tabs, **kwargs)

    def buttons(self):
        return [
            button(
                "申请移交", "personnel:transfer_ask", "personnel.ask_transfer", self.seat, style="primary", dialog=True
            )
        ]


class AskTransferPage(FormPage):
    permission = "personnel.ask_transfer"
    queryset = TRANSFERS
    title = "申请移交"
    crumbs = (("单位变动人员管理", "personnel:transfers"),)
    here = "personnel:transfers"
    form_class = AskTransferForm
    submit_label = "申请移交"
    note = "证件号和姓名须都相符；原单位同意后人员转入本单位。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"unit": self.seat.unit}

    def save(self, form):
        return actions.ask_transfer(by=self.seat, **form.cleaned_data)

    def success_text(self, transfer):
        return f"已向“{transfer.from_unit}”申请移交 {transfer.person}。"

    def back(self):
        return reverse("personnel:transfers") + "?tab=all"


class AnswerPage(ActionPage, abstract=True):
    permission = "personnel.answer_transfer"
    queryset = TRANSFERS
    before_form = "personnel/transfer_asked.html"
    crumbs = (("单位变动人员管理", "personnel:transfers"),)
    here = "personnel:transfers"

    def back(self):
        return reverse("personnel:transfers")


class AgreePage(AnswerPage):
    permission = "personnel.answer_transfer"
    queryset = TRANSFERS
    title = "同意移交"
    submit_label = "同意"
    success = "已同意，人员已转出。"

    def explain(self):
        return "同意后立即转入新单位，个人档案随人转移。"

    def save(self, form):
        actions.answer_transfer(by=self.seat, transfer=self.object, agree=True)


class RefusePage(AnswerPage):
    permission = "personnel.answer_transfer"
    queryset = TRANSFERS
    title = "拒绝移交"
    form_class = ReasonForm
    submit_label = "拒绝"
    danger = True
    success = "已拒绝。"

    def explain(self):
        return "拒绝后人员仍在原单位；理由由新单位和本人看到。"

    def save(self, form):
        actions.answer_transfer(by=self.seat, transfer=self.object, agree=False, answer=form.cleaned_data["reason"])


class TransferProof(FilePage):
    permission = "personnel.see_transfer_proof"
    queryset = TRANSFERS.exclude(proof=None).select_related("proof")

    def stored(self):
        return self.object.proof, self.object.proof_name


class OwnTransfersPage(ListPage):
    """单位变动 of the applicant."""

    permission = "personnel.list_own_transfers"
    queryset = TRANSFERS
    title = "单位变动"
    table_class = OwnTransferTable
    empty = "没有单位变动。调到新单位后，由新单位在【单位变动人员管理】【申请移交】。"
