"""Verbs that write applications and committees."""

import hashlib

from django.db import transaction
from django.utils import timezone

from orgs import audit
from orgs.chain import engine
from orgs.chain.engine import Outcome
from orgs.chain.states import ClimbState
from orgs.files import store
from personnel.dossier.snapshot import content_of, digest
from plans.actions import consume, release, reserve
from review.models import Application, PrintedForm, Snapshot
from review.precheck import check_application, stops
from titleplatform.kit.access import demand
from titleplatform.kit.refusals import Refused
from titleplatform.kit.uploads import CheckedFile


@transaction.atomic
def save_application(*, by, application, left_out=None, evidence=None):
    """Create or change an application of the acting person; `evidence`: a CheckedFile, None to keep the present one.

    Effects: file stored; saved with the person's present unit; audited.
    """
    is_new = application.pk is None
    if is_new:
        demand("review.add_application", by)
        application.person = by.account.person
    else:
        demand("review.change_application", by, Application.objects.select_for_update().get(pk=application.pk))
    application.unit = application.person.unit
    if left_out is not None:
        application.left_out = sorted(left_out)
    if evidence:
        application.evidence, application.evidence_name = store(evidence), evidence.name
    application.clean_fields(exclude=["run", "state"])  # a protected state may not even be set to itself
    application.validate_constraints(exclude=["run"])
    application.save()
    audit.record("新增申报" if is_new else "修改申报", by=by, on=application)
    return application


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

    Effects: pre-check without a stop; the promise and time are noted; it climbs; the dossier of this round is frozen; one place of
    the unit's quota is reserved. Raises Refused, with everything undone, where any of it fails.
    """
    application = Application.objects.with_names().select_for_update(of=("self",)).get(pk=application.pk)
    demand("review.submit_application", by, application)
    if not promised:
        raise Refused("请阅读并勾选诚信承诺。")
    frozen = (
        application.freeze()
    )  # the one copy that the pre-check reads, the chain fingerprints and the snapshot keeps
    if found := stops(check_application(application, frozen)):
        raise Refused("提交前检查未通过：" + "；".join(finding.text for finding in found[:5]))
    application.promised_at = application.submitted_at = timezone.now()
    application.save()
    run = engine.start(application, by=by, content=content_of(frozen))
    Snapshot.objects.create(application=application, round=run.round, data=frozen, digest=digest(frozen))
    reserve(by=by, unit=application.unit, year=application.year, title=application.title, run=run)
    return application


@transaction.atomic
def take_back_application(*, by, application):
    """【撤销申报】 while no desk has opened it.

    Effects: back to 未提交 and the quota's place is given back; a resubmission goes back to 退回修改 and keeps its place.
    """
    demand("review.take_back_application", by, application)
    engine.take_back(application, by=by)
    if application.state == ClimbState.DRAFT:
        release(by=by, run=application.run)


@transaction.atomic
def hand_in_verdicts(*, by, application, step_id, opinion=""):
    """【提交审批结果】: the drafts of this seat begin to count.

    Effects: the engine's; on 未通过 the quota's place is given back; after the last desk it is used up and the application awaits the
    committee. Returns the engine's Outcome.
    """
    return _settled(application, by, engine.hand_in_verdicts(application, by=by, step_id=step_id, opinion=opinion))


@transaction.atomic
def pass_everything(*, by, application, step_id):
    """Batch 通过: all areas that are still this seat's get 通过 and are handed in. Effects and Outcome: as `hand_in_verdicts`."""
    return _settled(application, by, engine.pass_all(application, by=by, step_id=step_id))


def _settled(application, by, outcome):
    """What the end of the climb does to the place in the unit's quota."""
    if outcome is Outcome.FAILED:
        release(by=by, run=application.run)
    if outcome is Outcome.PASSED:
        consume(by=by, run=application.run)
    return outcome


@transaction.atomic
def set_interview(*, by, application):
    """The committee's host enters time, group and place. Effects: saved; audited."""
    demand("review.set_interview", by, application)
    application.save(update_fields=["interview_at", "interview_group", "interview_place"])
    audit.record("面试通知", by=by, on=application, 组别=application.interview_group, 地点=application.interview_place)
    return application


@transaction.atomic
def save_committee(*, by, committee):
    """Create or change a committee of the acting unit. Effects: saved; audited."""
    is_new = committee.pk is None
    demand("review.add_committee" if is_new else "review.change_committee", by, None if is_new else committee)
    if is_new:
        committee.host = by.unit
    committee.full_clean()
    committee.save()
    audit.record("新增评委会" if is_new else "修改评委会", by=by, on=committee)
    return committee


@transaction.atomic
def keep_printed_form(*, by, snapshot, variant, mark, content):
    """Keep the PDF of a round with its version mark; `variant`: "" or the areas of an extract. Effects: file stored; audited. Returns
    the PrintedForm, an earlier one for the same mark."""
    demand("review.print_form", by, snapshot.application)
    file = store(CheckedFile(content, hashlib.sha256(content).hexdigest(), "pdf", "评审表.pdf"))
    printed, _ = PrintedForm.objects.get_or_create(
        snapshot=snapshot, variant=variant, mark=mark, defaults={"file": file}
    )
    audit.record("生成评审表", by=by, on=snapshot.application, 版本=mark[:16])
    return printed
