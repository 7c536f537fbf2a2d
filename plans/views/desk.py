"""申报计划审查: the generic desk pages, for plans."""

from orgs.chain.words import Verdict
from orgs.views.desks import DecidePage, PassManyPage, QueuePage, UndoPage
from plans import actions
from plans.filters import ReviewFilter
from plans.models import Plan
from plans.queries import count_over, with_totals
from plans.tables import ReviewTable
from plans.views.own import PLACES, PlanPage
from titleplatform.kit.buttons import button
from titleplatform.kit.pages import rows_of


class DecidePlanPage(DecidePage, PlanPage):
    """【通过】 / 【撤回】."""

    permission = "plans.review_plans"

    def decide(self, **given):
        actions.decide_plan(by=self.seat, plan=self.object, **given)


class UndoPlanPage(UndoPage):
    permission = "plans.undo_plan"
    queryset = rows_of(Plan)
    places = PLACES


class ReviewPage(QueuePage):
    """申报计划审查."""

    permission = "plans.review_plans"
    places = PLACES
    table_class = ReviewTable
    filterset_class = ReviewFilter
    export_name = "申报计划审查"
    bulk = (("通过", "plans:pass_many"),)
    empty = "没有等待审查的计划。"

    def get_queryset(self):
        return with_totals(super().get_queryset())

    def buttons(self):
        return [button("设置指标", "plans:caps", "plans.list_caps", self.seat)]

    def prepare(self, steps):
        count_over([step.run.plan for step in steps])

    def export(self, table):
        self.prepare([row.record for row in table.rows])
        return super().export(table)


class PassPlansPage(PassManyPage):
    """Batch 通过."""

    permission = "plans.review_plans"
    places = PLACES
    row_permission = "plans.pass_plan"

    def chosen(self):
        steps = super().chosen()
        count_over([step.run.plan for step in steps])
        return steps

    def row_label(self, step):
        over = step.run.plan.over
        return f"{step.run.label}（{over} 行超计划）" if over else step.run.label

    def perform(self, step, form):
        actions.decide_plan(by=self.seat, plan=step.run.plan, step_id=step.pk, verdict=Verdict.PASS)
