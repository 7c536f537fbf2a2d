"""Forms of 申报计划."""

from itertools import groupby

from django import forms
from django.forms.utils import ErrorDict
from django.utils import timezone

from personnel.models import Level, Title
from plans.models import Plan, PlanRow
from titleplatform.kit.forms import UploadField
from titleplatform.kit.uploads import FileRule

PLAN_PDF = FileRule(kinds=("pdf",), max_mb=20)
SPARE_ROWS = 3


class PlanForm(forms.ModelForm):
    """年度, 计划名称, 说明 and the stamped plan; `rows` is the formset below it and is validated with it."""

    pdf = UploadField(label="盖章的申报计划", rule=PLAN_PDF)

    class Meta:
        model = Plan
        fields = ("year", "name", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, data=None, files=None, *, seat, instance=None):
        super().__init__(data, files, instance=instance)
        self.instance.unit = seat.unit
        this_year = timezone.localdate().year
        years = sorted({this_year, this_year + 1, self.instance.year or this_year})
        self.fields["year"].widget = forms.Select(choices=[(year, f"{year} 年度") for year in years])
        self.fields["pdf"].help_text = (
            f"{PLAN_PDF.hint}；已上传的文件保留，重新选择则替换" if instance else PLAN_PDF.hint
        )
        self.fields["pdf"].required = instance is None
        self.rows = PlanRowFormSet(data, instance=self.instance, prefix="rows")

    def is_valid(self):
        form_ok, rows_ok = super().is_valid(), self.rows.is_valid()
        if not rows_ok:
            self.add_error(None, "；".join(self.rows.non_form_errors()) or "计划行有需要更正的地方，见表内说明。")
        return form_ok and rows_ok

    def leave_unchecked(self):
        """【再加一行】 is no submission: show what was typed without a word about what is missing yet."""
        for form in (self, *self.rows.forms):
            form._errors = ErrorDict()

    def filled_rows(self):
        """Unsaved PlanRows in the order in which they were typed."""
        kept = [f for f in self.rows.forms if f.has_changed() or f.instance.pk]
        return [form.instance for form in kept if not form.cleaned_data.get("DELETE")]


class PlanRowForm(forms.ModelForm):
    """系列, 级别 and 申报职称 are one choice, because a title decides the other two."""

    class Meta:
        model = PlanRow
        fields = ("title", "speciality", "posts", "filled", "applicants")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["title"].queryset = Title.objects.by_review().select_related("series")
        self.fields["title"].widget.choices = title_choices()
        for name in ("posts", "filled", "applicants"):
            self.fields[name].widget.attrs.update({"class": "num", "inputmode": "numeric", "min": 0})
            self.fields[name].error_messages["required"] = "请填人数。"

    def clean(self):
        data = super().clean()
        if data.get("applicants") == 0:
            self.add_error("applicants", "申报人数至少是 1。")
        return data


class RowsOfAPlan(forms.BaseInlineFormSet):
    """The rows together."""

    def clean(self):
        super().clean()
        kept = [
            f.cleaned_data for f in self.forms if getattr(f, "cleaned_data", None) and not f.cleaned_data.get("DELETE")
        ]
        if not any(self.errors) and not kept:
            raise forms.ValidationError("至少填写一行：申报职称、岗位总数、已聘人数、申报人数。")
        seen = set()
        for row in kept:
            key = (row.get("title"), row.get("speciality", "").strip())
            if key in seen:
                raise forms.ValidationError(f"“{key[0]}{key[1]}”填了两行，同一职称和专业只填一行。")
            seen.add(key)


PlanRowFormSet = forms.inlineformset_factory(
    Plan, PlanRow, form=PlanRowForm, formset=RowsOfAPlan, extra=SPARE_ROWS, can_delete=True, max_num=200
)


def title_choices():
    """Titles taken by review, grouped by series: 副高级 · 高级工程师. One query."""
    titles = Title.objects.by_review().select_related("series").order_by("position")
    groups = groupby(titles, key=lambda title: title.series.name)
    return [("", "请选择"), *((name, [(t.pk, title_words(t)) for t in group]) for name, group in groups)]


def title_words(title):
    branch = f"（{title.branch}）" if title.branch else ""
    return f"{Level(title.level).label} · {title.name}{branch}"
