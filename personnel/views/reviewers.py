"""审查人员角色分配."""

from django.urls import reverse
from django.utils.functional import cached_property

from personnel.actions import reviewers as actions
from personnel.filters import ReviewerFilter
from personnel.forms.reviewers import NewReviewerForm, ReviewerForm, RolesForm, ScopeForm, colleagues_with_scopes
from personnel.models import Reviewer
from personnel.queries import uncovered
from personnel.tables import ReviewerTable
from titleplatform.kit.buttons import button
from titleplatform.kit.numbers import whole_number
from titleplatform.kit.pages import ActionPage, FormPage, ObjectPage, rows_of
from titleplatform.kit.selection import SelectingPage
from titleplatform.kit.shown_once import ShownOncePage

REVIEWERS = rows_of(Reviewer).select_related("account__unit")


class ReviewersPage(SelectingPage):
    permission = "personnel.list_reviewers"
    queryset = REVIEWERS
    title = "审查人员角色分配"
    table_class = ReviewerTable
    filterset_class = ReviewerFilter
    export_name = "审查人员"
    empty = "还没有审查人员。点【添加】（写明证件号），启用、角色、审查权限齐全才能审查。"
    note = "账号要同时【启用】、有证件号、有角色、有审查权限才能审查；“状态”一栏写明缺哪一样。"
    pick_hint = "点登录账号选定一人，再在这里修改、删除、启用、设置角色、设置角色审查权限。"

    def buttons(self):
        return [
            button(
                "添加",
                "personnel:reviewer_add",
                "personnel.add_reviewer",
                self.seat,
                style="primary",
                icon="plus",
                dialog=True,
            )
        ]


class ReviewerFormPage(FormPage, abstract=True):
    """What all forms about reviewers share."""

    crumbs = (("审查人员角色分配", "personnel:reviewers"),)
    here = back_to = "personnel:reviewers"


class AddReviewerPage(ReviewerFormPage, ShownOncePage):
    permission = "personnel.add_reviewer"
    queryset = REVIEWERS
    title = "添加审查人员"
    form_class = NewReviewerForm
    submit_label = "确定"
    note = "有角色、审查权限并【启用】后才能审查；没有设的以后在列表里补。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"unit": self.seat.unit}

    def save(self, form):
        return actions.add_reviewer(by=self.seat, account=form.save(commit=False), **form.rights)

    def secrets(self, result):
        reviewer, password = result
        return [(reviewer.account.login_name, password)]

    def success_text(self, result):
        reviewer, _ = result
        missing = "、".join(reviewer.missing(_scope(reviewer)))
        return f"已添加 {reviewer}，首次登录须修改密码。{f'还缺：{missing}，补齐后才能审查。' if missing else '现在就可以审查。'}"

    def anew(self, result):
        reviewer, _ = result
        return reverse("personnel:reviewer_password", args=[reviewer.pk])


class ChangeReviewerPage(ObjectPage, ReviewerFormPage):
    permission = "personnel.change_reviewer"
    queryset = REVIEWERS
    title = "修改审查人员"
    form_class = ReviewerForm
    success = "已保存。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.object.account, "unit": self.object.unit}

    def save(self, form):
        form.save(commit=False)
        return actions.change_reviewer(by=self.seat, reviewer=self.object)


class ReviewerActionPage(ReviewerFormPage, ActionPage, abstract=True):
    queryset = REVIEWERS


class EnablePage(ReviewerActionPage):
    permission = "personnel.enable_reviewer"
    queryset = REVIEWERS
    title = "启用审查人员"
    submit_label = "启用"
    success = "已启用。"

    def explain(self):
        missing = self.object.missing(_scope(self.object))
        others = [word for word in missing if word != "启用"]
        return "启用后可以登录。" + (f"还缺：{'、'.join(others)}，补齐后才能审查。" if others else "")

    def save(self, form):
        actions.set_enabled(by=self.seat, reviewer=self.object, enabled=True)


class DisablePage(ReviewerActionPage):
    permission = "personnel.disable_reviewer"
    queryset = REVIEWERS
    title = "停用审查人员"
    submit_label = "停用"
    danger = True
    success = "已停用。"

    def explain(self):
        return "停用后不能登录，已作的审查记录保留；其未审的内容由同一环节的其他人审查。"

    def save(self, form):
        actions.set_enabled(by=self.seat, reviewer=self.object, enabled=False)


class RolesPage(ObjectPage, ReviewerFormPage):
    permission = "personnel.change_reviewer"
    queryset = REVIEWERS
    title = "设置角色"
    form_class = RolesForm
    success = "角色已设置。"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.object}

    def save(self, form):
        actions.set_roles(by=self.seat, reviewer=self.object, **form.cleaned_data)


class ScopePage(ObjectPage, ReviewerFormPage):
    """The matrix. It is a page, not a dialog: 27 rows and a sticky head."""

    permission = "personnel.change_reviewer"
    queryset = REVIEWERS
    title = "设置角色审查权限"
    watched = True
    template_name = "personnel/scope.html"
    form_class = ScopeForm
    success = "审查权限已保存。"

    def get_form_kwargs(self):
        taken_over = self.same_as[1] if self.same_as else None
        return super().get_form_kwargs() | {"account": self.object.account, "taken_over": taken_over}

    @cached_property
    def colleagues(self):
        return colleagues_with_scopes(self.object.unit, but=self.object)

    @cached_property
    def same_as(self):
        """与某某相同: (Reviewer, scope) that the address names (`?as=pk`), None where it names none."""
        pk = whole_number(self.request.GET.get("as"))
        return next((each for each in self.colleagues if each[0].pk == pk), None)

    def save(self, form):
        actions.set_scope(by=self.seat, reviewer=self.object, pairs=form.ticked)

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        role = "leader" if self.object.is_leader and not self.object.is_handler else "handler"
        gaps = uncovered(self.object.unit, role=role, besides=self.object)
        return {**context, "matrix": list(context["form"].matrix(gaps))}


class DeleteReviewerPage(ReviewerActionPage):
    permission = "personnel.delete_reviewer"
    queryset = REVIEWERS
    title = "删除审查人员"
    submit_label = "删除"
    danger = True
    success = "已删除。"

    def explain(self):
        return "账号、角色和审查权限一并删除，不能恢复。"

    def save(self, form):
        actions.delete_reviewer(by=self.seat, reviewer=self.object)


class ReviewerPasswordPage(ReviewerActionPage, ShownOncePage):
    permission = "personnel.change_reviewer"
    queryset = REVIEWERS
    title = "初始化密码"
    submit_label = "初始化密码"

    def explain(self):
        return "密码恢复为初始密码，下次登录须修改；此操作有记录。"

    def save(self, form):
        return actions.reset_reviewer_password(by=self.seat, reviewer=self.object)

    def secrets(self, password):
        return [(self.object.account.login_name, password)]

    def success_text(self, password):
        return f"{self.object} 的密码已恢复为初始密码，下次登录须修改。"


def _scope(reviewer):
    return actions.grants.scope_of(reviewer.account)
