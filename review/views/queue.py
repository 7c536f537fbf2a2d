"""经办人审查 and 负责人审查: what waits at a desk, and what is done with many at once."""

from orgs.chain import engine
from orgs.chain.words import Role
from orgs.views.desks import PassManyPage, QueuePage, StepsPage
from personnel.grants import holders
from review import actions
from review.filters import CaseFilter
from review.forms import AssignForm
from review.halves import Halves
from review.queries import case_steps
from review.tables import CaseTable
from review.views.desk import AT_DESK

BEGUN = "有一项写了一半，没有保存；请先打开，【保存，下一项】或【清除】。"


class CaseQueue(QueuePage, abstract=True):
    """What waits at one of the unit's desks."""

    table_class = CaseTable
    filterset_class = CaseFilter
    export_name = "职称申报审查"
    empty = "没有等待您审查的申报。"

    def get_queryset(self):
        return case_steps(self.seat, self.role, self.tab)

    def get_table_kwargs(self):
        """What waits has no result yet, what is done nothing that waits."""
        return {"exclude": {"waiting": ("result",), "all": ()}.get(self.tab, ("left",))}


class HandlerQueue(CaseQueue):
    permission = "review.judge_as_handler"
    places = AT_DESK[Role.HANDLER]
    role = Role.HANDLER
    bulk = (("批量通过", "review:handler_pass"), ("分配", "review:handler_assign"))


class LeaderQueue(CaseQueue):
    permission = "review.judge_as_leader"
    places = AT_DESK[Role.LEADER]
    role = Role.LEADER
    bulk = (("批量通过", "review:leader_pass"), ("分配", "review:leader_assign"))


class CasesPage(StepsPage, abstract=True):
    """Many cases of one of the unit's desks."""

    row_permission = "review.judge_case"

    @property
    def places(self):
        return AT_DESK[self.role]

    def get_queryset(self):
        return case_steps(self.seat, self.role, "all")


class PassCasesPage(CasesPage, PassManyPage, abstract=True):
    """Batch 通过: all areas that are still mine."""

    row_permission = "review.pass_case"

    def why_not_row(self, step):
        """Whoever has begun to write a reason does not mean 通过."""
        return super().why_not_row(step) or (BEGUN if Halves(self.request.session, step).any else "")

    def perform(self, step, form):
        actions.pass_everything(by=self.seat, application=step.run.application, step_id=step.pk)


class HandlerPass(PassCasesPage):
    permission = "review.judge_as_handler"
    role = Role.HANDLER


class LeaderPass(PassCasesPage):
    permission = "review.judge_as_leader"
    role = Role.LEADER


class AssignPage(CasesPage, abstract=True):
    """【分配】: a hint in the queue who is to judge."""

    title = "分配"
    in_background = True
    form_class = AssignForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"colleagues": holders(self.seat.unit, self.role, "", None)}

    def perform(self, step, form):
        engine.assign(step.run.application, by=self.seat, step_id=step.pk, to=form.cleaned_data["to"])


class HandlerAssign(AssignPage):
    permission = "review.judge_as_handler"
    role = Role.HANDLER


class LeaderAssign(AssignPage):
    permission = "review.judge_as_leader"
    role = Role.LEADER
