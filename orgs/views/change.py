"""Adding and changing lower units: 添加 修改 编辑信息 停用 启用 初始化密码 删除."""

from urllib.parse import parse_qs, urlsplit

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from orgs import actions
from orgs.chain import under_way
from orgs.forms import ChangeUnitForm, ContactForm, SkipForm, UnitForm
from orgs.models import Unit
from orgs.states import UnitState
from orgs.views.browse import root_of
from titleplatform.kit.forms import ConfirmForm
from titleplatform.kit.numbers import whole_number
from titleplatform.kit.pages import ActionPage, ChangePage, Page, rows_of
from titleplatform.kit.shown_once import ShownOncePage


class UnitFormPage(Page, abstract=True):
    """What all forms about units share."""

    queryset = rows_of(Unit)
    crumbs = (("单位管理", "orgs:units"),)
    here = "orgs:units"
    back_to = "orgs:units"


class CreateUnitPage(UnitFormPage, ShownOncePage):
    """添加 below `?parent=`."""

    permission = "orgs.create_unit"
    title = "添加单位"
    form_class = UnitForm
    note = "【保存】后同时建立管理员账号，并显示初始密码。"

    @cached_property
    def subject(self):
        pk = whole_number(self.request.GET.get("parent"))
        return root_of(self.seat) if pk is None else get_object_or_404(self.get_queryset(), pk=pk)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"parent": self.subject}

    def save(self, form):
        values = {name: value for name, value in form.cleaned_data.items() if name != "superior"}
        return actions.create_unit(by=self.seat, parent=self.subject, **values)

    def secrets(self, result):
        return [(result.account.login_name, result.password)]

    def success_text(self, result):
        return f"已添加“{result.unit}”，单位编码即管理员账号。请将账号和初始密码告知该单位；首次登录须修改密码。"

    def anew(self, result):
        return reverse("orgs:unit_password", args=[result.unit.pk])


class ChangeUnitPage(UnitFormPage, ChangePage):
    permission = "orgs.change_unit"
    title = "修改单位"
    form_class = ChangeUnitForm
    success = "已保存。"

    def save(self, form):
        return actions.change_unit(by=self.seat, unit=self.object, **form.values)


class ContactPage(UnitFormPage, ChangePage):
    permission = "orgs.edit_contact"
    title = "编辑信息"
    form_class = ContactForm
    success = "已保存。"

    def get_initial(self):
        return {"administrator_name": self.object.administrator.name}

    def explain(self):
        return f"管理员账号 {self.object.code}"

    def save(self, form):
        return actions.edit_contact(by=self.seat, unit=self.object, **form.cleaned_data)


class DeleteUnitPage(UnitFormPage, ActionPage):
    permission = "orgs.delete_unit"
    title = "删除单位"
    submit_label = "删除"
    danger = True
    above = None  # the unit above it, once it is gone

    def explain(self):
        return f"将删除该单位和它的管理员账号 {self.object.code}，不能恢复。"

    def save(self, form):
        self.above = self.object.superior
        return actions.delete_unit(by=self.seat, unit=self.object)

    def success_text(self, result):
        return f"已删除“{self.object}”。"

    def get_success_url(self):
        """Back, but not to the unit's own page nor to where it is the chosen node of the tree: the one above it is chosen there."""
        back = urlsplit(self.back())
        gone = {reverse("orgs:unit", args=[self.object.pk]), reverse("orgs:unit_delete", args=[self.object.pk])}
        if back.path in gone or parse_qs(back.query).get("node") == [str(self.object.pk)]:
            return f"{reverse(self.back_to)}?node={self.above.pk}"
        return back.geturl()


class DisableUnitPage(UnitFormPage, ActionPage):
    """停用: names what stands at or ahead of the unit's desks; desks between may be left out, with a reason."""

    permission = "orgs.disable_unit"
    title = "停用单位"
    danger = True
    before_form = "orgs/disable_preview.html"

    @cached_property
    def ends(self):
        """The first runs for which the unit cannot be closed at all, and how many."""
        return under_way.shown_of(under_way.ends_at(self.object, under_way.COUNTED))

    @cached_property
    def runs(self):
        """The first of those that it stands before, and how many."""
        return under_way.shown_of(under_way.runs_at(self.object, under_way.COUNTED))

    @property
    def submit_label(self):
        return "" if self.ends[0] else "停用"

    @property
    def cancel_label(self):
        return "返回" if self.ends[0] else "取消"

    def get_form_class(self):
        return SkipForm if not self.ends[0] and self.runs[0] else ConfirmForm

    def explain(self):
        kept = f"该单位下的 {self.object.hanging} 保留。" if self.object.hanging else ""
        return f"停用后，该单位的管理员和审查人员不能再办理业务，可以随时【启用】。{kept}"

    def get_context_data(self, **kwargs):
        ends = self.ends[0]
        listed, number = self.ends if ends else self.runs
        return super().get_context_data(ends=ends, listed=listed, listed_count=number, **kwargs)

    def save(self, form):
        return actions.disable_unit(by=self.seat, unit=self.object, skip=form.cleaned_data.get("reason", ""))

    def success_text(self, result):
        return f"已停用“{self.object}”。"


class EnableUnitPage(UnitFormPage, ActionPage):
    permission = "orgs.enable_unit"
    title = "启用单位"
    submit_label = "启用"

    def explain(self):
        before = UnitState(self.object.closed_in or UnitState.ACTIVE)
        if before == UnitState.ACTIVE:
            return "启用后，该单位的管理员和审查人员恢复办理业务。"
        return f"启用后，该单位回到停用前的状态“{before.label}”；审核通过后才能办理业务。"

    def save(self, form):
        return actions.enable_unit(by=self.seat, unit=self.object)

    def success_text(self, result):
        return f"已启用“{result}”，现在是“{result.get_state_display()}”。"


class ResetPasswordPage(UnitFormPage, ActionPage, ShownOncePage):
    permission = "orgs.reset_unit_password"
    title = "初始化密码"

    def explain(self):
        return f"管理员账号 {self.object.code} 的密码将恢复为初始密码，下次登录须修改；原密码立即失效。"

    def save(self, form):
        return actions.reset_unit_password(by=self.seat, unit=self.object)

    def secrets(self, result):
        return [(self.object.code, result)]

    def success_text(self, result):
        return f"“{self.object}”管理员账号的密码已恢复为初始密码，请告知该单位；下次登录须修改。"
