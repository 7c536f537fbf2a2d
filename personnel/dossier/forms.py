"""The form of any section, made from its declaration. All checks speak Chinese and stand at their field."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from personnel.dossier.checks import half_width
from personnel.dossier.declare import Kind
from personnel.dossier.snapshot import assessed_years, live_values
from titleplatform.kit.forms import TOO_LONG, DateInput, UploadField
from titleplatform.kit.held import UploadInput

DATE_FORMATS = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"]
EARLIEST_YEAR = 1900
REMARK_LENGTH = 200
CHOOSE = ("", "请选择")


class MonthInput(forms.TextInput):
    input_type = "month"


class ProofInput(UploadInput):
    """A file field of half the form's width: rows take up to four."""


class MonthField(forms.CharField):
    """A month, kept as "2024-06"; browsers without a month picker let people type it, also as 2024.6 or 2024年6月."""

    widget = MonthInput

    def to_python(self, value):
        text = half_width(super().to_python(value))
        if not text:
            return ""
        match = re.fullmatch(r"(\d{4})[-./年]?(\d{1,2})月?", text)
        if not match or not 1 <= int(match[2]) <= 12:
            raise ValidationError("月份应如 2024-06。")
        return f"{match[1]}-{int(match[2]):02d}"


def _text(field, **common):
    return forms.CharField(max_length=field.max_length, error_messages=_too_long(common), **common)


def _long_text(field, **common):
    rows = 16 if field.max_length > 1000 else 5
    return forms.CharField(
        max_length=field.max_length,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages=_too_long(common),
        **common,
    )


def _date(field, **common):
    messages = common.pop("error_messages") | {"invalid": "日期应如 2024-06-01，且是真实的日期。"}
    return forms.DateField(widget=DateInput, input_formats=DATE_FORMATS, error_messages=messages, **common)


def _month(field, **common):
    return MonthField(**common)


def _year(field, **common):
    return _whole_number(common, EARLIEST_YEAR, 2100, "年份应是四位数字，如 2024。")


def _number(field, **common):
    return _whole_number(common, field.minimum, field.maximum, "请填整数。")


def _decimal(field, **common):
    messages = common.pop("error_messages") | {
        "invalid": "请填数字，如 12.5。",
        "max_decimal_places": "最多两位小数。",
        "max_digits": "数字太长，请核对。",
        "min_value": f"不能小于 {field.minimum}。",
        "max_value": f"不能大于 {field.maximum}，请核对单位。",
    }
    return forms.DecimalField(
        min_value=field.minimum,
        max_value=field.maximum,
        max_digits=12,
        decimal_places=2,
        error_messages=messages,
        **common,
    )


def _choice(field, **common):
    messages = common.pop("error_messages") | {"invalid_choice": "请从列表中选择。"}
    return forms.ChoiceField(choices=[CHOOSE, *field.choices], error_messages=messages, **common)


def _yes_no(field, **common):
    return forms.BooleanField(**common | {"required": False})


def _whole_number(common, minimum, maximum, invalid):
    messages = common.pop("error_messages") | {
        "invalid": invalid,
        "min_value": f"不能小于 {minimum}。",
        "max_value": f"不能大于 {maximum}，请核对。",
    }
    return forms.IntegerField(min_value=minimum, max_value=maximum, error_messages=messages, **common)


def _too_long(common):
    return common.pop("error_messages") | {"max_length": TOO_LONG}


CONTROLS = {
    Kind.TEXT: _text,
    Kind.LONG_TEXT: _long_text,
    Kind.DATE: _date,
    Kind.MONTH: _month,
    Kind.YEAR: _year,
    Kind.NUMBER: _number,
    Kind.DECIMAL: _decimal,
    Kind.CHOICE: _choice,
    Kind.YES_NO: _yes_no,
}


def control(field):
    """The Django form field of a declared field."""
    return CONTROLS[field.kind](
        field,
        label=field.label,
        required=field.required,
        help_text=field.hint,
        error_messages={"required": f"请{'选择' if field.choices else '填写'}{field.label}。"},
    )


class EntryForm(forms.Form):
    """One record of `section`: its typed fields, the remark, one upload per kind of proof, and ticks to remove proofs.

    `given` is what `actions.save_entry` takes. `draft_url` makes long texts save themselves.
    """

    template_name = "personnel/dossier/entry_form.html"

    def __init__(self, *args, section, person, entry=None, draft_url="", **kwargs):
        super().__init__(*args, **kwargs)
        self.section, self.person, self.entry, self.draft_url = section, person, entry, draft_url
        self.places = []
        held = live_values(section, person, entry)
        for field in section.typed_fields:
            if field.kind is Kind.YEARLY:
                self._add_years(field, held.get(field.key) or {})
            else:
                self._add(field.key, control(field), held.get(field.key), field.group)
        if section.takes_remark:
            remark = forms.CharField(label="备注", required=False, max_length=REMARK_LENGTH)
            self._add("remark", remark, entry.remark if entry else "", "")
        self._add_proofs()
        if draft_url:
            self._save_while_typing()

    def _add(self, name, form_field, initial, heading):
        form_field.initial = initial
        self.fields[name] = form_field
        self.places.append((heading, name))

    def _add_years(self, field, held):
        for year in assessed_years(timezone.localdate()):
            choice = forms.ChoiceField(label=f"{year} {field.label}", choices=[CHOOSE, *field.choices], required=False)
            self._add(f"{field.key}_{year}", choice, held.get(str(year)), field.group)

    def _add_proofs(self):
        attached = list(self.entry.attachments.all()) if self.entry and self.entry.pk else []
        for proof in self.section.attachments:
            label = proof.label + ("（必需）" if proof.required else "")
            there = [each.name for each in attached if each.kind == proof.key]
            hint = proof.rule.hint
            if there:
                hint += f"；已有 {'、'.join(there)}，再选则{'替换' if proof.single else '增加一个'}"
            upload = UploadField(
                rule=proof.rule,
                label=label,
                required=False,
                help_text=hint,
                widget=ProofInput({"accept": proof.rule.accept}),
            )
            self._add(f"file_{proof.key}", upload, None, "附件")
        if attached:
            choices = [(each.pk, str(each)) for each in attached]
            ticks = forms.MultipleChoiceField(
                label="删除已有附件", choices=choices, required=False, widget=forms.CheckboxSelectMultiple
            )
            self._add("remove", ticks, None, "附件")

    def _save_while_typing(self):
        for field in self.section.typed_fields:
            if field.kind is Kind.LONG_TEXT:
                self.fields[field.key].widget.attrs |= {
                    "hx-post": self.draft_url,
                    "hx-trigger": "input changed delay:2s",
                    "hx-target": "#draft-state",
                    "hx-sync": "this:replace",
                }

    @property
    def saves_itself(self):
        return bool(self.draft_url) and self.section.has_long_text

    @property
    def groups(self):
        """(heading, bound fields) in declared order, for the template."""
        found = {}
        for heading, name in self.places:
            found.setdefault(heading, []).append(self[name])
        return found.items()

    def clean(self):
        for field in self.section.typed_fields:
            value = self.cleaned_data.get(field.key)
            if value in (None, "", False):
                continue
            try:
                self._check(field, value)
            except ValidationError as error:
                self.add_error(field.key, error)
        for earlier, later in self.section.orders:
            self._check_order(self.section.field(earlier), self.section.field(later))
        return self.cleaned_data

    def _check(self, field, value):
        if field.clean:
            self.cleaned_data[field.key] = field.clean(value)
        if field.kind not in (Kind.DATE, Kind.MONTH, Kind.YEAR):
            return
        text = str(value)
        today, born = timezone.localdate().isoformat(), self.person.birth_date.isoformat()
        if text > today[: len(text)] and not field.future:
            raise ValidationError(f"{field.label}在今天之后，请核对。")
        if text < born[: len(text)]:
            raise ValidationError(f"{field.label}早于出生日期 {born}，请核对。")

    def _check_order(self, earlier, later):
        first, last = (str(self.cleaned_data.get(field.key) or "") for field in (earlier, later))
        if first and last and last < first[: len(last)]:
            self.add_error(later.key, f"{later.label}早于{earlier.label}（{first}），请核对。")

    def values(self):
        """What was typed, by field key, as it is kept in JSON."""
        return {field.key: self._kept(field) for field in self.section.typed_fields}

    def _kept(self, field):
        if field.kind is Kind.YEARLY:
            held = dict((self.entry.data.get(field.key) if self.entry else None) or {})
            years = assessed_years(timezone.localdate())
            held |= {str(year): self.cleaned_data[f"{field.key}_{year}"] for year in years}
            return {year: code for year, code in held.items() if code}
        value = self.cleaned_data[field.key]
        if value is None:
            return ""
        if field.kind is Kind.DATE:
            return value.isoformat()
        return f"{value.normalize():f}" if field.kind is Kind.DECIMAL else value

    def proofs(self):
        """(kind, CheckedFile) of what was chosen."""
        chosen = [(proof.key, self.cleaned_data.get(f"file_{proof.key}")) for proof in self.section.attachments]
        return [(kind, file) for kind, file in chosen if file]

    @property
    def given(self):
        """What was given, by the arguments of `actions.save_entry`."""
        remark, remove = self.cleaned_data.get("remark", ""), self.cleaned_data.get("remove", [])
        return {"values": self.values(), "remark": remark, "files": self.proofs(), "remove": remove}
