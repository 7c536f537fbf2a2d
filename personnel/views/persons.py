"""单位人员管理."""

from django.conf import settings
from django.urls import reverse
from django.utils.functional import cached_property

from personnel.actions import persons as actions
from personnel.filters import PersonFilter
from personnel.forms.persons import PersonForm
from personnel.models import Person
from personnel.tables import PersonTable
from titleplatform.kit.buttons import button
from titleplatform.kit.forms import ReasonForm
from titleplatform.kit.lists import BulkPage
from titleplatform.kit.pages import ActionPage, FormPage, ObjectPage, rows_of
from titleplatform.kit.selection import SelectingPage
from titleplatform.kit.shown_once import ShownOncePage

PERSONS = rows_of(Person).select_related("account__unit")


class PersonsPage(SelectingPage):
    permission = "personnel.list_persons"
    queryset = PERSONS
    title = "单位人员管理"
    table_class = PersonTable
    filterset_class = PersonFilter
    export_name = "单位人员"
    empty = "还没有人员。点【添加】逐个录入，或【导入】Excel。"
    note = "证件号是【申报系统】的登录账号。"
    pick_hint = "点姓名选定一人，再在这里修改、删除、初始化密码。"
    bulk = (("初始化密码", "personnel:person_passwords", "plain"),)

    def buttons(self):
        may_add, plus = ("personnel.add_person", self.seat), {"style": "primary", "icon": "plus"}
        return [
            button("添加", "personnel:person_add", *may_add, **plus, dialog=True),
            button("导入", "personnel:person_import", *may_add, icon="upload", dialog=True),
        ]


class PersonFormPage(FormPage, abstract=True):
    """What all forms about persons share."""

    crumbs = (("单位人员管理", "personnel:persons"),)
    here = back_to = "personnel:persons"


def applicant_rule():
    """What a person's initial password is, in words."""
    return "随机的一次性密码" if settings.RANDOM_INITIAL_PASSWORDS else "证件号后六位（X 大写）"


def one_time(account, password):
    """What is shown of a person's initial password: nothing where it follows the rule, which the page says."""
    return [(account.id_number_masked, password)] if settings.RANDOM_INITIAL_PASSWORDS else []


class AddPersonPage(PersonFormPage, ShownOncePage):
    permission = "personnel.add_person"
    queryset = PERSONS
    title = "添加人员"
    form_class = PersonForm
    whose = "证件号"

    @property
    def note(self):
        return f"【保存】后即可用证件号登录【申报系统】，初始密码是{applicant_rule()}。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"unit": self.seat.unit}

    def save(self, form):
        extra = {name: form.cleaned_data[name] for name in ("gender", "birth_date", "current_title")}
        return actions.add_person(by=self.seat, account=form.save(commit=False), **extra)

    def secrets(self, result):
        person, password = result
        return one_time(person.account, password)

    def remedies(self, form):
        if not form.has_error("id_number", actions.ELSEWHERE):
            return []
        return [button("申请移交", "personnel:transfer_ask", "personnel.ask_transfer", self.seat, dialog=True)]

    def success_text(self, result):
        person, _ = result
        return f"已添加 {person}。登录账号是证件号，初始密码是{applicant_rule()}，首次登录须修改。"

    def anew(self, result):
        person, _ = result
        return reverse("personnel:person_password", args=[person.pk])


class ChangePersonPage(ObjectPage, PersonFormPage):
    permission = "personnel.change_person"
    queryset = PERSONS
    title = "修改人员"
    form_class = PersonForm
    success = "已保存。"
    note = "证件号不能修改；录入错误且尚未申报的，请删除后重新添加。"

    def get_initial(self):
        return {"current_title": self.object.current_title}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.object.account}

    def save(self, form):
        form.save(commit=False)
        self.object.current_title = form.cleaned_data["current_title"]
        return actions.change_person(by=self.seat, person=self.object)


class DeletePersonPage(PersonFormPage, ActionPage):
    permission = "personnel.delete_person"
    queryset = PERSONS
    title = "删除人员"
    submit_label = "删除"
    danger = True
    success = "已删除。"

    def explain(self):
        return "人员的账号和个人档案一并删除，不能恢复。"

    def save(self, form):
        actions.delete_person(by=self.seat, person=self.object)


class PersonPasswordPage(PersonFormPage, ActionPage, ShownOncePage):
    permission = "personnel.change_person"
    queryset = PERSONS
    title = "初始化密码"
    submit_label = "初始化密码"
    whose = "证件号"

    def explain(self):
        return f"密码恢复为{applicant_rule()}，下次登录须修改；此操作有记录。"

    def save(self, form):
        return actions.reset_person_password(by=self.seat, person=self.object)

    def secrets(self, password):
        return one_time(self.object.account, password)

    def success_text(self, password):
        return f"{self.object} 的密码已恢复为初始密码：{applicant_rule()}。"


class PersonPasswordsPage(BulkPage, ShownOncePage):
    """Batch 初始化密码: how imported persons are opened where passwords are random."""

    permission = "personnel.list_persons"
    row_permission = "personnel.change_person"
    queryset = PERSONS
    title = "批量初始化密码"
    submit_label = "初始化密码"
    crumbs = (("单位人员管理", "personnel:persons"),)
    here = back_to = "personnel:persons"
    whose = "人员"

    @cached_property
    def shown(self):
        """(person, one-time password) of everybody done."""
        return []

    def perform(self, row, form):
        password = actions.reset_person_password(by=self.seat, person=row)
        self.shown.extend((f"{row}（{masked}）", secret) for masked, secret in one_time(row.account, password))

    def secrets(self, result):
        return self.shown

    def anew(self, result):
        return self.chosen_address()


class RevealPage(PersonFormPage, ActionPage, ShownOncePage):
    permission = "personnel.reveal_id"
    queryset = PERSONS
    title = "查看证件号"
    form_class = ReasonForm
    submit_label = anew_label = "查看证件号"
    whose, what = "姓名", "证件号"
    shown_note = "只在本页显示，再次查看须重新写明理由。"

    def explain(self):
        return "显示完整证件号；此操作连同理由有记录。"

    def save(self, form):
        return actions.reveal_id(by=self.seat, person=self.object, reason=form.cleaned_data["reason"])

    def secrets(self, number):
        return [(self.object.name, number)]

    def success_text(self, number):
        return f"已记录：查看 {self.object} 的完整证件号。"
