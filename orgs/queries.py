"""Reads that two callers share."""

from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Length
from django.urls import reverse
from django.utils import timezone

from orgs import tree
from orgs.access import is_admin, minds_passwords
from orgs.chain import inbox, under_way
from orgs.chain.models import ChainRun, ChainStep
from orgs.chain.spec import ChainSpec
from orgs.chain.words import Role
from orgs.codes import code_length, next_code, stem_of
from orgs.models import Account, AccountProposal, HeldUpload, Job, Unit, UnitChange
from orgs.states import UnitState
from titleplatform.kit.counting import TODO_MOST, CountUpTo, count_up_to, words
from titleplatform.kit.todo import Todo, TodoRows

# A level shows so many units at once; a city has hundreds of employers directly below it.
LEVEL_SIZE = 30
ORDER = (Length("code"), "code")  # offices, then departments, then employers


def todo_lines(seat):
    """待办事项 of an administrator: the own information that came back or says too little, lower units whose 【提交】 or 【申请变更】
    waits, accounts whose initial password ran out or whose login name an upgrade changed, changes of platform accounts that another
    kind asked for, roads that could not be laid anew."""
    lines = (_own_unit, _waiting_units, _stuck_roads, _accounts_to_mind, _account_changes)
    return [line for each in lines for line in each(seat)]


def _own_unit(seat):
    """The own information: returned by the unit above, or of a unit that was approved before 办公电话 was asked for."""
    if not seat.is_unit_admin:
        return []
    unit, url = seat.unit, reverse("orgs:own_unit")
    if unit.state == UnitState.INCOMPLETE:
        return [Todo("单位信息维护", url, 1, note="请填写单位信息，再【提交】给上级单位审核")]
    if unit.state == UnitState.RETURNED:
        since = unit.decided_at and timezone.localdate(unit.decided_at)
        return [Todo("单位信息维护", url, 1, since, "上级单位已退回，请更正后重新【提交】")]
    if unit.is_working and not unit.office_phone:
        return [Todo("单位信息维护", url, 1, note="请补填办公电话，本单位的申报人会看到")]
    back, note = UnitChange.objects.returned_to(unit), "上级单位退回了变更申请，请看理由，可以再次【申请变更】"
    return [TodoRows("退回的单位信息变更", url, back, "decided_at", note)]


def _waiting_units(seat):
    if not is_admin(seat) or (seat.unit and not seat.unit.is_working):
        return []
    units, changes = Unit.objects.waiting_for(seat), UnitChange.objects.waiting_for(seat)
    nobody = ChainStep.objects.visible_to(seat).unattended()
    return [
        _rows("下级单位审核", "orgs:lower_units", units, "submitted_at", "下级单位提交的单位信息", always=True),
        _rows("单位信息变更审核", "orgs:changes", changes, "asked_at", "下级单位申请变更名称、信用代码等"),
        _rows("无人可审", "orgs:unattended", nobody, "opened_at", "本单位和直接下级单位的环节上，没有人能审查的内容"),
    ]


def _stuck_roads(seat):
    if not seat.is_system:
        return []
    stuck, note = ChainRun.objects.stuck(), "单位移动后审批路线没有调整成，任何环节都不能办理"
    return [_rows("路线未能调整", "orgs:stuck_roads", stuck, "road_due_at", note)]


def _accounts_to_mind(seat):
    if not minds_passwords(seat):
        return []
    accounts = Account.objects.administered_by(seat)
    expired, note = accounts.with_expired_initial_password(), "从未登录的账号，需【初始化密码】后才能登录"
    return [
        _rows("初始密码过期", "orgs:expired_passwords", expired, "initial_password_at", note),
        _rows("登录账号已调整", "orgs:renamed_logins", accounts.renamed(), "", "请告知本人新的登录账号"),
    ]


def _account_changes(seat):
    if not seat.is_of_the_platform:
        return []
    waiting, note = AccountProposal.objects.waiting_for(seat), "其他管理员申请的平台账号变更，由您确认后生效"
    return [_rows("平台账号变更", "orgs:account_proposals", waiting, "asked_at", note)]


def count_each(seat, rows):
    """{key: how many in words, exactly up to TODO_MOST} of these querysets by key, in one statement."""
    found = Account.objects.filter(pk=seat.account.pk).values_list(*map(CountUpTo, rows.values())).get()
    return {key: words(count or 0, TODO_MOST) for key, count in zip(rows, found, strict=True)}


def with_prospects(accounts):
    """Platform accounts with what decides on their buttons: is it the last enabled one of its kind, does a change wait?"""
    others = Account.objects.of_the_platform().filter(kind=OuterRef("kind"), is_active=True).exclude(pk=OuterRef("pk"))
    waiting = AccountProposal.objects.pending().filter(account=OuterRef("pk"))
    return accounts.annotate(is_last_of_its_kind=~Exists(others), is_changing=Exists(waiting))


NAMED = 5  # submissions that a refusal names


def why_not_close(unit, skip):
    """Why `unit` cannot be closed while something comes from it, ends there, or has a desk of it before it; "" where it can. `skip`: the
    reason for which desks between are left out. Asked with its branch held nothing is added before the transaction ends."""
    if due := under_way.due_through(unit).count():
        return f"有 {due} 项正在调整审批路线，可能经过“{unit}”，请等调整完成后再停用。"
    if ends := list(under_way.ends_at(unit, under_way.COUNTED)[: NAMED + 1]):
        number = words_up_to(under_way.ends_at(unit, under_way.COUNTED))
        return f"“{unit}”是下列 {number} 项的申报单位或终审机构，办结或【撤并】前不能停用：{_named(ends)}。"
    if not skip and (runs := list(under_way.runs_at(unit, under_way.COUNTED)[: NAMED + 1])):
        number = words_up_to(under_way.runs_at(unit, under_way.COUNTED))
        return (
            f"下列 {number} 项正在或将要经过“{unit}”，请等它们办结，或选择跳过本单位的环节并写明原因：{_named(runs)}。"
        )
    return ""


def words_up_to(rows):
    """How many rows in words, exactly up to TODO_MOST. One query."""
    return words(count_up_to(rows, TODO_MOST), TODO_MOST)


def _named(runs):
    return "；".join(str(run) for run in runs[:NAMED]) + (" 等" if len(runs) > NAMED else "")


def desk_steps(seat, spec, role=None, tab="waiting"):
    """Steps of one kind of climb at this seat's desks, by tab (`inbox.TABS`)."""
    return inbox.steps_of(seat, role, tab).filter(spec_key=spec.key)


@dataclass(frozen=True)
class DeskLine:
    """A line of 待办事项 that every climbing app declares for its queue (`DESK_LINES` of its `queries`): what of this kind of climb waits
    at this `role`'s desk (None: both), for whoever may open the queue."""

    spec: ChainSpec
    label: str
    url_name: str
    permission: str
    note: str
    role: Role | None = None
    detail: str = ""  # where one of them opens, for what was sent up

    def rows_of(self, seat):
        waiting = desk_steps(seat, self.spec, self.role)
        return _rows(self.label, self.url_name, waiting, "opened_at", self.note, always=True)


@dataclass(frozen=True)
class ReturnedLine:
    """The line for what this seat's unit handed in and got back (`RETURNED_LINES`); `query` narrows the list to exactly that."""

    spec: ChainSpec
    label: str
    url_name: str
    query: str
    permission: str
    note: str

    def rows_of(self, seat):
        rows = inbox.returned_to(seat).filter(spec_key=self.spec.key)
        return _rows(self.label, self.url_name, rows, "since", self.note, self.query)


def _rows(label, url_name, rows, since, note, query="", **how):
    return TodoRows(label, reverse(url_name) + query, rows, since, note, **how)


def highest_code(kind, parent_code):
    """The highest code in use that a new unit's code must follow (`orgs.codes.next_code`), or None."""
    same = Unit.objects.filter(code__startswith=stem_of(kind, parent_code)).annotate(length=Length("code"))
    same = same.filter(length=code_length(kind, parent_code))
    return same.order_by("-code").values_list("code", flat=True).first()


def free_code(kind, parent_code):
    """The code of a new unit, which is its administrator's login name too: the next one that no account has."""
    code = next_code(kind, parent_code, highest_code(kind, parent_code))
    while Account.objects.filter(login_name=code).exists():
        code = next_code(kind, parent_code, code)
    return code


def held_upload(account, token):
    """The file that waits behind this account's token (`kit.held`), None where there is none."""
    return HeldUpload.objects.waiting().filter(owner=account, token=token).select_related("file").first()


def tree_root(seat):
    """Where this seat's tree begins: its own unit, for platform accounts the province office."""
    return seat.unit or tree.top_of(Unit)


@dataclass
class TreeNode:
    """A unit as the tree pane draws it: `below` are the nodes of its opened level, `more` how many of that level are not shown."""

    unit: Unit
    is_open: bool = False
    size: int = 0
    below: list["TreeNode"] = field(default_factory=list)
    more: int = 0

    @property
    def shown(self):
        return min(len(self.below), LEVEL_SIZE)


def tree_pane(root, opened, path=()):
    """The TreeNode of `root` with every level whose unit's pk is in `opened` (the root is always open), in one query.

    Units of `path` are shown even where their level is longer than LEVEL_SIZE.
    """
    opened = {*opened, root.pk}
    levels = {}
    shown = Q(place__lte=LEVEL_SIZE) | Q(pk__in=[each.pk for each in path])
    for unit in tree.numbered(tree.levels(root, opened), ORDER).filter(shown):
        levels.setdefault(unit.upper_pk, []).append(unit)
    return _grow(root, levels, opened, tree.children_counts(root))


def tree_level(unit, after):
    """The next LEVEL_SIZE children of `unit` after the first `after`, and how many remain after those."""
    page = list(tree.numbered(tree.children(unit), ORDER)[after : after + LEVEL_SIZE])
    nodes = [TreeNode(each, size=tree.children_counts(each)) for each in page]
    return nodes, (page[0].level_size - after - len(page) if page else 0)


def _grow(unit, levels, opened, size):
    node = TreeNode(unit, is_open=unit.pk in opened, size=size)
    if node.is_open:
        level = levels.get(unit.pk, [])
        node.below = [_grow(each, levels, opened, tree.children_counts(each)) for each in level]
        node.more = level[0].level_size - node.shown if level else 0
    return node


def open_jobs_of(account):
    """This account's jobs that are under way: their number stands beside 我的任务."""
    return Job.objects.filter(owner=account).open()
