"""申报计划审查: the generic desk pages, for plans."""

from orgs.chain.words import Verdict
from orgs.views.desks import DecidePage, PassManyPage, QueuePage, ReturnManyPage, UndoPage, VerdictPage
from plans import actions
from plans.filters import ReviewFilter
from plans.models import Plan
from plans.phrases import PHRASES
from plans.queries import count_over, note_last_year, with_totals
from plans.tables import ReviewTable
from plans.views.own import PLACES, PlanPage
from titleplatform.kit.buttons import button
from titleplatform.kit.pages import rows_of


class DecidePlanPage(DecidePage, PlanPage):
    """【通过】 / 【撤回】."""

    asked_template = "plans/pass_asked.html"
    permission = "plans.review_plans"

    def decide(self, **given):
        actions.decide_plan(by=self.seat, plan=self.object, **given)

    def must_ask(self, said):
        """Over plan 【通过】 is asked once; what was filled in against the rows is no word for a 通过."""
        if said["verdict"] == Verdict.PASS and said["reason"].strip() == self.first_words():
            said["reason"] = ""
        return super().must_ask(said)

    @property
    def asks_once(self):
        return (Verdict.PASS,) if self.over.rows else ()


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
    bulk = (("批量通过", "plans:pass_many"), ("批量撤回", "plans:return_many", "danger"))
    empty = "没有等待审查的计划。"

    def get_queryset(self):
        return with_totals(super().get_queryset())

    def buttons(self):
        return [button("设置指标", "plans:caps", "plans.list_caps", self.seat)]

    def prepare(self, steps):
        plans = [step.run.plan for step in steps]
        count_over(plans)
        note_last_year(plans)


class PlansPage(VerdictPage, abstract=True):
    """One verdict on many plans; each says how much of it is over."""

    places = PLACES
    row_permission = "plans.pass_plan"

    def chosen(self):
        steps = super().chosen()
        count_over([step.run.plan for step in steps])
        return steps

    def row_label(self, step):
        over = step.run.plan.over
        return f"{step.run.label}（超计划：{over}）" if over.rows else step.run.label

    def decide(self, step, **given):
        actions.decide_plan(by=self.seat, plan=step.run.plan, **given)


class PassPlansPage(PlansPage, PassManyPage):
    permission = "plans.review_plans"


class ReturnPlansPage(PlansPage, ReturnManyPage):
    permission = "plans.review_plans"
    row_permission = "plans.judge_plan"
    phrases = PHRASES

    def reason_for(self, step):
        return step.run.plan.over_words
