"""Forms of 专家申报 and 专家审查."""

from django import forms

from experts.models import ExpertFiling
from orgs.chain.words import Verdict
from titleplatform.kit.forms import DateInput, UploadField


class FilingForm(forms.ModelForm):
    proof = UploadField(label="职称证书扫描件")

    class Meta:
        model = ExpertFiling
        fields = ("series", "speciality", "title", "title_on", "position", "achievements")
        widgets = {"title_on": DateInput(), "achievements": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["proof"].required = self.instance.pk is None


class DecisionForm(forms.Form):
    """The pressed button is the verdict; the step it was made for travels with it."""

    step = forms.IntegerField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(label="审查结论", choices=Verdict.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="理由",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="退回修改、未通过时必填。",
    )

    def clean(self):
        data = super().clean()
        if data.get("verdict") in (Verdict.RETURN, Verdict.FAIL) and not data.get("reason", "").strip():
            self.add_error("reason", "请写明理由。")
        return data
