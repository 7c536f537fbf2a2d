"""The unit tree, the list of units under a node, and one unit's page."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from orgs import tree
from orgs.filters import UnitFilter
from orgs.models import Unit, UnitMerge
from orgs.queries import TreeNode, tree_level, tree_pane, tree_root
from orgs.tables import UnitTable, unit_buttons
from titleplatform.kit.buttons import button
from titleplatform.kit.numbers import whole_number
from titleplatform.kit.pages import DetailPage, FilePage, Page, PlainPage, rows_of
from titleplatform.kit.selection import ROW, SelectingPage

MOST_OPENED = 100  # levels
OPENED = "units_opened"  # session: pks of the units whose level is open in the tree
FOUND_AT_MOST = 20
CHANGES_SHOWN = 50


def root_of(seat):
    """Where this seat's tree begins; 404 as long as the province's data is not loaded."""
    if root := tree_root(seat):
        return root
    raise Http404


class TreePane(Page, abstract=True):
    """The unit tree at the left: what is open is remembered in the session, `node` in the address is where we are."""

    @cached_property
    def root(self):
        return root_of(self.seat)

    @cached_property
    def node(self):
        """The chosen unit; without one the top of this seat's tree."""
        pk = self.request.GET.get("node", "")
        if not pk:
            return self.root
        visible = self.queryset.all().visible_to(self.seat)
        return get_object_or_404(visible, pk=whole_number(pk))

    @property
    def opened(self):
        return set(self.request.session.get(OPENED, []))

    def remember(self, opened):
        """What was opened last stays open, up to MOST_OPENED: a session that grew with every click would be read on every page."""
        before = self.request.session.get(OPENED, [])
        now = [*(pk for pk in before if pk in opened), *sorted(opened - set(before))][-MOST_OPENED:]
        if now != before:
            self.request.session[OPENED] = now

    def pane(self):
        """Context of `orgs/tree.html`: the tree, or what was found in it."""
        if text := self.request.GET.get("find", "").strip():
            found = self.queryset.all().visible_to(self.seat).matching(text).select_related("parent").order_by("code")
            found = list(found[: FOUND_AT_MOST + 1])
            return {"find": text, "found": found[:FOUND_AT_MOST], "found_more": len(found) > FOUND_AT_MOST}
        line = tree.path(self.node)
        path = [self.root, *line[line.index(self.root) + 1 :]]
        self.remember(self.opened | {unit.pk for unit in path if tree.children_counts(unit)})
        return {"nodes": [tree_pane(self.root, self.opened, path)]}


class UnitsPage(TreePane, SelectingPage):
    """单位管理: the tree, and all units under the chosen node. What is selected is a row of the list, or else the node of the tree."""

    permission = "orgs.list_units"
    queryset = rows_of(Unit)
    title = "单位管理"
    template_name = "orgs/unit_list.html"
    wide = True
    table_class = UnitTable
    filterset_class = UnitFilter
    export_name = "单位"
    hidden_at_first = ("account",)  # equals 单位编码
    in_bar = 4
    pick_hint = "点单位树或列表里的单位编码选定一个单位，再在这里修改、删除、编辑信息、初始化密码。"
    note = "管理员账号即单位编码。有下级单位、人员、申报计划或申报的单位不能删除，不再使用的可以【停用】或【撤并】。"

    def get_queryset(self):
        return super().get_queryset().below(self.node).select_related("parent")

    @property
    def head_note(self):
        return f"{self.node}　及其下 {tree.children_counts(self.node)} 个单位"

    @cached_property
    def selected(self):
        return self.row_named(ROW) or (self.node if self.request.GET.get("node") else None)

    def buttons(self):
        above = self.selected or self.node
        look = {"icon": "plus", "style": "primary", "dialog": True, "query": f"?parent={above.pk}"}
        return [button("添加", "orgs:unit_create", "orgs.create_unit", self.seat, above, args=[], **look)]

    def get_context_data(self, **kwargs):
        return super().get_context_data(node=self.node, **self.pane(), **kwargs)


class UnitTreePage(TreePane, DetailPage):
    """A fragment of the tree for htmx: one node after its level was opened or closed, or more of a long level."""

    permission = "orgs.list_units"
    queryset = rows_of(Unit)
    template_name = "orgs/tree_level.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(node=self.node, **self.level(), **kwargs)

    def level(self):
        unit, asked = self.object, self.request.GET
        if (after := whole_number(asked.get("after"))) is not None:
            nodes, more = tree_level(unit, after)
            return {"nodes": nodes, "more": more, "above": unit, "after": after + len(nodes)}
        is_open = asked.get("open") == "1"
        self.remember(self.opened | {unit.pk} if is_open else self.opened - {unit.pk})
        closed = TreeNode(unit, size=tree.children_counts(unit))
        return {"nodes": [tree_pane(unit, self.opened) if is_open else closed], "more": 0, "above": None}


class UnitFindPage(TreePane, PlainPage):
    """What the tree's search box finds, while typing."""

    permission = "orgs.list_units"
    queryset = rows_of(Unit)
    template_name = "orgs/tree.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(node=self.node, **self.pane(), **kwargs)


class UnitPage(DetailPage):
    """One unit with everything it has told about itself."""

    permission = "orgs.list_units"
    queryset = rows_of(Unit)
    template_name = "orgs/unit_detail.html"
    crumbs = (("单位管理", "orgs:units"),)
    here = "orgs:units"

    def buttons(self):
        return unit_buttons(self.seat, self.object)

    def facts(self):
        return unit_facts(self.object)

    @cached_property
    def changes(self):
        return history_of(self.object)


def history_of(unit):
    """The latest changes of a unit's key facts."""
    return list(unit.changes.all()[:CHANGES_SHOWN])


def unit_facts(unit):
    """(label, value) of what a unit is and what it filled in under 单位信息维护."""
    names = [
        "code",
        "name",
        "certificate_name",
        "credit_code",
        "affiliation",
        "legal_representative",
        "address",
        "postcode",
        "contact_name",
        "contact_phone",
        "office_phone",
        "contact_email",
        "staff_count",
    ]
    facts = [(Unit._meta.get_field(name).verbose_name, getattr(unit, name)) for name in names]
    facts[2:2] = [("单位类型", unit.get_kind_display()), ("上级单位", unit.superior)]
    facts[6:6] = [("单位性质", unit.get_nature_display())]
    facts += [("单位撤并", merge.words) for merge in rows_of(UnitMerge).about(unit)]
    periods = "；".join(f"{each.valid_from} 至 {each.valid_to or '今'}" for each in unit.direct_periods.all())
    return [*facts, ("省直管县", periods)] if periods else facts


class UnitLicencePage(FilePage):
    """The licence of a visible unit."""

    permission = "orgs.list_units"
    queryset = rows_of(Unit)

    def get_queryset(self):
        return super().get_queryset().filter(licence__isnull=False).select_related("licence")

    def stored(self):
        return self.object.licence, self.object.licence_name
