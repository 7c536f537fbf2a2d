"""The page of 【撤并】: choose, then see what moves, then confirm what was seen."""

from django import forms
from django.utils.functional import cached_property

from orgs.merging import could_take
from orgs.unit_fields import PickUnitForm, UnitField
from orgs.views.picking import PickUnitPage
from titleplatform.merging import merge_units, preview_merge


class MergeForm(PickUnitForm):
    picked = "into"

    into = UnitField(
        label="并入单位",
        help_text="在单位树中点选，或输入名称、拼音、编码查找",
        error_messages={"required": "请输入并入的单位。"},
    )
    reason = forms.CharField(label="撤并依据", max_length=200, help_text="文件名称和文号")


class MergeUnitPage(PickUnitPage):
    """撤并 of a lower unit into another one below the same administrator."""

    permission = "orgs.merge_unit"
    title = "撤并单位"
    form_class = MergeForm
    before_form = "orgs/merge_preview.html"
    danger = True

    @property
    def submit_label(self):
        return "确定撤并" if self.other else "预览"

    def explain(self):
        chosen = f"并入单位：{self.picked}。" if self.picked else ""
        return f"{chosen}撤并后，该单位的人员、下级单位和正在办理的事项归并入单位，单位管理员停用，不能恢复。"

    @cached_property
    def near(self):
        return self.object.superior

    def takes(self, unit):
        return could_take(self.object, unit)

    def preview_of(self, cleaned):
        found = preview_merge(by=self.seat, unit=self.object, **cleaned)
        return {"lines": found.lines, "ways": found.ways, "ways_count": found.ways_count}

    def save(self, form):
        return merge_units(by=self.seat, unit=self.object, **form.cleaned_data)

    def said(self, result):
        return f"“{result.row.unit_name}”已并入“{result.row.survivor_name}”。"
