"""Plans for tests, made and moved through the real actions."""

from dataclasses import replace

from django.db import transaction

from orgs.chain import steps
from orgs.chain.case import Case
from orgs.chain.models import ChainRun, StepResult
from orgs.chain.words import Role, Verdict
from plans import actions
from plans.forms import PLAN_PDF
from plans.models import Plan, PlanRow
from tests.factories.files import pdf_upload
from tests.factories.orgs import handler, leader, seat, system_seat
from tests.factories.personnel import title
from titleplatform.kit.uploads import checked


def draft_plan(unit, *, by=None, name="年度计划", rows=(("高级工程师", 10, 7, 3),), year=2026):
    """An unsent plan of `unit`; rows are (title, posts, filled, applicants)."""
    made = [PlanRow(title=title(t), posts=p, filled=f, applicants=a) for t, p, f, a in rows]
    plan = Plan(year=year, name=name)
    return actions.save_plan(by=by or handler(unit), plan=plan, rows=made, pdf=checked(pdf_upload(), PLAN_PDF))


def pass_plan_here(plan):
    """Whoever sits at the open desk passes the plan."""
    step = plan.run.open_step()
    by = seat(step.unit, Role(step.role))
    return actions.decide_plan(by=by, plan=plan, step_id=step.pk, verdict=Verdict.PASS)


def passed_plan(unit, **kwargs):
    """A plan that climbed to the end: its numbers are the unit's quota."""
    plan = draft_plan(unit, **kwargs)
    actions.submit_plan(by=leader(unit), plan=plan)
    plan.refresh_from_db()
    _pass_between(plan)
    pass_plan_here(plan)
    return plan


@transaction.atomic
def _pass_between(plan):
    """Every desk but the last passes it, by the engine's own hands and in the name of the first: a test that asks what each desk may do
    moves its plan by `pass_plan_here`."""
    case = Case.load(plan, seat(plan.run.current_unit, Role(plan.run.current_role)), lock=True)
    while case.following:
        case = steps.draft(case, plan.spec.area_keys[0], Verdict.PASS, "")
        steps.count(case, case.own_drafts.values())
        steps.finish(case.step, case.seat, StepResult.PASS, "")
        steps.open_desk(case, case.following)
        case = replace(case)


def first_come(year=2026):
    """A year in which the first to apply have the places; to be said before anybody applies."""
    return actions.set_quota_rule(by=system_seat(), year=year, first_come=True)


def run_of(unit):
    """Any run, to hang quota entries on."""
    return ChainRun.objects.create(spec_key="x", subject_kind="申报", label="x", unit=unit, final_unit=unit)
