"""Every address × every kind of account: a table. An address without a row fails; a changed permission is a changed line there.

Columns: anonymous, system administrator, administrator of the city above, own administrator, administrator of another employer,
own 经办人, own 负责人, the city's 经办人 (whom the case has not reached), the applicant, another applicant of the same unit; by GET.
302 = to the login or onwards, 404 = invisible, 403 = visible but refused, 200 = opens, 405 = POST only.
"""

from pathlib import Path

import pytest
from django.urls import reverse

from orgs.models import AccountKind, Kind
from personnel.actions.transfers import ask_transfer
from personnel.grants import set_scope
from personnel.models import DossierEntry, Reviewer, Series
from plans.actions import set_cap
from plans.models import FinalOrgan, Plan
from review.models import Application
from tests.experts.test_filings import handed_in_by
from tests.factories.dossier import attach, stored_file
from tests.factories.orgs import AccountFactory, UnitFactory, admin_seat, handler, province
from tests.factories.plans import draft_plan, pdf_upload
from tests.factories.review import CommitteeFactory, applicant, submitted
from titleplatform.kit.checks import all_patterns
from titleplatform.kit.uploads import FileRule, checked

TABLE = Path(__file__).with_name("matrix.txt")
ROLES = ("anonymous", "system", "above", "own", "other", "handler", "leader", "upper", "applicant", "stranger")


def expected():
    """{url name: statuses} of matrix.txt."""
    lines = [
        line.split() for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")
    ]
    return {name: statuses for name, *statuses in lines}


def reviewer(unit, **desks):
    account = AccountFactory(unit=unit, kind=AccountKind.REVIEWER)
    row = Reviewer.objects.create(account=account, **desks)
    keys = Application.spec.area_keys
    set_scope(account, {(series.code, key) for series in Series.objects.all() for key in keys}, areas=keys)
    return row


@pytest.fixture
def world(db):
    """Accounts by role, and the arguments of every address: an object of the own unit for each."""
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
        "system": AccountFactory(kind=AccountKind.SYSTEM, unit=None),
        "above": AccountFactory(kind=AccountKind.UNIT_ADMIN, unit=city, login_name=city.code),
        "own": AccountFactory(kind=AccountKind.UNIT_ADMIN, unit=own, login_name=own.code),
        "other": AccountFactory(kind=AccountKind.UNIT_ADMIN, unit=other, login_name=other.code),
        "handler": handling.account,
        "leader": leading.account,
        "upper": upper.account,
        "applicant": person.account,
        "stranger": stranger.account,
    }
    plan = draft_plan(own, name="另一份计划")
    filing = handed_in_by(person)
    capped = {"unit": own, "year": 2026, "series": application.title.series, "level": application.title.level}
    cap = set_cap(by=handler(city), number=1, **capped)
    entry = DossierEntry.objects.filter(person=person, section_key="papers").first()
    frozen = entry.attachments.first().file
    file = attach(entry, "text", "只在这一份档案里").file
    organ = FinalOrgan.objects.create(year=2030, organ=city)
    objects = {
        "orgs": own.pk,
        "FinalOrgan": organ.pk,
        "Reviewer": handling.pk,
        "Person": person.pk,
        "Transfer": transfer.pk,
        "plans": Plan.objects.get(pk=plan.pk).pk,
        "review": application.pk,
        "Committee": application.committee_id,
        "experts": filing.pk,
        "entry": entry.pk,
        "sha256": file.sha256,
        "frozen_sha256": frozen.sha256,
        "title": application.title_id,
        "Cap": cap.pk,
    }
    return accounts, objects


def address_of(name, pattern, objects):
    """The address with an object of the own unit in it."""
    route, kwargs = str(pattern.pattern), {}
    if "<int:pk>" in route:
        kind = next((key for word, key in KINDS if word in name), None)
        if name in ("personnel:dossier_change", "personnel:dossier_delete", "personnel:dossier_move"):
            kind = "entry"
        kwargs["pk"] = objects[kind or name.split(":")[0]]
    given = {
        "sha256": objects["frozen_sha256" if name == "review:case_file" else "sha256"],
        "section": "papers",
        "area": "papers",
        "year": 2026,
        "title": objects["title"],
    }
    kwargs |= {key: value for key, value in given.items() if f":{key}>" in route}
    return reverse(name, kwargs=kwargs)


KINDS = (
    ("plans:final_organ", "FinalOrgan"),
    ("personnel:person", "Person"),
    ("personnel:reveal", "Person"),
    ("personnel:transfer", "Transfer"),
    ("personnel:", "Reviewer"),
    ("review:committee", "Committee"),
    ("plans:cap", "Cap"),
)


def statuses(client, world):
    accounts, objects = world
    found = {}
    patterns = [(name, pattern) for name, pattern in all_patterns()]
    for role in ROLES:
        client.logout()
        if accounts[role]:
            client.force_login(accounts[role])
        for name, pattern in patterns:
            found.setdefault(name, []).append(str(client.get(address_of(name, pattern, objects)).status_code))
            if name == "entrance:logout" and accounts[role]:
                client.force_login(accounts[role])
    return found


def test_every_address_for_every_role(client, world):
    found, table = statuses(client, world), expected()
    assert set(found) == set(table), "addresses without a row, or rows without an address"
    wrong = {name: row for name, row in found.items() if row != table[name]}
    assert not wrong, "\n".join(f"{name:<27} {' '.join(row)}" for name, row in wrong.items())
