"""系统管理 → 平台账号: the three kinds of administrators, what is asked to be changed, and who confirms it."""

from django.urls import reverse

from orgs.actions import administrators as actions
from orgs.filters import AccountProposalFilter, AdministratorFilter
from orgs.forms import AdministratorForm
from orgs.models import Account, AccountChange, AccountProposal
from orgs.queries import with_prospects
from orgs.tables import AccountProposalTable, AdministratorTable
from titleplatform.kit.buttons import Button, button
from titleplatform.kit.forms import ReasonForm
from titleplatform.kit.lists import ListPage
from titleplatform.kit.pages import ActionPage, FormPage, rows_of
from titleplatform.kit.shown_once import ShownOncePage

ADMINISTRATORS = rows_of(Account).of_the_platform()
PROPOSALS = rows_of(AccountProposal).select_related("account", "asked_by", "answered_by")
HERE = ("平台账号", "orgs:administrators")
CHANGES = ("平台账号变更", "orgs:account_proposals")
ASKED = "已提出。由另一类管理员在【平台账号变更】确认后生效。"


class AdministratorsPage(ListPage):
    permission = "orgs.list_administrators"
    queryset = ADMINISTRATORS
    title = "平台账号"
    table_class = AdministratorTable
    filterset_class = AdministratorFilter
    export_name = "平台账号"
    empty = "没有符合条件的平台账号。"
    note = (
        "由系统管理员提出，另一类管理员确认后生效。每一类至少有一个启用的账号，一个人只能有一个平台账号。"
        "第一个账号、丢失的账号和没有登记的证件号，由运行服务器的人员处理。"
    )

    def get_queryset(self):
        return with_prospects(super().get_queryset())

    def buttons(self):
        add = {"style": "primary", "icon": "plus", "dialog": True}
        return [
            Button("变更记录", reverse("orgs:account_proposals") + "?tab=all"),
            button("新增", "orgs:administrator_add", "orgs.add_administrator", self.seat, **add),
        ]


class AdministratorFormPage(FormPage, abstract=True):
    crumbs = (HERE,)
    here = HERE[1]
    success = ASKED

    def back(self):
        return reverse(HERE[1])


class AddAdministratorPage(AdministratorFormPage):
    permission = "orgs.add_administrator"
    queryset = ADMINISTRATORS
    title = "新增平台账号"
    form_class = AdministratorForm
    submit_label = "提出新增"
    note = "另一类管理员确认后启用；一次性密码由确认人看到并转交本人。"

    def save(self, form):
        return actions.propose_administrator(by=self.seat, account=form.save(commit=False))


class ProposePage(AdministratorFormPage, ActionPage, abstract=True):
    """One of the changes of an existing account."""

    queryset = ADMINISTRATORS
    change = None
    consequence = ""

    @property
    def title(self):
        return f"{self.change.label}平台账号" if self.change != AccountChange.RESET else self.change.label

    @property
    def submit_label(self):
        return f"提出{self.change.label}"

    def explain(self):
        return f"{self.object.get_kind_display()} {self.object.label}：由另一类管理员确认后{self.consequence}。"

    def save(self, form):
        return actions.propose_change(by=self.seat, account=self.object, change=self.change)


class EnablePage(ProposePage):
    permission = "orgs.enable_administrator"
    queryset = ADMINISTRATORS
    change = AccountChange.ENABLE
    consequence = "可以登录，密码不变"


class DisablePage(ProposePage):
    permission = "orgs.disable_administrator"
    queryset = ADMINISTRATORS
    change = AccountChange.DISABLE
    consequence = "不能登录，已登录的立即退出"
    danger = True


class ResetPage(ProposePage):
    permission = "orgs.reset_administrator"
    queryset = ADMINISTRATORS
    change = AccountChange.RESET
    consequence = "原密码失效；一次性密码由确认人看到并转交本人"


class AccountProposalsPage(ListPage):
    """What waits for this administrator, and everything there was."""

    permission = "orgs.list_account_proposals"
    queryset = PROPOSALS
    title = "平台账号变更"
    template_name = "generic/tabbed_list.html"
    wide = True
    crumbs = (HERE,)
    here = HERE[1]
    table_class = AccountProposalTable
    filterset_class = AccountProposalFilter
    export_name = "平台账号变更"
    empty = "没有平台账号变更。"
    note = "由另一类管理员确认：申请人、同类管理员和本人都不能确认。"

    @property
    def tab(self):
        return "all" if self.request.GET.get("tab") == "all" else "mine"

    def get_queryset(self):
        rows = super().get_queryset()
        return rows if self.tab == "all" else rows.waiting_for(self.seat)

    def get_context_data(self, **kwargs):
        tabs = [(key, label, key == self.tab) for key, label in (("mine", "待我确认"), ("all", "全部"))]
        return super().get_context_data(tabs=tabs, **kwargs)


class AnswerPage(ActionPage, abstract=True):
    crumbs = (HERE, CHANGES)
    here = HERE[1]

    def back(self):
        return reverse(CHANGES[1])

    def explain(self):
        asked = self.object
        return (
            f"{asked.asked_by.label}申请{asked.get_change_display()}{asked.get_kind_display()} {asked.account_label}。"
        )


class ConfirmPage(AnswerPage, ShownOncePage):
    """A one-time password is shown once, in the answer."""

    permission = "orgs.confirm_proposal"
    queryset = PROPOSALS
    title = "确认平台账号变更"
    submit_label = "确认"
    what = "一次性密码"
    anew_label = "在平台账号中再次初始化密码"

    def save(self, form):
        return actions.confirm_change(by=self.seat, proposal=self.object)

    def secrets(self, effect):
        return [(effect.account.login_name, effect.password)] if effect.password else []

    def anew(self, effect):
        return reverse(HERE[1])

    def success_text(self, effect):
        told = "请将一次性密码当面告知本人，首次登录须修改。" if effect.password else ""
        return f"已确认，变更已生效。{told}"


class RefusePage(AnswerPage):
    permission = "orgs.refuse_proposal"
    queryset = PROPOSALS
    title = "拒绝平台账号变更"
    form_class = ReasonForm
    submit_label = "拒绝"
    danger = True
    success = "已拒绝，没有变更。"

    def save(self, form):
        actions.refuse_change(by=self.seat, proposal=self.object, reason=form.cleaned_data["reason"])
