"""The page of 【撤并】: choose, then see what moves, then confirm what was seen."""

from django import forms
from django.core.exceptions import ValidationError

from orgs.forms import UnitField
from orgs.models import Unit
from titleplatform.kit.pages import ActionPage, add_errors, rows_of
from titleplatform.merging import merge_units, preview_merge


class MergeForm(forms.Form):
    into = UnitField(
        label="并入单位",
        help_text="输入单位编码或完整名称；可先在单位树中查找",
        error_messages={"required": "请输入并入的单位。"},
    )
    reason = forms.CharField(label="撤并依据", max_length=200, help_text="文件名称和文号")

    def __init__(self, *args, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["into"].units = units


class MergeUnitPage(ActionPage):
    """撤并 of a lower unit into another one below the same administrator."""

    permission = "orgs.merge_unit"
    queryset = rows_of(Unit)
    title = "撤并单位"
    form_class = MergeForm
    before_form = "orgs/merge_preview.html"
    crumbs = (("单位管理", "orgs:units"),)
    here = back_to = "orgs:units"
    danger = True
    into = None

    @property
    def submit_label(self):
        return "确定撤并" if self.into else "预览"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"units": self.get_queryset()}

    def explain(self):
        return "撤并后，该单位的人员、下级单位和正在办理的事项归并入单位，单位管理员停用，不能恢复。"

    def post(self, request, *args, **kwargs):
        form = self.get_form()
        if form.is_valid() and request.POST.get("confirmed") != form.cleaned_data["into"].code:
            return self.render_to_response(self.get_context_data(form=form, **self.preview(form)))
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(into=self.into, **kwargs)

    def preview(self, form):
        """What would move; where the two do not fit the form says why."""
        try:
            found = preview_merge(by=self.seat, unit=self.object, **form.cleaned_data)
        except ValidationError as error:
            add_errors(form, error)
            return {}
        self.into = form.cleaned_data["into"]
        return {"lines": found.lines, "ways": found.ways, "ways_count": found.ways_count}

    def save(self, form):
        return merge_units(by=self.seat, unit=self.object, **form.cleaned_data)

    def success_text(self, result):
        return f"“{result.unit_name}”已并入“{result.survivor_name}”。"
