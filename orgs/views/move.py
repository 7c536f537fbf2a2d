"""移动: the new place is picked in the tree."""

from django.utils.functional import cached_property

from orgs import actions, tree
from orgs.hanging import hanging_below
from orgs.unit_fields import MoveForm
from orgs.views.picking import PickUnitPage

NAMED_AT_MOST = 20  # units that the preview of a move names


class MoveUnitPage(PickUnitPage):
    permission = "orgs.move_unit"
    title = "移动单位"
    form_class = MoveForm
    before_form = "orgs/move_preview.html"

    @property
    def submit_label(self):
        return "确定移动" if self.other else "预览"

    def explain(self):
        chosen = f"；新的上级单位：{self.picked}" if self.picked else ""
        return f"现在的上级单位：{self.near}{chosen}"

    @cached_property
    def near(self):
        return self.object.superior

    def takes(self, unit):
        return self.object.kind in unit.kinds_below and unit not in (self.object, self.near)

    def preview_of(self, cleaned):
        """What moves with the unit, and whose road changes."""
        count, ways = actions.preview_move(by=self.seat, unit=self.object, parent=cleaned["parent"])
        moving = tree.subtree(self.object)
        below = moving.exclude(pk=self.object.pk).order_by("code")
        return {
            "moving": below[:NAMED_AT_MOST],
            "moving_count": tree.children_counts(self.object),
            "hanging": hanging_below(self.object, moving),
            "ways": ways,
            "ways_count": count,
        }

    def save(self, form):
        return actions.move_unit(by=self.seat, unit=self.object, parent=form.cleaned_data["parent"])

    def said(self, result):
        return f"已将“{self.object}”移动到“{result.unit.superior}”之下。"
