"""Tables of 单位管理."""

import django_tables2 as tables
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join

from orgs import tree
from orgs.models import Account, AccountChange, AccountProposal, AuditEvent, Unit, UnitChange
from orgs.states import ChangeState, ProposalState, UnitState
from titleplatform.kit.buttons import button
from titleplatform.kit.selection import MenuColumn, PickColumn
from titleplatform.kit.tables import (
    ActionsColumn,
    CheckColumn,
    DateTimeColumn,
    PhoneColumn,
    StateColumn,
    Table,
)

CODE = {"td": {"class": "nowrap t12"}}
NAME = {"td": {"class": "w-name"}}
NOWRAP = {"td": {"class": "nowrap"}}


def unit_buttons(seat, unit, delete=button):
    """What can be done with a lower unit, in the order of the manual: above the list, in the row menu and on the unit's page."""
    turn = ("启用", "orgs:unit_enable", "orgs.enable_unit")
    if unit.state != UnitState.DISABLED:
        turn = ("停用", "orgs:unit_disable", "orgs.disable_unit")
    return [
        button("修改", "orgs:unit_change", "orgs.change_unit", seat, unit, dialog=True),
        delete("删除", "orgs:unit_delete", "orgs.delete_unit", seat, unit, dialog=True, style="danger"),
        button("编辑信息", "orgs:unit_contact", "orgs.edit_contact", seat, unit, dialog=True),
        button("初始化密码", "orgs:unit_password", "orgs.reset_unit_password", seat, unit, dialog=True),
        button("移动", "orgs:unit_move", "orgs.move_unit", seat, unit, dialog=True),
        button("撤并", "unit_merge", "orgs.merge_unit", seat, unit, dialog=True),
        button(*turn, seat, unit, dialog=True),
    ]


class UnitTable(Table):
    """All units below a node. 管理员账号 is the unit's code."""

    code = PickColumn(attrs=CODE)
    name = tables.Column(linkify=("orgs:unit", [tables.A("pk")]), attrs=NAME)
    kind = tables.Column(attrs=NOWRAP)
    superior = tables.Column(verbose_name="上级单位", accessor="parent__name", empty_values=(), attrs=NAME)
    account = tables.Column(verbose_name="管理员账号", accessor="code", orderable=False, attrs=CODE)
    contact_name = tables.Column(orderable=False, attrs=NOWRAP)
    contact_phone = tables.Column(orderable=False, attrs=NOWRAP)
    state = StateColumn(UnitState, verbose_name="状态")
    actions = MenuColumn(unit_buttons, in_row=("修改",))

    class Meta(Table.Meta):
        model = Unit
        fields = ()

    @cached_property
    def top(self):
        return tree.top_of(Unit)

    def render_superior(self, record):
        top = self.top if record.is_branch_root else None  # asked only where some row needs it
        return str(tree.parent_of(record, top) or "—")


class WaitingUnitTable(Table):
    """下级单位审核."""

    check = CheckColumn()
    name = tables.Column()
    code = tables.Column(attrs=CODE)
    kind = tables.Column(attrs=NOWRAP)
    credit_code = tables.Column(orderable=False, attrs=CODE)
    contact_name = tables.Column(orderable=False, attrs=NOWRAP)
    submitted_at = DateTimeColumn(attrs=NOWRAP)
    actions = ActionsColumn(lambda seat, unit: [button("审核", "orgs:unit_review", "orgs.decide_unit", seat, unit)])

    class Meta(Table.Meta):
        model = Unit
        fields = ()
        order_by = "submitted_at"


class ChangeTable(Table):
    """单位信息变更审核."""

    unit = tables.Column(accessor="unit__name")
    code = tables.Column("单位编码", accessor="unit__code", attrs=CODE)
    differences = tables.Column("变更前 → 变更为", orderable=False)
    asked_at = DateTimeColumn(attrs=NOWRAP)
    asked_by_name = tables.Column(orderable=False)
    decided_by_name = tables.Column(orderable=False, default="—")
    state = StateColumn(ChangeState, verbose_name="状态")
    actions = ActionsColumn(
        lambda seat, change: [button("审核", "orgs:change_review", "orgs.decide_change", seat, change)]
    )

    class Meta(Table.Meta):
        model = UnitChange
        fields = ()
        order_by = "asked_at"

    def render_differences(self, value):
        return format_html_join("", "<div>{}：{} → <b>{}</b></div>", value)

    def value_differences(self, value):
        return "；".join(f"{label}：{old} → {new}" for label, old, new in value)


class ExpiredPasswordTable(Table):
    """Accounts whose initial password ran out."""

    check = CheckColumn()
    login_name = tables.Column()
    name = tables.Column(orderable=False)
    kind = tables.Column(attrs=NOWRAP)
    unit = tables.Column(orderable=False)
    initial_password_at = DateTimeColumn(attrs=NOWRAP)

    class Meta(Table.Meta):
        model = Account
        fields = ()
        order_by = "login_name"


class RenamedLoginTable(Table):
    """Accounts whose login name an upgrade changed."""

    login_name = tables.Column("现登录账号")
    former_login_name = tables.Column()
    name = tables.Column(orderable=False)
    kind = tables.Column(attrs=NOWRAP)
    unit = tables.Column(orderable=False, default="—")

    class Meta(Table.Meta):
        model = Account
        fields = ()
        order_by = "login_name"


class AuditTable(Table):
    """日志审计."""

    at = DateTimeColumn(format="Y-m-d H:i:s", attrs=NOWRAP)
    topic = tables.Column(orderable=False, attrs=NOWRAP)
    account_label = tables.Column(orderable=False)
    unit_label = tables.Column(orderable=False, default="—")
    verb = tables.Column(orderable=False)
    subject_label = tables.Column(orderable=False)
    detail = tables.Column(orderable=False)
    address = tables.Column(orderable=False, default="—")

    class Meta(Table.Meta):
        model = AuditEvent
        fields = ()
        order_by = "-at"

    def render_detail(self, value):
        return self.value_detail(value)

    def value_detail(self, value):
        return "；".join(f"{key}：{said(each)}" for key, each in value.items() if each not in ("", None, []))


def said(value):
    return "、".join(map(str, value)) if isinstance(value, list) else value


def administrator_buttons(seat, account):
    turn = "disable" if account.is_active else "enable"
    return [
        button("初始化密码", "orgs:administrator_reset", "orgs.reset_administrator", seat, account, dialog=True),
        button(
            AccountChange(turn).label,
            f"orgs:administrator_{turn}",
            f"orgs.{turn}_administrator",
            seat,
            account,
            dialog=True,
        ),
    ]


class AdministratorTable(Table):
    """平台账号."""

    login_name = tables.Column(attrs=NOWRAP)
    name = tables.Column(orderable=False)
    kind = tables.Column(attrs=NOWRAP)
    known = tables.Column("证件号", accessor="id_number_hash", orderable=False, empty_values=())
    phone = PhoneColumn(orderable=False, default="—")
    is_active = tables.Column("状态", orderable=False)
    last_login = DateTimeColumn(verbose_name="最近登录", default="—", attrs=NOWRAP)
    actions = ActionsColumn(administrator_buttons)

    class Meta(Table.Meta):
        model = Account
        fields = ()
        order_by = ("kind", "login_name")

    def render_known(self, value):
        css, word = ("is-pass", "已登记") if value else ("is-warn", "未登记")
        return format_html('<span class="mark {}">{}</span>', css, word)

    def value_known(self, value):
        return "已登记" if value else "未登记"

    def render_is_active(self, record):
        css = "is-wait" if record.is_changing else "is-pass" if record.is_active else "is-off"
        return format_html('<span class="mark {}">{}</span>', css, self.value_is_active(record))

    def value_is_active(self, record):
        return ("启用" if record.is_active else "停用") + ("，有变更待确认" if record.is_changing else "")


def proposal_buttons(seat, proposal):
    return [
        button("确认", "orgs:proposal_confirm", "orgs.confirm_proposal", seat, proposal, dialog=True),
        button("拒绝", "orgs:proposal_refuse", "orgs.refuse_proposal", seat, proposal, dialog=True),
    ]


class AccountProposalTable(Table):
    """平台账号变更."""

    account_label = tables.Column(orderable=False)
    kind = tables.Column(attrs=NOWRAP)
    change = tables.Column(attrs=NOWRAP)
    asked_by = tables.Column(accessor="asked_by__label", verbose_name="申请人", orderable=False)
    asked_at = DateTimeColumn(attrs=NOWRAP)
    state = StateColumn(ProposalState, verbose_name="状态")
    answered_by = tables.Column(accessor="answered_by__label", verbose_name="确认人", orderable=False, default="—")
    answered_at = DateTimeColumn(attrs=NOWRAP, default="—")
    reason = tables.Column(orderable=False, default="—")
    actions = ActionsColumn(proposal_buttons)

    class Meta(Table.Meta):
        model = AccountProposal
        fields = ()
