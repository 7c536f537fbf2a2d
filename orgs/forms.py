"""Forms of 单位管理 and 单位信息维护, and the smallest one of the chain."""

from django import forms

from orgs.actions import NEEDED_TO_SUBMIT
from orgs.actions.units import check_name
from orgs.chain.words import Verdict
from orgs.models import KEY_FACTS, KINDS_BELOW, Account, Kind, Unit
from orgs.models.account import PLATFORM_KINDS
from orgs.queries import free_code
from titleplatform.kit.forms import NumberField, UploadField

NUMBERS = {"credit_code": NumberField, "contact_phone": NumberField}


class StepForm(forms.Form):
    """A decision carries the step its page was made for, so that one on an outdated page is refused and changes nothing."""

    step = forms.IntegerField(widget=forms.HiddenInput)


class AdministratorForm(forms.ModelForm):
    """新增平台账号: 身份, 登录账号, 姓名, 证件, 手机号."""

    class Meta:
        model = Account
        fields = ("kind", "login_name", "name", "document_kind", "id_number", "phone")
        field_classes = {"id_number": NumberField, "phone": NumberField}
        help_texts = {
            "login_name": "不能与已有账号相同，建议用姓名拼音",
            "id_number": "一个人只能有一个平台账号；小写 x、全角数字会自动更正",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in PLATFORM_KINDS]
        for name in ("login_name", "name", "id_number"):
            self.fields[name].required = True
        self.fields["id_number"].widget = forms.TextInput()


class UnitForm(forms.ModelForm):
    """添加单位. 证书打印单位名称 left empty becomes the name."""

    superior = forms.CharField(label="上级单位", disabled=True, required=False, help_text="取自单位树中选定的单位")

    class Meta:
        model = Unit
        fields = [
            "superior",
            "name",
            "certificate_name",
            "kind",
            "credit_code",
            "nature",
            "contact_name",
            "contact_phone",
            "contact_email",
        ]
        field_classes = NUMBERS
        help_texts = {
            "certificate_name": "与单位名称相同，可改；印在证书上",
            "credit_code": "18 位，可由单位自己填写",
        }

    field_order = ["superior"]

    def __init__(self, data=None, *args, parent, **kwargs):
        if data and not data.get("certificate_name", "").strip():
            data = data.copy()
            data["certificate_name"] = data.get("name", "")
        super().__init__(data, *args, **kwargs)
        self.parent = parent
        self.fields["superior"].initial = str(parent)
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in parent.kinds_below]
        self.fields["kind"].help_text = f"编码将为 {self.codes(parent)}，即管理员账号"
        self.fields["certificate_name"].widget.attrs["data-follows"] = "id_name"
        self.fields["contact_email"].widget.attrs["data-wide"] = True

    def clean(self):
        """A name that is taken is said together with the other mistakes; the action asks again."""
        data = super().clean()
        try:
            check_name(data.get("name"), self.parent)
        except forms.ValidationError as error:
            self.add_error(None, error)
        return data

    def codes(self, parent):
        codes = [(kind, self.code(kind, parent)) for kind in parent.kinds_below]
        return codes[0][1] if len(codes) == 1 else "、".join(f"{code}（{kind.label}）" for kind, code in codes)

    def code(self, kind, parent):
        """The code to come; 【保存】 refuses with the whole reason where they are used up."""
        try:
            return free_code(kind, parent.code)
        except forms.ValidationError:
            return "已用完"


class RenameForm(forms.ModelForm):
    """Of a unit that gets a new name while its certificates keep the old one: asked once whether they shall."""

    keeps_certificate_name = forms.BooleanField(required=False, widget=forms.CheckboxInput(attrs={"data-wide": ""}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        printed = self.initial["certificate_name"]
        typed = {name: self.data.get(name, "").strip() for name in ("name", "certificate_name")}
        renamed = typed["name"] not in ("", self.initial["name"], printed)
        self.is_asked = self.is_bound and renamed and typed["certificate_name"] == printed
        self.fields["keeps_certificate_name"].label = f"证书打印单位名称不变，仍为“{printed}”"
        if not self.is_asked:
            del self.fields["keeps_certificate_name"]

    def clean(self):
        """A name that is taken is said together with the question; the action asks again."""
        data = super().clean()
        try:
            if self.instance.superior:
                check_name(data.get("name"), self.instance.superior, but=self.instance)
        except forms.ValidationError as error:
            self.add_error(None, error)
        if self.is_asked and not data.get("keeps_certificate_name"):
            text = (
                "单位名称改了，证书打印单位名称要一起改吗？要改的请在这里填新名称，不改的请勾选“证书打印单位名称不变”。"
            )
            self.add_error("certificate_name", text)
        return data

    @property
    def values(self):
        """What the action takes: the unit's own fields."""
        return {name: self.cleaned_data[name] for name in self._meta.fields}


class ChangeUnitForm(RenameForm):
    """修改: names and type."""

    field_order = ("name", "certificate_name", "keeps_certificate_name")

    class Meta:
        model = Unit
        fields = ["name", "certificate_name", "kind"]
        help_texts = {"certificate_name": "印在证书上", "kind": "单位编码不变"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [Kind(self.instance.kind)] if self.instance.is_office else KINDS_BELOW[self.instance.superior.kind]
        self.fields["kind"].choices = [(kind.value, kind.label) for kind in kinds]
        self.fields["kind"].disabled = self.instance.is_office


class ContactForm(forms.ModelForm):
    """编辑信息 of a lower unit."""

    administrator_name = forms.CharField(label="管理员姓名", max_length=50, required=False)

    class Meta:
        model = Unit
        fields = ["contact_phone", "contact_email"]
        field_classes = NUMBERS

    field_order = ["administrator_name"]


class SkipForm(forms.Form):
    """停用 while submissions come through: leave the unit's desks out, or not close it."""

    LEAVE, SKIP = "leave", "skip"
    desks = forms.ChoiceField(
        label="这些事项",
        choices=[(LEAVE, "先不停用，等它们办结"), (SKIP, "跳过本单位的环节，由下一环节继续审查")],
        widget=forms.RadioSelect,
        initial=LEAVE,
    )
    reason = forms.CharField(
        label="跳过的原因",
        required=False,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="选择跳过时必填；写入每一项的审批记录",
    )

    def clean(self):
        data = super().clean()
        if data.get("desks") == self.LEAVE:
            self.add_error("desks", "没有停用。要现在停用，请选择跳过。")
        elif not data.get("reason", "").strip():
            self.add_error("reason", "请写明跳过的原因。")
        return data


class OwnUnitForm(forms.ModelForm):
    """单位信息维护. 【保存】 keeps what is there, 【提交】 (`submitting`) asks for everything marked *."""

    licence = UploadField(label="法人证书扫描件", required=False)

    class Meta:
        model = Unit
        fields = [
            "credit_code",
            "nature",
            "affiliation",
            "legal_representative",
            "address",
            "postcode",
            "contact_name",
            "contact_phone",
            "office_phone",
            "contact_email",
            "staff_count",
            "allows_one_person_both_desks",
        ]
        field_classes = NUMBERS | {"postcode": NumberField}
        help_texts = {
            "credit_code": "18 位；全角、小写会自动更正",
            "affiliation": "如：市属、区属",
            "contact_phone": "供上级单位联系，申报人看不到",
            "office_phone": "本单位的申报人会看到，请填座机，如 0379-63220000",
        }

    def __init__(self, *args, submitting=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.submitting = submitting
        if self.instance.is_working:
            for name in self.fields.keys() & set(KEY_FACTS):
                del self.fields[name]
        self.needed = [name for name in NEEDED_TO_SUBMIT if name in self.fields]
        for name in self.needed:
            self.fields[name].required = True
            self.fields[name].error_messages["required"] = f"提交前必须填写{self.fields[name].label}。"
        self.fields["address"].widget.attrs["data-wide"] = True

    def clean(self):
        data = super().clean()
        if not self.submitting:
            for name in self.needed:
                if self.has_error(name, "required"):
                    del self._errors[name]
                    data[name] = ""
        return data

    @property
    def values(self):
        """What the action takes: the unit's fields without the file."""
        return {name: self.cleaned_data[name] for name in self._meta.fields if name in self.fields}


class ChangeFactsForm(RenameForm):
    """申请变更 of an approved unit: its key facts as they are now, to be overwritten, with the reason and the proof."""

    reason = forms.CharField(
        label="变更理由", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text="如：换届、更名、改制"
    )
    evidence = UploadField(label="证明材料")
    field_order = ("name", "certificate_name", "keeps_certificate_name")

    class Meta:
        model = Unit
        fields = KEY_FACTS
        field_classes = NUMBERS
        help_texts = {
            "certificate_name": "印在证书上",
            "credit_code": "18 位；全角、小写会自动更正",
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in KEY_FACTS:
            self.fields[name].required = bool(getattr(self.instance, name))  # what is empty may stay so
        self.fields["reason"].widget.attrs["data-wide"] = True
        self.fields["evidence"].help_text += "；如更名批复、新的法人证书"
        self.fields["evidence"].widget.attrs["data-wide"] = True


class DecisionForm(forms.Form):
    """审核: 通过, or 退回 with a reason. The decision is the button that was pressed."""

    APPROVE, RETURN = "approve", "return"
    decision = forms.ChoiceField(
        choices=[(APPROVE, "通过"), (RETURN, "退回")],
        widget=forms.HiddenInput(),
        error_messages={"required": "请按【通过】或【退回】。"},
    )
    reason = forms.CharField(
        label="退回理由",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="退回时必填；一次写全所有需要更正的地方",
    )

    def clean(self):
        data = super().clean()
        if data.get("decision") == self.RETURN and not data.get("reason"):
            self.add_error("reason", "退回必须写明理由。")
        return data


class ReasonedStepForm(StepForm):
    """A decision that explains itself; the step it was made for travels with it."""

    reason = forms.CharField(
        label="理由",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写明理由。"},
    )


class DeskForm(forms.Form):
    """The decision of a desk without areas: the pressed button is the verdict; the step it was made for travels with it."""

    step = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label="意见", required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, words, **kwargs):
        super().__init__(*args, **kwargs)
        self.words = words
        asking = "、".join(word for verdict, word in words.items() if verdict != Verdict.PASS)
        self.fields["reason"].help_text = f"{asking}时必填，一次写全；修改后从申报单位起重新逐级审查。"

    def clean(self):
        data = super().clean()
        if self.data.get("verdict") not in {each.value for each in self.words}:
            raise forms.ValidationError("请按下面的按钮作出审查结论。")
        data["verdict"] = Verdict(self.data["verdict"])
        if data["verdict"] != Verdict.PASS and not data.get("reason", "").strip():
            self.add_error("reason", f"{self.words[data['verdict']]}请写明理由。")
        return data
