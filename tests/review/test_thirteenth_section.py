"""A 13th section declared in one place gets its form, check, snapshot, review panel and print."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from orgs.chain import engine
from orgs.chain.words import Verdict
from personnel.dossier.actions import save_entry
from personnel.dossier.declare import Field, Section
from personnel.dossier.sections import SECTIONS
from review.prints import TEMPLATE, form_context
from tests.factories.orgs import UnitFactory, handler, province
from tests.factories.personnel import reviewer
from tests.factories.review import applicant, draft_application, seat_of
from titleplatform.kit.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def volunteering(monkeypatch):
    """One declaration, nothing else."""
    section = Section("volunteering", "志愿服务", (Field("name", "服务名称", required=True),), min_rows=1)
    monkeypatch.setitem(SECTIONS, "volunteering", section)
    return section


def test_form_check_snapshot_panel_and_print(volunteering, client):
    unit = UnitFactory(parent=province())
    person = applicant(unit)
    client.force_login(person.account)
    assert "服务名称" in client.get(reverse("personnel:dossier_add", args=["volunteering"])).content.decode()
    application = draft_application(unit, person=person)
    page = client.get(reverse("review:application_submit", args=[application.pk]))
    assert "志愿服务" in page.content.decode()
    refused = client.post(reverse("review:application_submit", args=[application.pk]), {"promised": "on"})
    assert "检查未通过" in refused.content.decode()

    save_entry(by=seat_of(person), person=person, section=volunteering, values={"name": "义务勘察边坡"})
    client.post(reverse("review:application_submit", args=[application.pk]), {"promised": "on"})
    application.refresh_from_db()
    entries = application.snapshots.get().data["sections"]["volunteering"]["entries"]
    assert [item["display"] for item in entries[0]["fields"]] == ["义务勘察边坡"]

    client.force_login(reviewer(unit, is_handler=True).account)
    case = client.get(reverse("review:case", args=[application.pk]), {"area": "volunteering"})
    assert "义务勘察边坡" in case.content.decode()
    by, step = handler(unit), application.run.open_step()
    for key in application.spec.area_keys:
        if key != "volunteering":
            engine.save_draft(application, by=by, step_id=step.pk, area=key, verdict=Verdict.PASS)
    with pytest.raises(Refused, match="还有 1 项待您审查：志愿服务"):
        engine.hand_in_verdicts(application, by=by, step_id=step.pk)

    frozen = application.snapshots.get().data
    assert "义务勘察边坡" in render_to_string(TEMPLATE, form_context(application, frozen, [], "mark"))
