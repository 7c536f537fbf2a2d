"""One account of every kind and one object of every kind: whom and what the tests of access try on every address."""

from django.urls import reverse
from django.utils import timezone

from experts.models import ExpertFiling
from orgs.actions.administrators import propose_change
from orgs.chain.seat import Seat
from orgs.models import Account, AccountChange, AccountKind, AccountProposal, Job, Kind, Unit, UnitChange
from personnel.actions.transfers import ask_transfer
from personnel.models import DossierEntry, Person, PersonImport, Reviewer, Transfer
from plans.actions import set_cap
from plans.models import Cap, FinalOrgan, Plan
from review.models import Application, Committee, CommitteeFiling
from tests.factories.dossier import attach, stored_file
from tests.factories.experts import handed_in_by
from tests.factories.files import pdf_upload
from tests.factories.orgs import AccountFactory, UnitFactory, admin_seat, administrator, handler, proposed, province
from tests.factories.personnel import reviewer
from tests.factories.plans import draft_plan
from tests.factories.review import CommitteeFactory, applicant, asked, founded, submitted
from titleplatform.kit.uploads import FileRule, checked

ROLES = ("anonymous", "system", "above", "own", "other", "handler", "leader", "upper", "applicant", "stranger")


def one_of_each():
    """(accounts by role, what stands in the addresses: for each model an object of the own unit, and values by name)."""
    city = UnitFactory(kind=Kind.CITY, parent=province())
    own, other = UnitFactory(parent=city), UnitFactory(parent=city)
    own.licence = stored_file("执照")
    own.save()
    application = submitted(own, committee=CommitteeFactory(host=city))
    application.evidence, application.evidence_name = stored_file("依据"), "依据.pdf"
    application.save()
    handling, leading, upper = (
        reviewer(own, is_handler=True),
        reviewer(own, is_leader=True),
        reviewer(city, is_handler=True),
    )
    stranger = applicant(own)
    moving = applicant(own)
    transfer = ask_transfer(
        by=admin_seat(other),
        id_number=moving.account.id_number,
        name=moving.account.name,
        reason="调动",
        proof=checked(pdf_upload("调令.pdf", pages=2), FileRule()),
    )
    person = application.person
    accounts = {
        "anonymous": None,
        "system": administrator(),
        "above": AccountFactory(kind=AccountKind.UNIT_ADMIN, unit=city, login_name=city.code),
        "own": AccountFactory(kind=AccountKind.UNIT_ADMIN, unit=own, login_name=own.code),
        "other": AccountFactory(kind=AccountKind.UNIT_ADMIN, unit=other, login_name=other.code),
        "handler": handling.account,
        "leader": leading.account,
        "upper": upper.account,
        "applicant": person.account,
        "stranger": stranger.account,
    }
    security, leaving = administrator(AccountKind.SECURITY), administrator(AccountKind.SECURITY)
    proposal = propose_change(by=Seat(accounts["system"], None), account=leaving, change=AccountChange.DISABLE)
    plan = draft_plan(own, name="另一份计划")
    filing = handed_in_by(person)
    capped = {"unit": own, "year": 2026, "series": application.title.series, "level": application.title.level}
    cap = set_cap(by=handler(city), number=1, **capped)
    entry = DossierEntry.objects.filter(person=person, section_key="papers").first()
    frozen = entry.attachments.first().file
    file = attach(entry, "text", "只在这一份档案里").file
    organ = FinalOrgan.objects.create(year=2030, organ=city)
    filed = asked(founded(city, reviews_deputy_senior=True))
    change = proposed(own, legal_representative="赵新任")
    objects = {
        Unit: own,
        UnitChange: change,
        Job: Job.objects.create(owner=accounts["own"], made_for_unit=own.pk, kind="bulk", title="批量办理　通过"),
        Account: security,
        AccountProposal: proposal,
        FinalOrgan: organ,
        Reviewer: handling,
        Person: person,
        Transfer: transfer,
        Plan: plan,
        Application: application,
        Committee: application.committee,
        CommitteeFiling: filed,
        ExpertFiling: filing,
        DossierEntry: entry,
        Cap: cap,
        "sha256": file.sha256,
        "frozen_sha256": frozen.sha256,
        "section": "papers",
        "area": "papers",
        "year": 2026,
        "title": application.title_id,
        "application": application.pk,
        "batch": compared_import(own).pk,
    }
    return accounts, objects


def compared_import(unit):
    """A file of persons that waits to be written, with one row of every kind."""
    batch = PersonImport.objects.create(
        unit=unit, file_name="人员.xlsx", is_short=True, checked_at=timezone.now(), counts={"new": 1, "wrong": 1}
    )
    for number, found in enumerate(("new", "wrong"), 2):
        batch.rows.create(
            number=number, found=found, username=f"row{number}", name="王一", column="A" * (found == "wrong")
        )
    return batch


def address_of(name, pattern, objects):
    """The address with an object of the own unit in it: of the model whose rows the page is about."""
    route, kwargs = str(pattern.pattern), {}
    if "<int:pk>" in route:
        model = pattern.callback.view_class.queryset.model
        assert model in objects, f"{name}: add an object of {model._meta.label} to one_of_each() in {__file__}"
        kwargs["pk"] = objects[model].pk
    given = {key: value for key, value in objects.items() if f":{key}>" in route}
    if name == "review:case_file":
        given["sha256"] = objects["frozen_sha256"]
    return reverse(name, kwargs=kwargs | given)
