"""Forms of 职称申报, 审查 and 评委会."""

from django import forms
from django.utils import timezone

from orgs.chain.states import ClimbState
from orgs.chain.words import Verdict
from orgs.forms import StepForm
from orgs.models import Unit
from orgs.unit_fields import UnitsField
from personnel.dossier.codes import WAYS_WITH_EVIDENCE
from personnel.dossier.sections import SECTIONS
from personnel.models import Level
from review.models import Application, Committee, CommitteeFiling
from titleplatform.kit.forms import TOO_LONG, DateInput, UploadField
from titleplatform.kit.numbers import whole_numbers

EVIDENCE = SECTIONS["application"].attachment("evidence")
PROMISE = (
    "本人承诺：所填写的信息和提交的材料真实、准确、完整，与原件一致；如有弄虚作假，自愿取消申报资格，已取得的职称予以撤销，"
    "记入职称评审诚信档案，并承担相应责任。"
)


class ApplicationForm(forms.ModelForm):
    """申报方式, 申报专业 and 评委会 for a title that is already chosen; only committees that fit and are open."""

    evidence = UploadField(label=EVIDENCE.label, rule=EVIDENCE.rule, required=False)

    class Meta:
        model = Application
        fields = ("way", "speciality", "committee", "first_time")

    def __init__(self, *args, instance, unit, **kwargs):
        super().__init__(*args, instance=instance, **kwargs)
        offered = Committee.objects.offered(
            title=instance.title, year=instance.year, unit=unit, day=timezone.localdate()
        )
        if instance.state == ClimbState.RETURNED:
            offered |= Committee.objects.fitting(instance.title).filter(pk=instance.committee_id)
        offers = list(offered.select_related("host"))
        proof = self.fields["evidence"]
        proof.help_text = f"破格、直接申报必须上传；{proof.help_text}"
        if instance.evidence_id:
            proof.help_text += f"；已有 {instance.evidence_name}，再选则替换"
        self.fields["committee"].queryset = offered
        self.fields["committee"].widget.attrs["data-wide"] = True
        self.fields["committee"].choices = [("", "---------"), *((each.pk, committee_words(each)) for each in offers)]
        self.fields["committee"].help_text = "只列出本年度评审该职称、服务本单位、正在受理的评委会"
        if not offers:
            self.fields["committee"].help_text = "现在没有评审该职称、服务本单位、正在受理的评委会，请关注评委会通知。"

    def clean(self):
        data = super().clean()
        lacking = data.get("way") in WAYS_WITH_EVIDENCE and not self.instance.evidence_id
        if lacking and not data.get("evidence") and not self.has_error("evidence"):
            self.add_error("evidence", "破格、直接申报须上传依据。")
        return data


def committee_words(committee):
    return f"{committee.name}（{committee.host}，受理至 {committee.closes_on}）"


class RecordsForm(forms.Form):
    """Which rows of the record go with the application: a tick per row, all ticked at first."""

    def __init__(self, data=None, *args, entries, left_out, **kwargs):
        super().__init__(data, *args, **kwargs)
        self.entries = entries
        self.held_besides = sorted(left_out)
        known = {entry.pk for entry in entries}
        kept = set(whole_numbers(data.getlist("entry"))) & known if data is not None else known - set(left_out)
        self.kept = kept

    @property
    def left_out(self):
        return {entry.pk for entry in self.entries} - self.kept

    @property
    def groups(self):
        """[(section, [(entry, ticked)])]: what the template shows."""
        found = {}
        for entry in self.entries:
            found.setdefault(entry.section, []).append((entry, entry.pk in self.kept))
        return list(found.items())


class SubmitForm(forms.Form):
    """诚信承诺; after a return also that what was not changed (`untouched`: how many areas) goes up as it is."""

    unchanged = forms.BooleanField(
        error_messages={"required": "请先改好列出的各项；确实不需要改的，请勾选后再提交。"},
        widget=forms.CheckboxInput(attrs={"data-wide": ""}),
    )

    promised = forms.BooleanField(
        label="本人已阅读并作出以上诚信承诺",
        error_messages={"required": "请阅读并勾选诚信承诺。"},
        widget=forms.CheckboxInput(attrs={"data-wide": ""}),
    )

    def __init__(self, *args, untouched=0, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["unchanged"].label = f"列出的 {untouched} 项没有改动，仍要提交"
        if not untouched:
            del self.fields["unchanged"]


class VerdictForm(forms.Form):
    """One area: 通过, 退回修改 or 未通过, with a reason for the last two."""

    step = forms.IntegerField(widget=forms.HiddenInput)
    area = forms.CharField(widget=forms.HiddenInput, max_length=20)
    verdict = forms.ChoiceField(
        label="审查结论", choices=Verdict.choices, error_messages={"required": "请选择审查结论。"}
    )
    reason = forms.CharField(
        label="理由",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="退回修改、未通过须写明理由；一次写全本项所有问题，未列出的以后不再提。",
        error_messages={"max_length": TOO_LONG},
    )

    def clean(self):
        data = super().clean()
        if data.get("verdict") in (Verdict.RETURN, Verdict.FAIL) and data.get("reason") == "":
            self.add_error("reason", "请写明理由。")
        return data


class HandInForm(StepForm):
    """`confirmed`: it was asked whether what is no 通过 is meant."""

    confirmed = forms.CharField(required=False, widget=forms.HiddenInput, initial="yes")


class AssignForm(forms.Form):
    """办理人: a colleague of the desk, or nobody."""

    to = forms.ModelChoiceField(
        None, label="办理人", required=False, empty_label="不指定", help_text="只作提示；本环节的其他审查人员仍可审查"
    )

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = colleagues


class InterviewForm(forms.ModelForm):
    """面试通知: time, group, place."""

    class Meta:
        model = Application
        fields = ("interview_at", "interview_group", "interview_place")
        widgets = {"interview_at": forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True

    def clean_interview_at(self):
        """Group and place may still be put right afterwards."""
        at = self.cleaned_data["interview_at"]
        if "interview_at" in self.changed_data and at < timezone.now():
            raise forms.ValidationError("面试时间已经过去，请核对。")
        return at


class ResultForm(forms.Form):
    """登记评审结果: what the committee said, when, and in which document."""

    passed = forms.TypedChoiceField(
        label="评审结果",
        choices=[("", "请选择"), ("yes", "通过"), ("no", "未通过")],
        coerce=lambda said: said == "yes",
        error_messages={"required": "请选择评审结果。"},
    )
    decided_on = forms.DateField(label="评审日期", widget=DateInput())
    document = forms.CharField(label="文号或文件名称", max_length=100)

    def clean_decided_on(self):
        day = self.cleaned_data["decided_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("评审日期不能晚于今天。")
        return day


class OneResultForm(ResultForm):
    """For one application: it knows which result the page showed."""

    expected = forms.IntegerField(required=False, widget=forms.HiddenInput)


LEVEL_FIELDS = tuple(f"reviews_{level}" for level in Level.values)


class ScopeForm(forms.ModelForm):
    """Levels and served units, of a committee or of what is asked for."""

    serves = UnitsField(label="服务单位", help_text="每行一个单位的编码或完整名称；包括其全部下级单位")

    def __init__(self, *args, served, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields[LEVEL_FIELDS[0]].heading = "评审的级别"
        self.fields["serves"].units = Unit.objects.all()
        self.fields["serves"].initial = self.fields["serves"].as_lines(served)


class CommitteeForm(ScopeForm):
    """A committee of the acting unit. Year and series of an approved one stand."""

    class Meta:
        model = Committee
        fields = (
            "year",
            "name",
            "series",
            *LEVEL_FIELDS,
            "opens_on",
            "closes_on",
            "contact",
            "through_common_ancestor",
        )
        widgets = {"opens_on": DateInput(), "closes_on": DateInput()}

    field_order = ["year", "name", "series", *LEVEL_FIELDS, "serves"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        year = timezone.localdate().year
        years = sorted({year, year + 1, self.instance.year or year})
        self.fields["year"] = forms.TypedChoiceField(
            label="年度", choices=[(each, each) for each in years], coerce=int, initial=self.instance.year or year
        )
        self.fields["series"].widget.attrs["data-wide"] = True
        for name in ("year", "series"):
            self.fields[name].disabled = self.instance.is_approved


class FilingForm(ScopeForm):
    """报备: the scope asked for, the term, and the document."""

    document = UploadField(label="备案文件")

    class Meta:
        model = CommitteeFiling
        fields = (*LEVEL_FIELDS, "valid_from", "valid_until")
        widgets = {"valid_from": DateInput(), "valid_until": DateInput()}
        help_texts = {"valid_until": "最长 3 年"}

    field_order = [*LEVEL_FIELDS, "serves"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["document"].help_text += "；组建评委会的请示、批复等"


class CarryForm(forms.ModelForm):
    """沿用上年: only the window is new."""

    class Meta:
        model = Committee
        fields = ("opens_on", "closes_on")
        widgets = {"opens_on": DateInput(), "closes_on": DateInput()}
