"""【撤并】: what of this app's rows goes to the survivor. Each app has a file of this name; `titleplatform.merging` calls them all.

`RULES` says for every column of the app that refers to a unit what becomes of it; a test finds the column that has no rule.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from orgs import tree
from orgs.actions import lapse_changes
from orgs.models import KINDS_BELOW, MERGES_INTO, Account, AccountKind, Unit, UnitMerge
from titleplatform.kit.access import demand

STAYS = "历史记录，保持原样"
RULES = {
    "orgs.Unit.parent": "下级单位移到并入单位之下",
    "orgs.Account.unit": "人员和审查人员随之变动；单位管理员停用",
    "orgs.ChainRun.unit": "正在办理的随之变动（rerouting.reroute）",
    "orgs.ChainRun.final_unit": "正在办理的随之变动（rerouting.reroute）",
    "orgs.ChainRun.current_unit": "正在办理的随之变动（rerouting.reroute）",
    "orgs.ChainStep.unit": "未到和待审的环节由并入单位办理（rerouting.reroute）；已审的保持原样",
    "orgs.UnitChange.unit": "待审核的失效，列入并入单位的历史；已审核的保持原样",
    "orgs.UnitMerge.unit": STAYS,
    "orgs.UnitMerge.survivor": STAYS,
    "orgs.DirectCounty.unit": "只是职改办，不撤并",
}


@dataclass
class Merge:
    """A merger while it happens. `row.moved` gathers what moved, in words by kind."""

    by: object
    row: UnitMerge
    unit: Unit
    survivor: Unit

    @property
    def why(self):
        return f"“{self.unit}”并入“{self.survivor}”。"

    def note(self, word, rows):
        """So many rows of a kind have moved; returns them."""
        if labels := [str(row) for row in rows]:
            self.row.moved[word] = self.row.moved.get(word, []) + labels
        return rows


def begin(*, by, unit, survivor, reason):
    """The Merge, with both branches and both units held. Raises Refused where this seat is not above both, ValidationError at `into`
    where the two do not fit."""
    unit, survivor = tree.lock(unit, survivor)
    demand("orgs.merge_unit", by, unit)
    demand("orgs.merge_unit", by, survivor)
    list(Unit.objects.select_for_update(no_key=True).filter(pk__in=[unit.pk, survivor.pk]).order_by("pk").values("pk"))
    if reason_not := _why_not(unit, survivor):
        raise ValidationError({"into": reason_not})
    names = {"unit_name": unit.name, "survivor_name": survivor.name, "by_name": by.signature}
    row = UnitMerge.objects.create(unit=unit, survivor=survivor, reason=reason, by=by.account, **names)
    survivor.took_in = True
    survivor.save(update_fields=["took_in"])
    return Merge(by, row, unit, survivor)


def could_take(unit, survivor):
    """Is it of a kind, and at work, so that `unit` may go up in it? What else speaks against it says `begin`."""
    return unit != survivor and survivor.kind in MERGES_INTO[unit.kind] and survivor.is_working


def _why_not(unit, survivor):
    if unit == survivor:
        return "不能并入本单位。"
    if tree.is_within(survivor, unit):
        return f"“{survivor}”是“{unit}”的下级单位，不能并入。"
    if survivor.kind not in MERGES_INTO[unit.kind]:
        return f"{unit.get_kind_display()}不能并入{survivor.get_kind_display()}。"
    if not survivor.is_working:
        return f"“{survivor}”现在是“{survivor.get_state_display()}”，只能并入已启用的单位。"
    below = list(tree.children(unit))
    if wrong := next((child for child in below if child.kind not in KINDS_BELOW[survivor.kind]), None):
        return f"下级单位“{wrong}”（{wrong.get_kind_display()}）不能设在{survivor.get_kind_display()}之下。"
    names = set(tree.children(survivor).exclude(pk=unit.pk).values_list("name", flat=True))
    if same := next((child for child in below if child.name in names), None):
        return f"两个单位都有下级单位“{same}”，请先修改其中一个的名称。"
    return ""


def carry(merge):
    """Sub-units, accounts (their roles are `personnel`'s), pending changes; the closed unit's administrator is disabled."""
    for child in merge.note("下级单位", list(tree.children(merge.unit))):
        tree.move(child, parent=merge.survivor)
    accounts = Account.objects.filter(unit=merge.unit)
    for word, kind in (("人员", AccountKind.APPLICANT), ("审查人员", AccountKind.REVIEWER)):
        merge.note(word, list(accounts.filter(kind=kind).order_by("pk")))
        accounts.filter(kind=kind).update(unit=merge.survivor)
    accounts.filter(kind=AccountKind.UNIT_ADMIN).update(is_active=False)
    merge.note("待审核的单位信息变更", list(merge.unit.changes.pending()))
    lapse_changes(by=merge.by, unit=merge.unit, survivor=merge.survivor)


def close(merge):
    """The unit is 已撤并 for good, and the row says what moved."""
    unit = Unit.objects.get(pk=merge.unit.pk)
    unit.merge()
    unit.save(update_fields=["state", "closed_in"])
    merge.row.save()
