"""移动: the new place is picked in the tree."""

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property

from orgs import actions, tree
from orgs.forms import MoveForm
from orgs.hanging import hanging_below
from orgs.queries import ORDER, tree_pane, tree_root
from orgs.views.browse import FOUND_AT_MOST
from orgs.views.change import UnitFormPage
from titleplatform.kit.numbers import whole_number
from titleplatform.kit.pages import ActionPage, add_errors, of_this_site

NAMED_AT_MOST = 20  # units that the preview of a move names


class MoveUnitPage(UnitFormPage, ActionPage):
    """移动: choose in the tree or by words, then see what moves, then confirm what was seen."""

    permission = "orgs.move_unit"
    title = "移动单位"
    form_class = MoveForm
    before_form = "orgs/move_preview.html"
    parent = None

    @property
    def submit_label(self):
        return "确定移动" if self.parent else "预览"

    def back(self):
        """A step through the tree is a page of its own without script: it carries where the first one came from."""
        asked = self.request.GET.get("back")
        return of_this_site(asked) if asked and not self.request.POST.get("back") else super().back()

    @cached_property
    def asked(self):
        """The unit that was clicked in the tree, None at first."""
        pk = whole_number(self.request.GET.get("to"))
        return None if pk is None else get_object_or_404(self.get_queryset(), pk=pk)

    def get_initial(self):
        return {"parent": self.asked.code if self.asked and self.takes(self.asked) else ""}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"units": self.get_queryset(), "address": self.request.path}

    def explain(self):
        chosen = f"；新的上级单位：{self.asked}" if self.asked and self.takes(self.asked) else ""
        return f"现在的上级单位：{self.above}{chosen}"

    @cached_property
    def above(self):
        return self.object.superior

    def takes(self, unit):
        """Could the unit stand below this one? What else speaks against it says the preview."""
        return self.object.kind in unit.kinds_below and unit not in (self.object, self.above)

    def picker(self):
        """What can be picked: what was searched for, else the tree, open down to the unit clicked last or to the present parent."""
        if text := (self.request.GET.get("parent") or self.looked_for).strip():
            found = self.get_queryset().matching(text).select_related("parent").order_by(*ORDER)[:FOUND_AT_MOST]
            return {"find": text, "found": [(unit, self.takes(unit)) for unit in found]}
        root = tree_root(self.seat)
        line = tree.path(self.asked or self.above)
        path = line[line.index(root) :] if root in line else []
        return {"nodes": [self.marked(tree_pane(root, {unit.pk for unit in path}, path))]}

    def marked(self, node):
        """The node with what is open below it, each with whether it may be picked; the unit itself and what lies below it cannot."""
        node.may_take = self.takes(node.unit)
        node.below = [self.marked(each) for each in node.below if each.unit.pk != self.object.pk]
        return node

    @property
    def looked_for(self):
        """【查找】 without script: the form comes back with what was found."""
        return self.request.POST.get("parent", "") if "look" in self.request.POST else ""

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if self.looked_for:
            form = self.form_class(initial=request.POST.dict(), units=self.get_queryset(), address=request.path)
            return self.render_to_response(self.get_context_data(form=form))
        if form.is_valid() and request.POST.get("confirmed") != form.cleaned_data["parent"].code:
            return self.render_to_response(self.get_context_data(form=form, **self.preview(form)))
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(parent=self.parent, **({} if self.parent else self.picker()), **kwargs)

    def preview(self, form):
        """What moves with the unit, and whose road changes; asked only once a parent was chosen. Where it cannot move the form says
        why."""
        parent = form.cleaned_data["parent"]
        try:
            count, ways = actions.preview_move(by=self.seat, unit=self.object, parent=parent)
        except ValidationError as error:
            add_errors(form, error)
            return {}
        self.parent = parent
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

    def success_text(self, result):
        return f"已将“{self.object}”移动到“{result.superior}”之下。"
