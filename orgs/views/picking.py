"""A unit picked in the tree or among what was searched for: 移动 and 撤并."""

from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from orgs import tree
from orgs.queries import ORDER, tree_pane, tree_root
from orgs.views.browse import FOUND_AT_MOST
from orgs.views.change import UnitFormPage
from titleplatform.kit.numbers import whole_number
from titleplatform.kit.pages import ActionPage, add_errors, of_this_site


class PickUnitPage(UnitFormPage, ActionPage, abstract=True):
    """Choose the other unit in the tree or by words, then see what would happen, then confirm what was seen.

    Subclasses say by `takes` which units can be picked, by `near` where the tree is open at first, and by `preview_of` what is shown
    before it is confirmed. What `save` returns has the `job` by which roads follow, None where all were laid; `said` tells what was done.
    Their form is an `orgs.unit_fields.PickUnitForm`.
    """

    near = None  # the unit down to which the tree is open at first
    other = None  # the unit that was chosen, once the preview shows it

    def takes(self, unit):
        """Could it be this one? What else speaks against it says the preview."""
        raise ImproperlyConfigured(f"{type(self).__name__} says nothing of this")

    def preview_of(self, cleaned):
        """The context of the preview. Raises ValidationError at the form's fields."""
        raise ImproperlyConfigured(f"{type(self).__name__} says nothing of this")

    def said(self, result):
        """What was done, in words."""
        raise ImproperlyConfigured(f"{type(self).__name__} says nothing of this")

    def succeed(self, result):
        self.job = result.job
        return super().succeed(result)

    def get_success_url(self):
        """Where roads follow, their progress is what one wants to see."""
        return reverse("orgs:job", args=[self.job.pk]) if self.job else super().get_success_url()

    def success_text(self, result):
        said, job = self.said(result), result.job
        return f"{said}{job.total} 件事项的审批路线正在后台调整，调整完成前各环节不能办理。" if job else said

    @property
    def field(self):
        return self.form_class.picked

    def back(self):
        """A step through the tree is a page of its own without script: it carries where the first one came from."""
        asked = self.request.GET.get("back")
        return of_this_site(asked) if asked and not self.request.POST.get("back") else super().back()

    @cached_property
    def asked(self):
        """The unit that was clicked in the tree, None at first."""
        pk = whole_number(self.request.GET.get("to"))
        return None if pk is None else get_object_or_404(self.get_queryset(), pk=pk)

    @property
    def picked(self):
        """The same, where it can be the one."""
        return self.asked if self.asked and self.takes(self.asked) else None

    def get_initial(self):
        """What else was typed comes along with a step through the tree."""
        return self.request.GET.dict() | {self.field: self.picked.code if self.picked else ""}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"units": self.get_queryset(), "address": self.request.path}

    def picker(self):
        """What can be picked: what was searched for, else the tree, open down to the unit clicked last or to where it begins."""
        if text := (self.request.GET.get(self.field) or self.looked_for).strip():
            found = self.get_queryset().matching(text).select_related("parent").order_by(*ORDER)[:FOUND_AT_MOST]
            return {"find": text, "found": [(unit, self.takes(unit)) for unit in found]}
        root = tree_root(self.seat)
        line = tree.path(self.asked or self.near)
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
        return self.request.POST.get(self.field, "") if "look" in self.request.POST else ""

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if self.looked_for:
            form = self.form_class(initial=request.POST.dict(), units=self.get_queryset(), address=request.path)
            return self.render_to_response(self.get_context_data(form=form))
        if form.is_valid() and request.POST.get("confirmed") != form.cleaned_data[self.field].code:
            return self.render_to_response(self.get_context_data(form=form, **self.preview(form)))
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(other=self.other, **({} if self.other else self.picker()), **kwargs)

    def preview(self, form):
        """Asked only once a unit was chosen. Where it cannot be that one the form says why."""
        try:
            shown = self.preview_of(form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
            return {}
        self.other = form.cleaned_data[self.field]
        return shown
