"""Accounts that an administrator must look after (docs/screens.md §0): an initial password ran out before anybody used it, or an upgrade
changed the login name."""

from django.utils.functional import cached_property

from orgs import actions
from orgs.filters import AccountFilter
from orgs.models import Account
from orgs.tables import ExpiredPasswordTable, RenamedLoginTable
from titleplatform.kit.lists import BulkPage, ListPage
from titleplatform.kit.pages import rows_of
from titleplatform.kit.shown_once import ShownOncePage


class ExpiredPasswordsPage(ListPage):
    """The list, reached from 待办事项."""

    permission = "orgs.list_expired_passwords"
    queryset = rows_of(Account)
    title = "初始密码过期"
    table_class = ExpiredPasswordTable
    filterset_class = AccountFilter
    bulk = (("初始化密码", "orgs:reset_passwords"),)
    empty = "没有初始密码过期的账号。"
    note = "初始密码过期的账号不能登录；【初始化密码】后重新计算期限。"

    def get_queryset(self):
        rows = super().get_queryset().administered_by(self.seat).with_expired_initial_password()
        return rows.select_related("unit")


class RenamedLoginsPage(ListPage):
    """Whose login name an upgrade changed, until they have logged in with the new one; reached from 待办事项."""

    permission = "orgs.list_renamed_logins"
    queryset = rows_of(Account)
    title = "登录账号已调整"
    table_class = RenamedLoginTable
    filterset_class = AccountFilter
    export_name = "调整的登录账号"
    empty = "没有调整过的登录账号。"
    note = (
        "纯数字的账号留给单位，只差大小写或全角的账号不能并存，升级时加了后缀。请告知本人；本人用新账号登录后不再列出。"
    )

    def get_queryset(self):
        return super().get_queryset().administered_by(self.seat).renamed().select_related("unit")


class ResetPasswordsPage(BulkPage, ShownOncePage):
    """Batch 初始化密码; the passwords are shown once."""

    permission = "orgs.list_expired_passwords"
    row_permission = "orgs.reset_account_password"
    queryset = rows_of(Account)
    title = "批量初始化密码"
    submit_label = "初始化密码"
    crumbs = (("初始密码过期", "orgs:expired_passwords"),)
    back_to = "orgs:expired_passwords"
    row_label = staticmethod(lambda account: account.label)

    def get_queryset(self):
        return super().get_queryset().administered_by(self.seat)

    @cached_property
    def shown(self):
        """(login name, password) of every account done."""
        return []

    def perform(self, row, form):
        self.shown.append((row.login_name, actions.reset_account_password(by=self.seat, account=row)))

    def secrets(self, result):
        return self.shown

    def anew(self, result):
        return self.chosen_address()
