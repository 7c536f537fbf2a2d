"""Forms of 申报计划."""

from django import forms
from django.core.validators import MaxValueValidator
from django.db.models import Q
from django.forms.utils import ErrorDict
from django.utils import timezone
from django.utils.functional import cached_property

from orgs import tree
from orgs.models import Kind, Unit
from orgs.unit_fields import UnitField
from personnel.models import Level, Series, Title
from plans.models import Cap, FinalOrgan, Plan, PlanRow, QuotaRule
from plans.queries import caps_on, check_rows, name_for
from titleplatform.kit.access import why_not
from titleplatform.kit.forms import UploadField, name_what_is_missing
from titleplatform.kit.numbers import whole_number, whole_numbers
from titleplatform.kit.uploads import FileRule

PLAN_PDF = FileRule(kinds=("pdf",), max_mb=20)
MOST_ROWS = 200
MOST_FOUND = 60
NUMBERS = ("posts", "filled", "applicants")
NUMBER_ERRORS = {"required": "请填人数。", "invalid": "请填整数。", "min_value": "不能小于 0。"}
MOST_PERSONS = MaxValueValidator(99_999, "不能大于 99999，请核对。")


class PlanForm(forms.ModelForm):
    """年度, 计划名称, 说明 and the stamped plan; `rows` is the formset below it and is validated with it."""

    year = forms.TypedChoiceField(label="年度", coerce=int)
    pdf = UploadField(label="盖章的申报计划", rule=PLAN_PDF)

    class Meta:
        model = Plan
        fields = ("year", "name", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, data=None, *args, seat, instance=None, **kwargs):
        super().__init__(data, *args, instance=instance, **kwargs)
        self.instance.unit = seat.unit
        self.fields["year"].choices = year_choices(self.instance.year)
        self.fields["pdf"].help_text = (
            f"{PLAN_PDF.hint}；已上传的文件保留，重新选择则替换" if instance else PLAN_PDF.hint
        )
        self.fields["pdf"].required = instance is None
        if instance is None:
            self.fields["name"].initial = name_for(seat.unit, self.fields["year"].choices[0][0])
        self.rows = PlanRowFormSet(data, instance=self.instance, prefix="rows")
        # Every save replaces the rows, so their keys tell whether somebody saved meanwhile.
        self.held_besides = sorted(instance.rows.values_list("pk", flat=True)) if instance else []

    def is_valid(self):
        form_ok, rows_ok = super().is_valid(), self.rows.is_valid()
        if not rows_ok:
            self.add_error(None, "；".join(self.rows.non_form_errors()) or "计划行有需要更正的地方，见表内说明。")
        return form_ok and rows_ok

    def leave_unchecked(self):
        """A row more is no submission: show what was typed without a word about what is missing yet."""
        for form in (self, *self.rows.forms):
            form._errors = ErrorDict()

    @cached_property
    def caps(self):
        """The caps that hold for this unit in the years it may choose, with what its other plans ask for."""
        caps = caps_on([self.instance.unit_id], [year for year, _ in self.fields["year"].choices])
        return sorted(caps.values(), key=lambda cap: (cap.year, cap.series.code, cap.level))

    def rows_with_checks(self):
        """[(row form, its RowCheck or None)]: the arithmetic of what is typed, whether all of it is valid yet or not."""
        typed = [(form, form.typed()) for form in self.rows.forms]
        whole = [row for _, row in typed if row]
        plan = Plan(unit=self.instance.unit, year=whole_number(self["year"].value()), state=self.instance.state)
        checks = iter(check_rows([(plan, whole)])[0])
        return [(form, next(checks) if row else None) for form, row in typed]

    def filled_rows(self):
        """Unsaved PlanRows in the order in which they were typed."""
        kept = [f for f in self.rows.forms if f.has_changed() or f.instance.pk]
        return [form.instance for form in kept if not form.cleaned_data.get("DELETE")]


class TitleField(forms.Field):
    """申报职称 of a row: chosen in the picker, so the page holds its number only. `titles`, {pk: Title}, is the formset's."""

    widget = forms.HiddenInput
    titles = None

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if (title := self.titles.get(whole_number(value))) is None:
            raise forms.ValidationError("这个职称已不在评审目录中，请删除该行，另选职称。")
        return title


class PlanRowForm(forms.ModelForm):
    """系列, 级别 and 申报职称 are one choice, because a title decides the other two."""

    title = TitleField(label="申报职称", error_messages={"required": "请选择申报职称。"})

    class Meta:
        model = PlanRow
        fields = ("title", "speciality", "posts", "filled", "applicants")

    def __init__(self, *args, titles, **kwargs):
        super().__init__(*args, **kwargs)
        self.titles = self.fields["title"].titles = titles
        for name in NUMBERS:
            self.fields[name].widget.attrs.update({"class": "num", "inputmode": "numeric", "min": 0})
            self.fields[name].error_messages |= NUMBER_ERRORS
            self.fields[name].validators.append(MOST_PERSONS)
        name_what_is_missing(self)

    def clean(self):
        data = super().clean()
        if data.get("applicants") == 0:
            self.add_error("applicants", "申报人数至少是 1。")
        return data

    @cached_property
    def chosen(self):
        """The Title that stands in the row, None where there is none."""
        return self.titles.get(whole_number(self["title"].value()))

    def typed(self):
        """What stands in the row as an unsaved PlanRow; None while its title or a number is missing, or it shall go."""
        numbers = {name: whole_number(self[name].value()) for name in NUMBERS}
        if self.chosen is None or None in numbers.values() or self["DELETE"].value():
            return None
        return PlanRow(title=self.chosen, **numbers)


class RowsOfAPlan(forms.BaseInlineFormSet):
    """The rows together."""

    @cached_property
    def titles(self):
        """{pk: Title} of what is taken by review, in the catalogue's order: read once for all rows."""
        return {title.pk: title for title in Title.objects.by_review().select_related("series").order_by("position")}

    def get_form_kwargs(self, index):
        return {**super().get_form_kwargs(index), "titles": self.titles}

    def total_form_count(self):
        """As many rows as came: the count beside them is only typed by a browser."""
        return row_count(self.data) if self.is_bound else super().total_form_count()

    def add_fields(self, form, index):
        """Without the plan no row is compared with the stored ones: all of them are replaced, so one that goes may come again."""
        super().add_fields(form, index)
        del form.fields[self.fk.name]

    def clean(self):
        super().clean()
        kept = [
            f.cleaned_data for f in self.forms if getattr(f, "cleaned_data", None) and not f.cleaned_data.get("DELETE")
        ]
        if not any(self.errors) and not kept:
            raise forms.ValidationError("至少填写一行：申报职称、岗位总数、已聘人数、申报人数。")
        seen = set()
        for row in kept:
            if (key := (row.get("title"), row.get("speciality", ""))) in seen:
                raise forms.ValidationError(f"“{key[0]}{key[1]}”填了两行，同一职称和专业只填一行。")
            seen.add(key)


PlanRowFormSet = forms.inlineformset_factory(
    Plan,
    PlanRow,
    form=PlanRowForm,
    formset=RowsOfAPlan,
    extra=0,
    can_delete=True,
    max_num=MOST_ROWS,
    absolute_max=MOST_ROWS,
)


def row_count(data):
    """How many rows of a plan came with a form, empty ones between them included; no more than a plan may have, whatever the names say."""
    last = max(whole_numbers(name.split("-")[1] for name in data if name.startswith("rows-")), default=-1)
    return min(last + 1, MOST_ROWS)


class TitlePicker(forms.Form):
    """系列 → 级别 → 申报职称, or a part of its name: one for the whole plan, so that a row draws no options."""

    series = forms.ModelChoiceField(label="系列", queryset=None, required=False, empty_label="全部系列")
    level = forms.ChoiceField(label="级别", choices=[("", "全部级别"), *Level.choices], required=False)
    text = forms.CharField(label="职称名称或专业类别", required=False, max_length=30)

    def __init__(self, data, titles):
        super().__init__(data, prefix="pick")
        self.titles = titles
        self.fields["series"].queryset = Series.objects.filter(pk__in={title.series_id for title in titles.values()})
        self.fields["text"].widget.attrs["placeholder"] = self.fields["text"].label

    @cached_property
    def found(self):
        """What fits in the catalogue's order; nothing while nothing is asked for."""
        asked = self.cleaned_data if self.is_valid() else {}
        series, level, text = (asked.get(name) for name in ("series", "level", "text"))
        if not (series or level or text):
            return []
        return [
            title
            for title in self.titles.values()
            if (not series or title.series_id == series.pk)
            and (not level or title.level == level)
            and (not text or text in f"{title.series} {title.branch} {title.name}")
        ]

    @property
    def offered(self):
        """[(title, its words)]: with the series where none is chosen."""
        with_series = not self.cleaned_data.get("series") if self.found else False
        return [
            (title, f"{title.series} · {title_words(title)}" if with_series else title_words(title))
            for title in self.found[:MOST_FOUND]
        ]

    @property
    def more(self):
        return max(len(self.found) - MOST_FOUND, 0)


def title_words(title):
    branch = f"（{title.branch}）" if title.branch else ""
    return f"{Level(title.level).label} · {title.name}{branch}"


def year_choices(*others):
    """This year, the next, and the given ones that stand there already."""
    this_year = timezone.localdate().year
    return [(year, f"{year} 年度") for year in sorted({this_year, this_year + 1, *filter(None, others)})]


def mind_number(form):
    """What the 指标人数 of a form may be, each mistake in our own words."""
    form.fields["number"].error_messages |= NUMBER_ERRORS
    form.fields["number"].validators.append(MOST_PERSONS)


class CapForm(forms.ModelForm):
    """设置指标 for a unit below."""

    unit = UnitField(label="单位", error_messages={"required": "请输入单位。"})
    year = forms.TypedChoiceField(label="年度", coerce=int)

    class Meta:
        model = Cap
        fields = ("unit", "year", "series", "level", "number")

    def __init__(self, *args, seat, **kwargs):
        super().__init__(*args, **kwargs)
        self.seat = seat
        self.fields["unit"].units = Unit.objects.visible_to(seat)
        self.fields["year"].choices = year_choices()
        reviewed = Title.objects.by_review().values("series")
        self.fields["series"].queryset = Series.objects.filter(pk__in=reviewed)
        mind_number(self)

    def clean_unit(self):
        unit = self.cleaned_data["unit"]
        if reason := why_not("plans.set_cap", self.seat, unit):
            raise forms.ValidationError(reason)
        return unit


class CapNumberForm(forms.ModelForm):
    """修改指标: the number alone."""

    class Meta:
        model = Cap
        fields = ("number",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        mind_number(self)


class FinalOrganForm(forms.ModelForm):
    """Where plans end: for a year, for one city-level branch or the whole province."""

    class Meta:
        model = FinalOrgan
        fields = ["year", "branch", "organ"]
        help_texts = {"branch": "不选则适用于全省；市一级的设置优先", "organ": "该范围内的申报计划到此终审"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].widget = forms.Select(choices=year_choices())
        self.fields["branch"].queryset = Unit.objects.filter(kind=Kind.CITY)
        self.fields["branch"].empty_label = "全省"
        self.fields["organ"].queryset = Unit.objects.filter(Q(kind__in=(Kind.PROVINCE, Kind.CITY)) | top_departments())


class QuotaRuleForm(forms.ModelForm):
    """How the places of a year are taken. The year is no field of the model here: a second time changes its rule."""

    year = forms.TypedChoiceField(label="年度", coerce=int)
    field_order = ("year", "first_come")

    class Meta:
        model = QuotaRule
        fields = ("first_come",)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["year"].choices = year_choices()
        fixed = QuotaRule.objects.filter(year__in=[year for year, _ in year_choices()], fixed_at__isnull=False)
        said = [rule.fixed_words for rule in fixed.order_by("year")]
        self.fields["first_come"].help_text = "".join(said) or "该年度有第一项申报以后不能再改"


def top_departments():
    """Departments directly below the province office: they may judge last beside the line."""
    return tree.BRANCH_ROOTS & Q(kind=Kind.DEPARTMENT)
