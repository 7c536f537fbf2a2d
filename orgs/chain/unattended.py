"""Cases that nobody can judge: a mark on the open step (`ChainStep.missing`), for all steps of a unit at once.

The engine notes it when it opens a step (`missing_in`); it is noted again when reviewers, scopes or the unit change (`mark`): the same
rules as sets, what bars a seat asked of `inbox`, its scope in memory, once for all steps with equal series and open areas.
"""

from collections import defaultdict

from django.db import transaction

from orgs.chain import inbox
from orgs.chain.models import ChainStep, StepStatus
from orgs.chain.states import climbers
from orgs.chain.words import ALL, spelled
from orgs.models.unit import Unit

AT_ONCE = 2000


def missing_in(case):
    """The areas at the open desk of a case that nobody who sits there may judge, `spelled`: `|*|` where nobody does, "" where nobody can
    tell."""
    if case.step is None or case.colleagues is None:
        return ""
    here = [seat for seat in case.colleagues if seat.holds(case.step.unit_id, case.step.role)]
    able = [seat for seat in here if not case.seen_by(seat).why_not_judge()]
    return _spelled(here, able, case.run.series_code, case.unsettled)


@transaction.atomic
def mark(unit):
    """Note on every step that is open at the desks of `unit` what of it nobody may judge now. Returns how many were noted otherwise
    before. Locks only those, in the order of their pks, and nothing else."""
    opened = ChainStep.objects.filter(unit=unit, status=StepStatus.OPEN)
    rows = list(opened.values_list("pk", "role", "spec_key", "run__series_code", "open_areas", "missing"))
    seats = {key: _seats(key, unit) for key in {row[2] for row in rows}}
    barred = _barred(opened, seats.values())
    found, changed = {}, defaultdict(list)
    for pk, role, spec_key, series_code, areas, noted in rows:
        like = (role, spec_key, series_code, areas, barred[pk])
        if like not in found:
            found[like] = _missing(seats[spec_key], unit, *like)
        if found[like] != noted:
            changed[found[like]].append(pk)
    return _note(changed)


def mark_all():
    """`mark` every unit where something is open: what two changes at the same instant may have left. Returns how many were noted
    otherwise."""
    at = ChainStep.objects.filter(status=StepStatus.OPEN).order_by().values("unit").distinct()
    return sum(mark(unit) for unit in Unit.objects.filter(pk__in=at))


def _seats(spec_key, unit):
    seats_at = next((model.spec.seats_at for model in climbers() if model.spec.key == spec_key), None)
    return seats_at(unit) if seats_at else None


def _barred(opened, seats):
    """{pk of a step: pks of the accounts that may judge nothing there}."""
    found = defaultdict(frozenset)
    for seat in {seat.account.pk: seat for each in seats for seat in each or ()}.values():
        for pk in opened.filter(inbox.barred(seat)).values_list("pk", flat=True):
            found[pk] |= {seat.account.pk}
    return found


def _missing(seats, unit, role, spec_key, series_code, areas, barred):
    if seats is None:
        return ""
    here = [seat for seat in seats if seat.holds(unit.pk, role)]
    able = [seat for seat in here if seat.account.pk not in barred]
    return _spelled(here, able, series_code, [key for key in areas.split("|") if key])


def _spelled(here, able, series_code, keys):
    if not here:
        return spelled([ALL])
    return spelled([key for key in keys if not any(seat.scope.covers(series_code, key) for seat in able)])


def _note(changed):
    pks = sorted(pk for each in changed.values() for pk in each)
    still_open = set()
    for at in range(0, len(pks), AT_ONCE):
        rows = ChainStep.objects.filter(pk__in=pks[at : at + AT_ONCE], status=StepStatus.OPEN).order_by("pk")
        still_open |= set(rows.select_for_update().values_list("pk", flat=True))
    for missing, noted in changed.items():
        noted = [pk for pk in noted if pk in still_open]
        for at in range(0, len(noted), AT_ONCE):
            ChainStep.objects.filter(pk__in=noted[at : at + AT_ONCE]).update(missing=missing)
    return len(still_open)
