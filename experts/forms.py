"""The form of 专家申报."""

from django import forms
from django.utils import timezone

from experts.models import ExpertFiling
from personnel.models import DossierEntry
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

    def clean_title_on(self):
        day = self.cleaned_data["title_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("取得时间不能晚于今天。")
        return day


def known_facts(person):
    """What the person's record knows of a filing's fields."""
    own = DossierEntry.objects.filter(person=person, section_key="person").values_list("data", flat=True).first() or {}
    same = {"title_on": "title_on", "speciality": "profession", "position": "position"}
    facts = {"title": person.current_title} | {name: own.get(key) for name, key in same.items()}
    return {name: value for name, value in facts.items() if value}
