"""首页 of an applicant: one next step, the road, the last events, whom to ask."""

from django.utils import timezone

from experts.models import ExpertFiling
from orgs.chain.case import Case
from orgs.chain.line import road_of_run
from orgs.chain.states import ClimbState
from personnel.dossier.completeness import completeness, counted
from personnel.dossier.queries import own_person, present_record
from personnel.dossier.sections import archive_sections
from plans.models import QuotaLine
from review.models import Application
from review.next_step import About, current_of, next_step, road_of
from review.offers import offers_of
from review.precheck import check_application, stops
from review.queries import corrections_of

EVENTS, EARLIER, OFFERS = 3, 6, 4


def applicant_home(seat):
    """The context of the page."""
    applications = list(Application.objects.visible_to(seat).with_names()[: EARLIER + 1])
    current = current_of(applications, timezone.localdate().year)
    filings = ExpertFiling.objects.visible_to(seat).select_related("series", "run__current_unit")
    shared = {
        "current": current,
        "earlier": [each for each in applications if each is not current][:EARLIER],
        "filings": list(filings[:EARLIER]),
        "weekday": "一二三四五六日"[timezone.localdate().weekday()],
    }
    return shared | (_about(current, seat) if current else _beginning(seat))


def _about(application, seat):
    """An application: where it is and what is to be done."""
    case = Case.load(application, seat)
    frozen = application.freeze() if application.is_editable else None
    is_draft, is_returned = (application.state == state for state in (ClimbState.DRAFT, ClimbState.RETURNED))
    asked = corrections_of(case, frozen) if is_returned else []
    found = stops(check_application(application, frozen)) if is_draft else []
    record = case.timeline(names=False)
    events = [entry for entry in record if entry.done or entry.is_now]
    return {
        "next": next_step(About(application, case, tuple(asked), tuple(found))),
        "road": road_of(application, case, _ahead(application) if is_returned else ()) if application.run_id else [],
        "record": events[: -EVENTS - 1 : -1],
        "events": len(events),
        "contacts": _contacts(application.unit, case.step and case.step.unit, application.committee),
    }


def _ahead(application):
    """The units of the road that a hand-in today would take."""
    return dict.fromkeys(road_of_run(application.run, application.spec, timezone.localdate()).units)


def _beginning(seat):
    """Nothing this year: the record, then the application."""
    person = own_person(seat)
    states = counted(completeness(present_record(person), {section.key for section in archive_sections()}))
    missing = [state for state in states if not state.is_complete]
    lines = QuotaLine.objects.visible_to(seat).select_related("title__series")
    lines = lines.filter(unit=person.unit, year__gte=timezone.localdate().year)
    return {
        "complete": len(states) - len(missing),
        "asked": len(states),
        "missing": missing,
        "offers": offers_of(lines, person)[:OFFERS],
        "contacts": _contacts(person.unit),
    }


def _contacts(own, at=None, committee=None):
    """[(who, number)]: 办公电话 of the own unit and of the one where it stands, the committee's; no reviewer is named."""
    numbers = [("本单位", own.office_phone)]
    if at and at != own:
        numbers.append((str(at), at.office_phone))
    if committee:
        numbers.append((str(committee), committee.contact))
    return numbers
