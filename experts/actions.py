"""Verbs that write expert filings."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from experts.models import TERM_YEARS, Expert, ExpertFiling
from orgs import audit
from orgs.chain import engine
from orgs.chain.engine import Outcome
from orgs.files import store
from titleplatform.kit.access import demand


@transaction.atomic
def save_filing(*, by, filing, proof=None):
    """Create or change a filing of the acting person; `proof` a CheckedFile or None to keep the present one. Audited."""
    demand("experts.change_filing" if filing.pk else "experts.add_filing", by, filing if filing.pk else None)
    filing.person = by.account.person
    filing.unit = filing.person.unit
    if proof:
        filing.proof, filing.proof_name = store(proof), proof.name
    filing.validate_constraints(exclude=["run"])
    filing.save()
    audit.record("填写专家申报", by=by, on=filing)
    return filing


@transaction.atomic
def submit_filing(*, by, filing):
    """【提交】: the filing climbs from the own unit's 经办人."""
    filing = ExpertFiling.objects.select_for_update().get(pk=filing.pk)
    demand("experts.change_filing", by, filing)
    filing.submitted_at = timezone.now()
    filing.save()
    engine.start(filing, by=by)


@transaction.atomic
def decide_filing(*, by, filing, step_id, verdict, reason=""):
    """通过, 退回修改 or 未通过 at the open desk; the province's 【通过】 puts the person into the pool. Returns the Outcome."""
    outcome = engine.decide(filing, by=by, step_id=step_id, verdict=verdict, reason=reason)
    if outcome is Outcome.PASSED:
        today = timezone.localdate()
        ends = date(today.year + TERM_YEARS, today.month, min(today.day, 28))
        expert = Expert.objects.create(filing=filing, entered_on=today, term_ends_on=ends)
        audit.record("进入专家库", by=by, on=expert)
    return outcome
