"""Verbs that write expert filings."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from experts.models import Expert, ExpertFiling
from orgs import audit
from orgs.chain import engine
from orgs.chain.engine import Outcome
from orgs.chain.line import demand_held, hold_road
from orgs.files import store
from personnel.models import Person
from titleplatform.kit.access import demand

# At most three years (暂行规定 on the experts of committees); then the person files again.
TERM_YEARS = 3


@transaction.atomic
def save_filing(*, by, filing, proof=None):
    """Create or change a filing of the acting person; `proof` a CheckedFile or None to keep the present one.

    Effects: the person is locked; file stored; saved with the person's present unit; audited. Raises
    ValidationError at `series` while a term or another filing is running there.
    """
    filing.person = Person.objects.locked().get(account=by.account)
    present = ExpertFiling.objects.select_for_update().get(pk=filing.pk) if filing.pk else None
    demand("experts.change_filing" if filing.pk else "experts.add_filing", by, present)
    filing.unit = filing.person.unit
    serving = Expert.objects.in_term().filter(filing__person=filing.person, filing__series=filing.series).first()
    if serving:
        raise ValidationError({"series": f"您已是这一系列的专家，任期至 {serving.term_ends_on}，到期后可以再申报。"})
    try:
        filing.validate_constraints(exclude=["run"])
    except ValidationError as error:
        raise ValidationError({"series": error.messages}) from None
    if proof:
        filing.proof, filing.proof_name = store(proof), proof.name
    filing.save()
    audit.record("填写专家申报", by=by, on=filing)
    return filing


@transaction.atomic
def submit_filing(*, by, filing):
    """【提交】. Effects: the person is locked; the filing belongs to the unit where the person is now and climbs from its 经办人."""
    filing.unit = Person.objects.get(pk=filing.person_id).unit
    held = hold_road(filing)
    person = Person.objects.locked().get(pk=filing.person_id)
    filing = ExpertFiling.objects.select_for_update().get(pk=filing.pk)
    demand("experts.change_filing", by, filing)
    filing.unit = person.unit
    demand_held(filing, held)
    filing.save()
    engine.start(filing, by=by)


@transaction.atomic
def decide_filing(*, by, filing, step_id, verdict, reason=""):
    """通过, 退回修改 or 未通过 at the open desk; the province's 【通过】 puts the person into the pool. Returns the Outcome."""
    outcome = engine.decide(filing, by=by, step_id=step_id, verdict=verdict, reason=reason)
    if outcome is Outcome.PASSED:
        today = timezone.localdate()
        expert = Expert.objects.create(filing=filing, entered_on=today, term_ends_on=end_of_term(today))
        audit.record("进入专家库", by=by, on=expert)
    return outcome


def end_of_term(first):
    """The last day of a term that begins on `first`: the day before its third anniversary (of 29 February: the 28th)."""
    year = first.year + TERM_YEARS
    leap_day = (first.month, first.day) == (2, 29)
    return date(year, 2, 28) if leap_day else date(year, first.month, first.day) - timedelta(days=1)
