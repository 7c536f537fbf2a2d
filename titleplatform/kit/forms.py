"""Forms in the design language. `{{ form }}` gives label, hint, control and error; nothing needs to be styled per form."""

import hashlib
import json

from django import forms
from django.forms.renderers import TemplatesSetting

from titleplatform.kit.held import Token, UploadInput
from titleplatform.kit.identity import normalise_id
from titleplatform.kit.uploads import FileRule, checked


class Renderer(TemplatesSetting):
    """Draws every form and field with the templates of `templates/components/`."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


def as_opened(form):
    """A short mark of what the form's fields held when it was made, files aside: another mark later means another's change.
    What a form shows besides its fields (rows, a matrix) it names as `held_besides`."""
    held = {
        name: str(form.get_initial_for_field(field, name))
        for name, field in form.fields.items()
        if not isinstance(field, forms.FileField)
    }
    held["besides"] = str(getattr(form, "held_besides", ""))
    return hashlib.sha256(json.dumps(held).encode()).hexdigest()[:16]


TOO_LONG = "最多 %(limit_value)d 字，现在是 %(show_value)d 字。"


def name_what_is_missing(form):
    """“请填写计划名称。” instead of Django's “这个字段是必填项。”, and how much is too much, at every field without words of its own."""
    for field in form.fields.values():
        field.error_messages.setdefault("max_length", TOO_LONG)
        if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
            field.error_messages["required"] = (
                f"请{_verb(field)}{field.label}。" if field.label else field.error_messages["required"]
            )


def _verb(field):
    if isinstance(field, forms.FileField):
        return "上传"
    return "选择" if isinstance(field, (forms.ChoiceField, forms.ModelChoiceField)) else "填写"


def uploads_of(form):
    """{name: UploadField} of a form."""
    return {name: field for name, field in form.fields.items() if isinstance(field, UploadField)}


class ConfirmForm(forms.Form):
    """Nothing to fill in: one deliberate click."""


class ReasonForm(forms.Form):
    """A decision that must be explained."""

    reason = forms.CharField(
        label="理由",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写明理由。"},
    )


class DateInput(forms.DateInput):
    """The browser's own date field; the value is always ISO."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class NumberField(forms.CharField):
    """An ID number, credit code or phone number as people type it: full-width characters, blanks and a lower-case x are put right."""

    def to_python(self, value):
        return normalise_id(super().to_python(value))

    def widget_attrs(self, widget):
        attrs = super().widget_attrs(widget)
        attrs.pop("maxlength", None)  # the browser would cut a number pasted with blanks
        return attrs


class UploadField(forms.FileField):
    """A file checked by its content; `cleaned_data` holds a `CheckedFile`. The limits stand beside the field before choosing.

    What was chosen outlives an error of another field (`kit.held`).
    """

    def __init__(self, *, rule=None, **kwargs):
        self.rule = rule or FileRule()
        kind = UploadInput if self.rule.is_held else forms.FileInput
        kwargs.setdefault("help_text", self.rule.hint)
        kwargs.setdefault("widget", kind(attrs={"accept": self.rule.accept}))
        kwargs.setdefault("error_messages", {}).setdefault("empty", "文件是空的，请重新选择。")
        super().__init__(**kwargs)
        self.widget.rule = self.rule

    def clean(self, data, initial=None):
        if isinstance(data, Token):
            return self.clean_held(data)
        file = super().clean(data, initial)
        return checked(file, self.rule) if data else file

    def clean_held(self, token):
        held = self.widget.hold(token)
        if held is None:
            raise forms.ValidationError("上传的文件已过期，请重新选择。")
        return held.checked

    def hold(self, file, hold_file):
        """Keep `file`, which is right, for the form that comes back."""
        if self.rule.is_held and self.widget.held is None:
            self.widget.held = hold_file(file=file, rule=self.rule)
