"""Tables of `personnel`."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.html import format_html, format_html_join

from personnel import grants
from personnel.areas import content_areas
from personnel.models import ImportRow, Person, Reviewer, Title, Transfer
from personnel.queries import series_names
from personnel.states import TransferState
from titleplatform.kit.buttons import button
from titleplatform.kit.selection import MenuColumn, PickColumn
from titleplatform.kit.tables import (
    ActionsColumn,
    CheckColumn,
    DateTimeColumn,
    NumberColumn,
    PhoneColumn,
    StateColumn,
    Table,
)

ONE_LINE = {"td": {"class": "nowrap"}}


def reviewer_buttons(seat, reviewer, delete=button):
    """What can be done with a reviewer, in the order of the manual."""
    may_change = ("personnel.change_reviewer", seat, reviewer)
    switch = ("停用", "personnel:disable", "personnel.disable_reviewer")
    if not reviewer.account.is_active:
        switch = ("启用", "personnel:enable", "personnel.enable_reviewer")
    return [
        button("修改", "personnel:reviewer_change", *may_change, dialog=True),
        delete("删除", "personnel:reviewer_delete", "personnel.delete_reviewer", seat, reviewer, dialog=True),
        button(*switch, seat, reviewer, dialog=True),
        button("设置角色", "personnel:roles", *may_change, dialog=True),
        button("设置角色审查权限", "personnel:scope", *may_change),
        button("初始化密码", "personnel:reviewer_password", *may_change, dialog=True),
    ]


class ReviewerTable(Table):
    """审查人员角色分配. The status says which of 启用, 证件号, 角色, 审查权限 is missing."""

    login_name = PickColumn("登录账号", accessor="account__login_name")
    name = tables.Column("姓名", accessor="account__name", attrs=ONE_LINE)
    phone = PhoneColumn("手机号", accessor="account__phone", orderable=False)
    role = tables.Column("角色", accessor="role_label", orderable=False, empty_values=(), default="—", attrs=ONE_LINE)
    scope = tables.Column("审查权限", accessor="pk", orderable=False)
    status = tables.Column("状态", accessor="account__is_active", empty_values=())
    actions = MenuColumn(reviewer_buttons, in_row=("启用", "停用", "设置角色", "设置角色审查权限"))

    class Meta(Table.Meta):
        model = Reviewer
        fields = ()
        sequence = ("login_name", "name", "phone", "role", "scope", "status", "actions")

    @cached_property
    def scopes(self):
        """The scopes of all rows in one query; a unit has a handful of reviewers."""
        return grants.scopes_of([record.account for record in self.data.data])

    @cached_property
    def words(self):
        return series_names(), {area.key: area.label for area in content_areas()}

    def render_role(self, record):
        return record.role_label or "—"

    def render_scope(self, record):
        return scope_words(self.scopes[record.account_id], *self.words)

    def render_status(self, record):
        missing = record.missing(self.scopes[record.account_id])
        if not missing:
            return format_html('<span class="mark {}">{}</span>', "is-pass", "可以审查")
        return format_html('<span class="mark is-warn">缺：{}</span>', "、".join(missing))


def scope_words(scope, series_names, area_names):
    """A Scope in one line: 全部系列（全部内容）; 工程技术人员（论文、专利）…"""
    groups = {}
    for code, area in scope.pairs:
        groups.setdefault(code, []).append(area)
    said = []
    for code, areas in sorted(groups.items()):
        name = "全部系列" if code == grants.ALL else series_names.get(code, code)
        words = (
            "全部内容" if grants.ALL in areas else "、".join(label for key, label in area_names.items() if key in areas)
        )
        said.append((name, words))
    if len(said) > 3:
        return f"{said[0][0]} 等 {len(said)} 个系列"
    return format_html_join("；", "{}（{}）", said) or "—"


def person_buttons(seat, person, delete=button):
    """What can be done with a person, in the order of the manual."""
    return [
        button("修改", "personnel:person_change", "personnel.change_person", seat, person, dialog=True),
        delete("删除", "personnel:person_delete", "personnel.delete_person", seat, person, dialog=True),
        button("初始化密码", "personnel:person_password", "personnel.change_person", seat, person, dialog=True),
        button("查看证件号", "personnel:reveal", "personnel.reveal_id", seat, person, dialog=True),
    ]


class PersonTable(Table):
    """单位人员管理."""

    check = CheckColumn()
    id_number = tables.Column("证件号", accessor="account__id_number_masked", orderable=False)
    name = PickColumn("姓名", accessor="account__name", attrs=ONE_LINE)
    gender = tables.Column("性别")
    current_title = tables.Column("现任职称", default="—")
    phone = PhoneColumn("手机号", accessor="account__phone", orderable=False)
    unit = tables.Column("单位", accessor="account__unit__name")
    password = tables.Column("状态", accessor="account__must_change_password", orderable=False, empty_values=())
    actions = MenuColumn(person_buttons, in_row=("修改",))

    class Meta(Table.Meta):
        model = Person
        fields = ()
        sequence = ("check", "name", "id_number", "gender", "current_title", "phone", "unit", "password", "actions")

    def render_password(self, value):
        return format_html(
            '<span class="mark {}">{}</span>', *(("is-draft", "初始密码") if value else ("is-pass", "已启用"))
        )

    def value_password(self, value):
        return "初始密码" if value else "已启用"


class ImportTable(Table):
    """Rows of 试导入: the place as Excel names it, who it is, what would happen or what is wrong."""

    place = tables.Column("位置", order_by="number", attrs=ONE_LINE)
    name = tables.Column("姓名", default="—", attrs=ONE_LINE)
    id_number_masked = tables.Column("证件号", default="—", orderable=False, attrs=ONE_LINE)
    phone = tables.Column("手机号", default="—", orderable=False)
    current_title = tables.Column("现任职称", default="—", orderable=False)
    reason = tables.Column("说明", default="—", orderable=False)

    class Meta(Table.Meta):
        model = ImportRow
        fields = ()
        order_by = "place"


def transfer_buttons(seat, transfer):
    return [
        button("同意", "personnel:transfer_agree", "personnel.answer_transfer", seat, transfer, dialog=True),
        button("拒绝", "personnel:transfer_refuse", "personnel.answer_transfer", seat, transfer, dialog=True),
    ]


class TransferTable(Table):
    """单位变动人员管理."""

    person = tables.Column("姓名", accessor="whom", order_by="person__account__name", attrs=ONE_LINE)
    id_number = tables.Column("证件号", accessor="person__account__id_number_masked", orderable=False)
    from_unit = tables.Column("原单位", accessor="origin", order_by="from_unit__name")
    to_unit = tables.Column("新单位", accessor="destination", order_by="to_unit__name")
    reason = tables.Column("变动原因", orderable=False)
    asked_at = DateTimeColumn(verbose_name="申请时间", attrs=ONE_LINE)
    days = NumberColumn(verbose_name="等待（工作日）", accessor="days_waiting", orderable=False)
    state = StateColumn(TransferState, verbose_name="状态")
    answer = tables.Column("答复意见", orderable=False, default="—")
    actions = ActionsColumn(transfer_buttons)

    class Meta(Table.Meta):
        model = Transfer
        fields = ()
        sequence = (
            "person",
            "id_number",
            "from_unit",
            "to_unit",
            "reason",
            "asked_at",
            "days",
            "state",
            "answer",
            "actions",
        )

    def render_reason(self, value, record):
        if not record.proof_id:
            return value
        link = '{}<a class="table__sub" href="{}" target="_blank" rel="noopener">证明材料</a>'
        return format_html(link, value, reverse("personnel:transfer_proof", args=[record.pk]))

    def value_reason(self, value):
        return value


class OwnTransferTable(TransferTable):
    """What the person itself sees."""

    actions = None

    class Meta(TransferTable.Meta):
        sequence = ("person", "from_unit", "to_unit", "reason", "asked_at", "days", "state", "answer")
        exclude = ("id_number",)


class CatalogueTable(Table):
    """目录: series, levels and titles."""

    series = tables.Column()
    branch = tables.Column(default="—")
    level = tables.Column()
    name = tables.Column()
    method = tables.Column()
    source = tables.Column()

    class Meta(Table.Meta):
        model = Title
        fields = ()
        order_by = "position"

    def render_source(self, record):
        if record.is_to_check:
            return format_html('<span class="mark is-warn">{}</span>', record.source_words)
        return record.source_words

    def value_source(self, record):
        return record.source_words
