"""Forms of 单位人员管理 and 单位变动人员管理."""

from django import forms
from django.core.exceptions import ValidationError

from orgs.models import Account, DocumentKind
from personnel.actions.persons import check_new_id
from personnel.actions.transfers import person_to_ask_for
from personnel.models import Person
from titleplatform.kit.forms import DateInput, UploadField
from titleplatform.kit.identity import FEMALE, MALE, normalise_id
from titleplatform.kit.uploads import FileRule

PERSONS_FILE = FileRule(kinds=("xlsx",), max_mb=5)


class PersonForm(forms.ModelForm):
    """姓名, 证件, 手机号, 现任职称. Gender and birthday of a resident come from the ID number."""

    gender = forms.ChoiceField(
        label="性别", required=False, choices=[("", "由身份证号得出"), (MALE, MALE), (FEMALE, FEMALE)]
    )
    birth_date = forms.DateField(
        label="出生日期", required=False, widget=DateInput(), help_text="居民身份证由号码得出，不用填"
    )
    current_title = forms.CharField(label="现任职称", required=False, max_length=30)

    class Meta:
        model = Account
        fields = ("name", "document_kind", "id_number", "phone", "email")

    def __init__(self, *args, unit=None, **kwargs):
        """`unit`: the one to which somebody is added."""
        super().__init__(*args, **kwargs)
        self.unit = unit
        self.fields["name"].required = self.fields["id_number"].required = self.fields["phone"].required = True
        self.fields["id_number"].widget = forms.TextInput()
        self.fields["id_number"].help_text = "即【申报系统】登录账号；小写 x、全角数字会自动更正"
        if self.instance.pk:
            del self.fields["id_number"], self.fields["document_kind"], self.fields["gender"], self.fields["birth_date"]

    def clean(self):
        data = super().clean()
        if self.instance.pk is None and data.get("document_kind") != DocumentKind.RESIDENT:
            for name in ("gender", "birth_date"):
                if not data.get(name):
                    self.add_error(name, "不是居民身份证，请填写。")
        if data.get("id_number") and data.get("document_kind"):
            # Said together with the other mistakes; the action asks again.
            try:
                check_new_id(data["document_kind"], normalise_id(data["id_number"]), data.get("name"), self.unit)
            except ValidationError as error:
                self.add_error(None, error)
        return data


class ImportForm(forms.Form):
    """【导入】: an Excel file with the columns of the template."""

    file = UploadField(
        label="Excel 文件",
        rule=PERSONS_FILE,
        help_text=f"{PERSONS_FILE.hint}；第一行是表头：姓名、证件号、手机号、现任职称。证件号须为文本格式",
    )


class WriteForm(forms.Form):
    """【导入】: whether the rows that are wrong are left out; asked only where there are any."""

    leave_out = forms.BooleanField(required=False)

    def __init__(self, *args, wrong, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["leave_out"].label = f"跳过有错误的 {wrong} 行，导入其余"
        self.fields["leave_out"].required = bool(wrong)
        self.fields["leave_out"].error_messages["required"] = "有错误的行不能写入。请勾选跳过，或改好后重新上传。"
        if not wrong:
            self.fields["leave_out"].widget = forms.HiddenInput()


class AskTransferForm(forms.Form):
    """【申请移交】 by `unit`."""

    id_number = forms.CharField(label="证件号", max_length=30)
    name = forms.CharField(label="姓名", max_length=50)
    reason = forms.CharField(label="变动原因", max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    proof = UploadField(label="证明材料", required=False, rule=FileRule(max_mb=20))

    def __init__(self, *args, unit, **kwargs):
        super().__init__(*args, **kwargs)
        self.unit = unit

    def clean(self):
        """That nobody matches is said together with the other mistakes; the action asks again."""
        data = super().clean()
        if data.get("id_number") and data.get("name"):
            try:
                person_to_ask_for(Person.objects.all(), self.unit, data["id_number"], data["name"])
            except ValidationError as error:
                self.add_error(None, error)
        return data
