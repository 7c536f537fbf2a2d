"""Form fields that name a unit, and the forms in which it is picked."""

import re

from django import forms
from django.core.validators import ProhibitNullCharactersValidator

UNITS_AT_MOST = 50
CODE_FIRST = re.compile(r"^(\d{6,17})\s.*$")


class UnitField(forms.CharField):
    """A unit by its code or full name, among `units`, which the form sets; part of a name finds suggestions."""

    units = None

    def __init__(self, **kwargs):
        kwargs.setdefault("help_text", "输入单位编码或完整名称")
        super().__init__(max_length=100, widget=forms.TextInput(attrs={"data-wide": True}), **kwargs)

    def clean(self, value):
        return self.one(super().clean(value))

    def one(self, text):
        found = list(self.units.named(text).select_related("parent")[:6])
        if len(found) > 1:
            raise forms.ValidationError(f"有多个单位叫“{text}”，请输入编码：{self.in_words(found)}")
        return found[0] if found else self.missing(text)

    def missing(self, text):
        near = self.in_words(self.units.matching(text).select_related("parent").order_by("code")[:6])
        hint = f"名称相近的有：{near}" if near else ""
        raise forms.ValidationError(f"没有编码或名称是“{text}”的单位，或不在您管理的范围内。{hint}")

    def in_words(self, units):
        return "；".join(f"{unit}（{unit.superior}，{unit.code}）" for unit in units)


class UnitsField(UnitField):
    """Several units, each on a line by its code or full name; behind a code the name may stand."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.max_length, self.validators = None, [ProhibitNullCharactersValidator()]
        self.widget = forms.Textarea(attrs={"data-wide": True, "rows": 3})

    def clean(self, value):
        lines = [line.strip() for line in forms.CharField.clean(self, value).splitlines()]
        lines = list(dict.fromkeys(filter(None, lines)))
        if len(lines) > UNITS_AT_MOST:
            raise forms.ValidationError(f"最多 {UNITS_AT_MOST} 个单位；请填它们共同的上级单位。")
        return list(dict.fromkeys(self.one(CODE_FIRST.sub(r"\1", line)) for line in lines))

    @staticmethod
    def as_lines(units):
        return "\n".join(f"{unit.code} {unit}" for unit in units)


class PickUnitForm(forms.Form):
    """A form with a UnitField, `picked`, among the units this seat sees. While one types, what matches stands in the tree's place."""

    picked = ""

    def __init__(self, *args, units, address, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[self.picked].units = units
        self.fields[self.picked].widget.attrs |= {
            "autocomplete": "off",
            "hx-get": address,
            "hx-trigger": "input changed delay:300ms",
            "hx-target": "#unit-picker",
            "hx-select": "#unit-picker",
            "hx-swap": "outerHTML",
        }


class MoveForm(PickUnitForm):
    picked = "parent"

    parent = UnitField(
        label="新的上级单位",
        help_text="在单位树中点选，或输入名称、拼音、编码查找",
        error_messages={"required": "请输入新的上级单位。"},
    )
