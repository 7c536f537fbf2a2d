"""Verbs that write applications."""

import hashlib

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from orgs import audit
from orgs.chain import engine
from orgs.chain.engine import Outcome
from orgs.chain.line import demand_held, demand_run_held, hold_road, hold_road_of_run
from orgs.chain.states import ClimbState
from orgs.chain.words import Role
from orgs.files import store
from orgs.queue import make_ahead
from personnel.dossier.snapshot import content_of, digest
from personnel.models import Person
from plans.actions import fix_quota_rule, recommend, release, restore
from plans.models import QuotaRule
from review.models import Application, Committee, PrintedForm, Snapshot
from review.offers import why_not_attempt
from review.precheck import check_application, stops
from titleplatform.kit.access import demand
from titleplatform.kit.refusals import Refused
from titleplatform.kit.uploads import CheckedFile

FORMS_AHEAD = "review_forms"  # made by `review.jobs`


@transaction.atomic
def save_application(*, by, application, left_out=None, evidence=None):
    """Create or change an application of the acting person; `evidence`: a CheckedFile, None to keep the present one.

    Effects: the person is locked; file stored; saved with the person's present unit; the first of a year fixes how the year's places are
    taken; audited. Raises ValidationError where the person has another application of the year that is alive, or failed at this level, and
    at a committee, newly chosen, that is not offered.
    """
    is_new = application.pk is None
    if is_new:
        demand("review.add_application", by)
        application.person = by.account.person
    application.person = Person.objects.locked().get(pk=application.person_id)
    chosen_before = None
    if not is_new:
        held = Application.objects.select_for_update().get(pk=application.pk)
        demand("review.change_application", by, held)
        chosen_before = held.committee_id
    application.unit, application.level = application.person.unit, application.title.level
    if left_out is not None:
        application.left_out = sorted(left_out)
    if evidence:
        application.evidence, application.evidence_name = store(evidence), evidence.name
    application.clean_fields(exclude=["run", "state"])  # a protected state may not even be set to itself
    if reason := why_not_attempt(application):
        raise ValidationError(reason)
    if application.committee_id != chosen_before:
        _demand_offered(application)
    application.validate_constraints(exclude=["run"])
    application.save()
    fix_quota_rule(year=application.year)
    audit.record("新增申报" if is_new else "修改申报", by=by, on=application)
    return application


def _demand_offered(application):
    offered = Committee.objects.offered(
        title=application.title, year=application.year, unit=application.unit, day=timezone.localdate()
    )
    if not offered.filter(pk=application.committee_id).exists():
        text = "该评委会现在不受理本单位的这一申报：请核对年度、职称、受理期和服务单位。"
        raise ValidationError({"committee": text})


@transaction.atomic
def delete_application(*, by, application):
    """Delete an application that was never handed in. Effects: audited; gone."""
    application = Application.objects.select_for_update().get(pk=application.pk)
    demand("review.delete_application", by, application)
    audit.record("删除申报", by=by, on=application)
    application.delete()


@transaction.atomic
def submit_application(*, by, application, promised):
    """【提交】 after 诚信承诺.

    Effects: the person is locked: nobody writes the dossier or moves the person until it is handed in; pre-check without a stop; the
    promise and time are noted; it climbs; the dossier of this round is frozen; in a year of "first come" one place of the unit's quota is
    taken; a place of another title, chosen before a return, is given back; its forms are made ahead. Raises Refused, with everything
    undone, where any of it fails.
    """
    held = hold_road(application)
    Person.objects.locked().get(pk=application.person_id)
    application = locked(application)
    demand_held(application, held)
    demand("review.submit_application", by, application)
    if not promised:
        raise Refused("请阅读并勾选诚信承诺。")
    frozen = (
        application.freeze()
    )  # the one copy that the pre-check reads, the chain fingerprints and the snapshot keeps
    if found := stops(check_application(application, frozen)):
        raise Refused("提交前检查未通过：" + "；".join(finding.text for finding in found[:5]))
    application.promised_at = timezone.now()
    application.save()
    run = engine.start(application, by=by, content=content_of(frozen))
    number = application.person.account.id_number
    Snapshot.objects.create(
        application=application, round=run.round, data=frozen, digest=digest(frozen), id_number=number
    )
    if QuotaRule.objects.is_first_come(application.year):
        _recommend(application, by)
    else:
        release(by=by, run=run, but_for=application.title)
    make_ahead(FORMS_AHEAD, application.pk)
    return application


@transaction.atomic
def take_back_application(*, by, application):
    """【撤销申报】 while no desk has opened it.

    Effects: back to 未提交 and the quota's place is given back; a resubmission goes back to 退回修改 and keeps its place.
    """
    Person.objects.locked().get(pk=application.person_id)
    demand("review.take_back_application", by, application)
    engine.take_back(application, by=by)
    if application.state == ClimbState.DRAFT:
        release(by=by, run=application.run)


@transaction.atomic
def hand_in_verdicts(*, by, application, step_id, opinion=""):
    """【提交审批结果】: the drafts of this seat begin to count.

    Effects: the engine's; the 通过 of the submitting unit's 负责人 takes a place of its quota (推荐); 未通过 gives it back; after the
    last desk it awaits the committee, whose result decides about the place; at either end its forms are made ahead. Returns the
    engine's Outcome. Raises Refused, also where no place is free.
    """
    outcome = engine.hand_in_verdicts(application, by=by, step_id=step_id, opinion=opinion)
    return _settled(application, by, step_id, outcome)


@transaction.atomic
def pass_everything(*, by, application, step_id):
    """Batch 通过: all areas that are still this seat's get 通过 and are handed in. Effects and Outcome: as `hand_in_verdicts`."""
    return _settled(application, by, step_id, engine.pass_all(application, by=by, step_id=step_id))


def _settled(application, by, step_id, outcome):
    """What a desk's result does to the place in the unit's quota, and to the forms."""
    if outcome in (Outcome.ADVANCED, Outcome.AWAITING) and _recommended(application.run, by, step_id):
        _recommend(application, by)
    if outcome is Outcome.FAILED:
        release(by=by, run=application.run)
    if outcome in (Outcome.AWAITING, Outcome.FAILED):
        make_ahead(FORMS_AHEAD, application.pk)
    return outcome


def _recommended(run, by, step_id):
    """Was the desk that has just passed it the one whose 通过 recommends? Only the submitting unit's own people need to be asked."""
    return (
        by.holds(run.unit_id, Role.LEADER) and run.steps.filter(pk=step_id, unit=run.unit_id, role=Role.LEADER).exists()
    )


def _recommend(application, by):
    place = {"unit": application.unit, "year": application.year, "title": application.title}
    recommend(by=by, run=application.run, **place)


@transaction.atomic
def undo_pass(*, by, application, step_id):
    """【撤回我的通过】 until the next desk has opened the case. Effects: the engine's; with a 推荐 the place is free again (where the first
    to apply has it, it stays)."""
    engine.undo(application, by=by, step_id=step_id)
    run = application.run
    recommended = (run.current_unit_id, run.current_role) == (run.unit_id, Role.LEADER)
    if recommended and not QuotaRule.objects.is_first_come(application.year):
        release(by=by, run=run)


@transaction.atomic
def not_recommend(*, by, application, step_id, reason):
    """【不推荐】 by a 负责人 of the submitting unit, at their desk or while the application waits to be mended. Effects: the engine's; the
    quota's place is given back; the person may apply again in the year; its forms are made ahead."""
    demand("review.not_recommend", by, application)
    engine.not_recommend(application, by=by, step_id=step_id, reason=reason)
    release(by=by, run=application.run)
    make_ahead(FORMS_AHEAD, application.pk)


@transaction.atomic
def give_up_application(*, by, application):
    """【放弃申报】 of a returned application by its owner. Effects: the run ends; the quota's place is given back; the person may apply
    again in the year."""
    demand("review.give_up_application", by, application)
    engine.give_up(application, by=by)
    release(by=by, run=application.run)


@transaction.atomic
def reopen_application(*, by, application, step_id):
    """【撤回未通过】 by its author within three working days. Effects: the person is locked; the engine's; it comes from the unit in
    which its own went up, where it did; the place that was given back is taken again. Raises Refused, also where the person has moved
    or applied anew meanwhile, or the place is taken."""
    held = hold_road_of_run(application.run)
    application.person = Person.objects.locked().get(pk=application.person_id)
    demand("review.reopen_case", by, application)
    said_at = engine.reopen(application, by=by, step_id=step_id)
    demand_run_held(application.run, held)
    application.unit = application.run.unit
    application.save(update_fields=["unit"])
    restore(by=by, run=application.run, since=said_at)


@transaction.atomic
def keep_printed_form(*, by, snapshot, variant, mark, content):
    """Keep the PDF of a round with its version mark; `variant`: see PrintedForm. Effects: file stored; audited. Returns
    the PrintedForm, an earlier one for the same mark."""
    demand("review.print_form", by, snapshot.application)
    return _kept(by, snapshot, variant, mark, content)


@transaction.atomic
def keep_form_ahead(*, snapshot, variant, mark, content):
    """The same for what was made before anybody asked: whoever fetches it is asked then. Effects: file stored; audited, by nobody."""
    return _kept(None, snapshot, variant, mark, content)


def _kept(by, snapshot, variant, mark, content):
    file = store(CheckedFile(content, hashlib.sha256(content).hexdigest(), "pdf", "评审表.pdf"))
    printed, _ = PrintedForm.objects.get_or_create(
        snapshot=snapshot, variant=variant, mark=mark, defaults={"file": file}
    )
    audit.record("生成评审表", by=by, on=snapshot.application, 版本=mark[:16])
    return printed


def locked(application):
    """The application as it is now, held until the transaction ends."""
    return Application.objects.with_names().select_for_update(of=("self",)).get(pk=application.pk)
