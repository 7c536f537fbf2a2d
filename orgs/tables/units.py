"""Tables of 单位管理."""

from operator import attrgetter

import django_tables2 as tables
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join

from orgs import tree
from orgs.chain.models import ChainStep
from orgs.chain.words import Verdict
from orgs.models import Account, AccountChange, AccountProposal, AuditEvent, Unit, UnitChange
from orgs.states import ChangeState, ProposalState, UnitState
from titleplatform.kit.buttons import button
from titleplatform.kit.identity import mask_phone
from titleplatform.kit.selection import MenuColumn, PickColumn
from titleplatform.kit.tables import (
    ActionsColumn,
    CheckColumn,
    DateTimeColumn,
    ExportColumn,
    NumberColumn,
    StateColumn,
    Table,
    two_lines,
)
from titleplatform.kit.todo import OVER_AGE_WORKING_DAYS

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


class ClimbStateColumn(tables.Column):
    """The state of what climbs, in its own words."""

    def __init__(self, **kwargs):
        super().__init__(**{"verbose_name": "状态", "accessor": "state"} | kwargs)

    def render(self, record):
        return format_html('<span class="mark {}">{}</span>', record.state_css, record.state_label)

    def value(self, record):
        return record.state_label


class ClimbTable(Table):
    """Base of lists of what climbs: its state, and the desk where it stands."""

    state = ClimbStateColumn()
    place = tables.Column("当前环节", accessor="run__place", orderable=False, empty_values=("", None), default="—")


class DaysColumn(NumberColumn):
    """Working days at a desk; red where a step is over-age and still waits."""

    def render(self, record):
        days = record.working_days
        return format_html('<b class="late">{}</b>', days) if record.is_open and days > OVER_AGE_WORKING_DAYS else days

    def value(self, record):
        return record.working_days


class StepTable(Table):
    """Base of the review queues: one row per submission at, or decided by, this desk. Subclasses put their own columns between."""

    chosen = CheckColumn(name_of=attrgetter("run.label"))
    unit = tables.Column("申报单位", accessor="run__unit_name")
    desk = tables.Column("环节", accessor="get_role_display", orderable=False)
    opened_at = DateTimeColumn(verbose_name="到达时间", attrs=NOWRAP)
    days = DaysColumn(verbose_name="停留天数", accessor="opened_at", orderable=False)
    result = tables.Column("结果", accessor="result", orderable=False, empty_values=())

    words = {}  # the spec's, where they differ from the usual

    class Meta(Table.Meta):
        model = ChainStep
        fields = ()

    def show_tab(self, tab):
        """Leave out what means nothing in this tab of the queue."""

    def render_result(self, record):
        css = {"pass": "is-pass", "return": "is-return", "fail": "is-fail"}.get(record.result, "is-wait")
        return format_html('<span class="mark {}">{}</span>', css, self.value_result(record))

    def value_result(self, record):
        return "待审" if record.is_open else self.words.get(record.result, record.get_result_display())


class WholeTable(StepTable):
    """The queue of what is judged as a whole: 【通过】 【撤回】 【详情】 in every row that waits here, 【详情】 alone in the others."""

    desk = ExportColumn("环节", accessor="get_role_display", orderable=False)
    actions = tables.Column(
        "操作",
        accessor="pk",
        orderable=False,
        exclude_from_export=True,
        attrs={"td": {"class": "num not-paper"}, "th": {"class": "num not-paper"}},
    )
    places = None  # the queue's
    waits = True

    def show_tab(self, tab):
        self.waits = tab == "waiting"
        self.columns.hide("result" if self.waits else "chosen")

    def subject_of(self, step):
        return getattr(step.run, self.places.subject_name)

    def render_opened_at(self, record, value):
        run = record.run
        rounds = f"第 {record.round} 次{'上报' if run.handed_in_role else '提交'} · {record.desk_label}"
        return two_lines(self.columns["opened_at"].column.render(value), rounds)

    def render_days(self, record):
        days = record.working_days
        late = days - OVER_AGE_WORKING_DAYS
        return (
            format_html('<b class="late">{} 天，超期 {}</b>', days, late)
            if record.is_open and late > 0
            else f"{days} 天"
        )

    def render_actions(self, record):
        chosen = f"?chosen={record.pk}"
        names = ((Verdict.PASS, self.places.passing, ""), (Verdict.RETURN, self.places.returning, "btn--danger"))
        offered = [
            (self.words[verdict], reverse(name) + chosen, css) for verdict, name, css in names if name and self.waits
        ]
        detail = reverse(self.places.detail, args=[self.subject_of(record).pk])
        return render_to_string(
            "components/row_decisions.html", {"offered": offered, "detail": detail, "label": record.run.label}
        )


class UnattendedTable(Table):
    """无人可审: open desks at which nobody can judge something, and what is missing there."""

    unit = tables.Column("单位", attrs=NAME)
    desk = tables.Column("环节", accessor="get_role_display", orderable=False, attrs=NOWRAP)
    kind = tables.Column("类别", accessor="run__subject_kind", orderable=False, attrs=NOWRAP)
    label = tables.Column("事项", accessor="run__label", orderable=False, attrs=NAME)
    opened_at = DateTimeColumn(verbose_name="到达时间", attrs=NOWRAP)
    days = DaysColumn(verbose_name="停留天数", accessor="opened_at", orderable=False)
    missing = tables.Column("缺少", accessor="lacking", orderable=False)

    class Meta(Table.Meta):
        model = ChainStep
        fields = ()
        order_by = "opened_at"


class ComingTable(Table):
    """正在路上: rows are steps ahead; what is told is where each stands now."""

    label = tables.Column("事项", accessor="run__label", orderable=False, attrs=NAME)
    kind = tables.Column("类别", accessor="run__subject_kind", orderable=False, attrs=NOWRAP)
    unit = tables.Column("申报单位", accessor="run__unit_name", orderable=False, attrs=NAME)
    place = tables.Column("现在在", accessor="run__place", orderable=False)
    since = DateTimeColumn(verbose_name="到达时间", accessor="run__current_since", attrs=NOWRAP)

    class Meta(Table.Meta):
        model = ChainStep
        fields = ()


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
    phone = tables.Column(orderable=False, default="—")
    is_active = tables.Column("状态", orderable=False)
    last_login = DateTimeColumn(verbose_name="最近登录", default="—", attrs=NOWRAP)
    actions = ActionsColumn(administrator_buttons)

    class Meta(Table.Meta):
        model = Account
        fields = ()
        order_by = ("kind", "login_name")

    def render_phone(self, value):
        return mask_phone(value)

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
