"""Applications for tests, made and moved through the real actions."""

from datetime import date

import factory

from orgs.chain import engine
from orgs.chain.seat import Seat
from orgs.chain.words import Role, Verdict
from orgs.models import Kind
from personnel.dossier.sections import SECTIONS
from personnel.models import DossierEntry, Level
from review import actions
from review.models import Application, Committee, CommitteeFiling
from review.models.committee import served_at_first
from review.states import CommitteeState
from tests.factories.dossier import attach, full_dossier
from tests.factories.files import pdf_upload
from tests.factories.orgs import admin_seat, province, seat
from tests.factories.personnel import title
from tests.factories.plans import passed_plan
from titleplatform.kit.uploads import FileRule, checked


class CommitteeFactory(factory.django.DjangoModelFactory):
    """已备案, open all year 2026, for the senior levels of engineering and the units that its host's serve at first, unless said
    otherwise."""

    class Meta:
        model = Committee
        skip_postgeneration_save = True

    year = 2026
    state = CommitteeState.FILED
    valid_until = date(2028, 12, 31)

    name = factory.Sequence(lambda n: f"省工程系列高级评委会{n}")
    host = factory.LazyFunction(province)
    series = factory.LazyFunction(lambda: title("高级工程师").series)
    reviews_deputy_senior = True
    reviews_full_senior = True
    opens_on = date(2026, 1, 1)
    closes_on = date(2027, 12, 31)

    @factory.post_generation
    def serves(self, create, units, **kwargs):
        self.serves.set(units if units is not None else [served_at_first(self.host)])


def founded(host, **given):
    """A 草稿 of `host`, made by its administrator."""
    facts = {"year": 2026, "name": "新评委会", "series": title("高级工程师").series, "reviews_middle": True}
    window = {"opens_on": date(2026, 1, 1), "closes_on": date(2026, 12, 31)}
    units = given.pop("units", [served_at_first(host)])
    return actions.save_committee(by=admin_seat(host), committee=Committee(**facts | window | given), units=units)


def asked(committee, *, by=None, units=None, levels=None, valid_from=date(2026, 1, 1), valid_until=date(2028, 12, 31)):
    """【报备】 of the committee as it is, or with other levels and units."""
    filing = CommitteeFiling(committee=committee, valid_from=valid_from, valid_until=valid_until)
    filing.set_levels(levels or [level for level in Level.values if committee.reviews(level)])
    return actions.file_committee(
        by=by or admin_seat(committee.host),
        filing=filing,
        document=checked(pdf_upload("备案.pdf"), FileRule()),
        units=list(committee.serves.all()) if units is None else units,
    )


def applicant(unit):
    """A person of `unit` whose record has every section and every required proof."""
    person = full_dossier(unit=unit)
    for entry in DossierEntry.objects.filter(person=person):
        held = set(entry.attachments.values_list("kind", flat=True))
        for kind in SECTIONS[entry.section_key].attachments:
            if kind.required and kind.key not in held:
                attach(entry, kind.key)
    return person


def seat_of(person):
    return Seat(person.account, person.unit)


def draft_application(unit, *, committee=None, person=None, planned=2):
    """An application not handed in, with quota for `planned` persons granted through a plan."""
    committee = committee or CommitteeFactory()
    if planned:
        passed_plan(unit, rows=[("高级工程师", 20, 2, planned)])
    person = person or applicant(unit)
    made = Application(year=2026, title=title("高级工程师"), speciality="岩土工程", committee=committee)
    return actions.save_application(by=seat_of(person), application=made)


def submitted(unit, **kwargs):
    """An application at the first desk."""
    application = draft_application(unit, **kwargs)
    actions.submit_application(by=seat_of(application.person), application=application, promised=True)
    application.refresh_from_db()
    return application


def pass_here(application):
    """Whoever sits at the open desk passes everything."""
    step = application.run.open_step()
    by = seat(step.unit, Role(step.role))
    return actions.pass_everything(by=by, application=application, step_id=step.pk)


def awaiting(unit, **kwargs):
    """An application that every desk has passed."""
    application = submitted(unit, **kwargs)
    while application.run.open_step():
        pass_here(application)
    return Application.objects.get(pk=application.pk)


def accepted(unit, **kwargs):
    """One that its committee's office has accepted, too."""
    application = awaiting(unit, **kwargs)
    return actions.accept(by=admin_seat(application.committee.host), application=application)


def with_result(application, *, passed=True, by=None):
    """Its committee's office registers a result, in place of the one that stands there."""
    application = Application.objects.get(pk=application.pk)
    said = {"passed": passed, "decided_on": date(2026, 11, 20), "document": "豫职评〔2026〕8 号"}
    by = by or admin_seat(application.committee.host)
    actions.enter_result(by=by, application=application, expected=application.result_id, **said)
    return Application.objects.get(pk=application.pk)


KINDS_UP = (Kind.SUBUNIT, Kind.EMPLOYER, Kind.DEPARTMENT, Kind.COUNTY, Kind.CITY, Kind.PROVINCE)


def returned(application, area="papers", reason="缺检索页"):
    """Send it back from the open desk because of one area. Returns the seat that did."""
    return judged(application, Verdict.RETURN, area, reason)


def failed(application, area="papers", reason="造假"):
    """未通过 at the open desk because of one area. Returns the seat that said so."""
    return judged(application, Verdict.FAIL, area, reason)


def judged(application, verdict, area, reason):
    """Say this about one area at the open desk, 通过 about the rest, and hand in. Returns the seat."""
    step = application.run.open_step()
    by = seat(step.unit, Role(step.role))
    for key in application.spec.area_keys:
        said, why = (verdict, reason) if key == area else (Verdict.PASS, "")
        engine.save_draft(application, by=by, step_id=step.pk, area=key, verdict=said, reason=why)
    actions.hand_in_verdicts(by=by, application=application, step_id=step.pk)
    application.refresh_from_db()
    return by
