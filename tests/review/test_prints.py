"""Who gets how much of the 评审表, and that nobody opens or judges the own case at any desk."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from orgs.chain.case import OWN_CASE
from orgs.models import AccountKind, AuditEvent, Kind
from review import actions
from review.models import PrintedForm
from review.prints import TEMPLATE, form_context
from tests.factories.desks import Desk
from tests.factories.orgs import AccountFactory, UnitFactory, client_of, province
from tests.factories.review import CommitteeFactory, draft_application, pass_here, seat_of, submitted
from tests.pages import text_of

pytestmark = pytest.mark.django_db
AREAS = ("papers", "patents")
PAPER, PROJECT, NATION = "城市深基坑逆作法", "洛阳地铁勘察", "民族"


def admin_of(unit):
    return client_of(AccountFactory(kind=AccountKind.UNIT_ADMIN, unit=unit))


def printed_by(client, application):
    """(status, the variant that was handed out or why not)."""
    response = client.get(reverse("review:print", args=[application.pk]))
    if response.status_code != 200:
        return response.status_code, text_of(response) if response.status_code == 403 else ""
    assert response.getvalue().startswith(b"%PDF-")
    return 200, AuditEvent.objects.filter(verb="打印评审表").first().detail["摘录"]


def test_the_form_goes_as_far_as_the_scope_and_the_road():
    city = UnitFactory(kind=Kind.CITY, parent=province())
    host = UnitFactory(kind=Kind.CITY, parent=province())
    unit = UnitFactory(parent=city)
    application = draft_application(unit, committee=CommitteeFactory(host=host, serves=[unit]))
    own, above, of_host = admin_of(unit), admin_of(city), admin_of(host)
    everything, some = Desk(application), Desk(application, areas=AREAS)
    later = Desk(application, unit=city, areas=AREAS)
    assert printed_by(own, application)[0] == 404  # not handed in
    actions.submit_application(by=seat_of(application.person), application=application, promised=True)
    application.refresh_from_db()

    applicant = client_of(application.person.account)
    assert [printed_by(each, application) for each in (own, applicant, everything.client)] == [(200, "")] * 3
    assert printed_by(some.client, application) == (200, "|patents|papers|")
    for waiting in (above, of_host):
        status, words = printed_by(waiting, application)
        assert (status, "材料还没有送达您的单位" in words) == (403, True)
    assert printed_by(later.client, application)[0] == 404
    assert printed_by(client_of(AccountFactory(kind=AccountKind.SYSTEM, unit=None)), application)[0] == 404

    for _ in range(2):
        pass_here(application)
    assert printed_by(above, application) == (200, "")
    assert printed_by(later.client, application) == (200, "|patents|papers|")
    assert printed_by(of_host, application)[0] == 403
    for _ in range(2):
        pass_here(application)
    assert printed_by(of_host, application) == (200, "")

    whole, extracts = PrintedForm.objects.filter(variant=""), PrintedForm.objects.filter(variant="|patents|papers|")
    assert (whole.count(), extracts.count()) == (3, 2)  # one for each standing of the record, whoever asked
    assert not set(whole.values_list("mark", flat=True)) & set(extracts.values_list("mark", flat=True))
    assert AuditEvent.objects.filter(verb="打印评审表").count() == 7


def test_an_extract_says_so_and_holds_its_areas_only():
    application = submitted(UnitFactory())
    frozen = application.snapshots.get().data
    extract = [area for area in application.run.frozen_areas if area.key in AREAS]
    whole, part = (
        render_to_string(TEMPLATE, form_context(application, frozen, [], "mark", areas)) for areas in ((), extract)
    )
    for word in (PAPER, PROJECT, NATION, "年度考核", "十五、审批意见"):
        assert word in whole
    assert PAPER in part
    assert [
        word for word in (PROJECT, NATION, "年度考核", "任现职以来", "十五、审批意见", "无照片") if word in part
    ] == []
    assert ("摘　录" in whole, "摘　录" in part) == (False, True)
    assert f"只含审查权限内的内容：{'、'.join(area.label for area in extract)}。" in part
    assert application.person.account.name in part


def test_nobody_opens_or_judges_the_own_case():
    """The applicant is a reviewer of an office on the road, under another account with the same 证件号."""
    city = UnitFactory(kind=Kind.CITY, parent=province())
    application = submitted(UnitFactory(parent=city))
    mine, colleague = Desk(application, is_handler=True), Desk(application, is_handler=True)
    mine.account.id_number = application.person.account.id_number
    mine.account.save()
    for name in ("case", "print", "record"):
        address = reverse(f"review:{name}", args=[application.pk])
        assert (mine.client.get(address).status_code, colleague.client.get(address).status_code) == (403, 200)
        assert OWN_CASE in text_of(mine.client.get(address))
    paper = next(entry for entry in application.snapshots.get().data["sections"]["papers"]["entries"])
    file = reverse("review:case_file", args=[application.pk, paper["attachments"][0]["sha256"]])
    assert (mine.client.get(file).status_code, colleague.client.get(file).status_code) == (403, 200)
    queue = reverse("review:handler")
    assert application.person.account.name not in text_of(mine.client.get(queue))
    assert application.person.account.name in text_of(colleague.client.get(queue))
    sent = {"step": application.run.open_step().pk, "area": "papers", "verdict": "pass", "do": "save"}
    assert mine.client.post(reverse("review:verdict", args=[application.pk]), sent).status_code == 403
    assert not application.run.open_step().verdicts.exists()
    assert colleague.client.post(reverse("review:verdict", args=[application.pk]), sent).status_code == 302
