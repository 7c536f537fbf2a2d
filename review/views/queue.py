"""经办人审查 and 负责人审查: what waits at a desk, and what is done with many at once."""

from orgs.chain import engine, inbox
from orgs.chain.models import ChainStep
from orgs.chain.words import Role
from personnel.grants import holders
from review import actions
from review.filters import CaseFilter
from review.forms import AssignForm
from review.queries import DESKS, case_steps
from review.tables import CaseTable
from titleplatform.kit.lists import BulkPage, ListPage
from titleplatform.kit.pages import rows_of

STEPS = rows_of(ChainStep)


class QueuePage(ListPage, abstract=True):
    """What waits at one of the unit's desks; tabs 待审 / 已审 / 已退回 / 全部."""

    role = None
    template_name = "generic/tabbed_list.html"
    wide = True
    table_class = CaseTable
    filterset_class = CaseFilter
    export_name = "职称申报审查"
    empty = "没有等待您审查的申报。"

    @property
    def tab(self):
        asked = self.request.GET.get("tab", "waiting")
        return asked if asked in inbox.TABS else "waiting"

    def rows(self):
        return case_steps(self.seat, self.role, self.tab)

    def extra(self):
        return {"tabs": [(key, label, key == self.tab) for key, label in inbox.TABS.items()]}


class HandlerQueue(QueuePage):
    permission = "review.judge_as_handler"
    queryset = STEPS
    title = "经办人审查"
    role = Role.HANDLER
    bulk = (("批量通过", "review:handler_pass"), ("分配", "review:handler_assign"))


class LeaderQueue(QueuePage):
    permission = "review.judge_as_leader"
    queryset = STEPS
    title = "负责人审查"
    role = Role.LEADER
    bulk = (("批量通过", "review:leader_pass"), ("分配", "review:leader_assign"))


class CasesPage(BulkPage, abstract=True):
    """Many cases of a desk; one that does not wait for this seat any more is named with the reason."""

    role = None
    row_permission = "review.judge_case"

    @property
    def here(self):
        return DESKS[self.role][1]

    @property
    def crumbs(self):
        return ((DESKS[self.role][0], self.here),)

    @property
    def back_to(self):
        return self.here

    def rows(self):
        return case_steps(self.seat, self.role, "all")

    def row_subject(self, step):
        return step.run.application

    def row_label(self, step):
        return str(step.run.application)


class PassManyPage(CasesPage, abstract=True):
    """Batch 通过: all areas that are still mine."""

    title = "批量通过"
    submit_label = "全部通过"

    def perform(self, step, form):
        actions.pass_everything(by=self.seat, application=step.run.application, step_id=step.pk)


class HandlerPass(PassManyPage):
    permission = "review.judge_as_handler"
    queryset = STEPS
    role = Role.HANDLER


class LeaderPass(PassManyPage):
    permission = "review.judge_as_leader"
    queryset = STEPS
    role = Role.LEADER


class AssignPage(CasesPage, abstract=True):
    """【分配】: a hint in the queue who is to judge."""

    title = "分配"
    form_class = AssignForm

    def form_kwargs(self):
        return {"colleagues": holders(self.seat.unit, self.role, "", None)}

    def perform(self, step, form):
        engine.assign(step.run.application, by=self.seat, step_id=step.pk, to=form.cleaned_data["to"])


class HandlerAssign(AssignPage):
    permission = "review.judge_as_handler"
    queryset = STEPS
    role = Role.HANDLER


class LeaderAssign(AssignPage):
    permission = "review.judge_as_leader"
    queryset = STEPS
    role = Role.LEADER
