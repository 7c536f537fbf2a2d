"""A 13th section declared in one place gets its form, check, snapshot, review panel and print."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from orgs.chain import engine
from orgs.chain.words import Verdict
from personnel.dossier.actions import save_entry
from personnel.dossier.declare import Field, Section
from personnel.dossier.sections import SECTIONS
from review import actions
from review.prints import TEMPLATE, Form
from tests.factories.desks import Desk
from tests.factories.orgs import UnitFactory, client_of, handler, province
from tests.factories.personnel import reviewer
from tests.factories.review import applicant, draft_application, seat_of, submitted
from tests.pages import text_of
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
    assert "义务勘察边坡" in render_to_string(TEMPLATE, Form(application, frozen).context())


@pytest.fixture
def in_their_order():
    """What is put back stands where it stood: `monkeypatch` alone leaves it at the end for the tests that follow."""
    declared = dict(SECTIONS)
    yield
    SECTIONS.clear()
    SECTIONS.update(declared)


def test_a_deploy_between_hand_in_and_review_changes_nothing_for_what_is_under_way(in_their_order, monkeypatch):
    """Withdrawn meanwhile: judged all the same, with its words and content. Declared meanwhile: nobody asks for it. The next hand-in takes
    what is declared then, and is compared with the round before it."""
    application = submitted(UnitFactory(parent=province()))
    desk, handed_in = Desk(application), list(application.spec.area_keys)
    monkeypatch.delitem(SECTIONS, "patents")
    monkeypatch.setitem(SECTIONS, "volunteering", Section("volunteering", "志愿服务", (Field("name", "服务名称"),)))
    page = desk.case("patents")
    assert "审查：专利" in text_of(page)
    assert "一种降水装置" in text_of(page)
    assert "志愿服务" not in text_of(page)
    assert [state.key for state in page.context["states"]] == handed_in
    desk.say_all(*(key for key in handed_in if key != "patents"))
    assert "还有 1 项待您审查：专利" in text_of(desk.case())
    desk.say("patents", "return", "缺专利证书")
    assert desk.hand_in().status_code == 302
    application.refresh_from_db()
    assert application.state == "returned"
    mine = client_of(application.person.account).get(reverse("review:application", args=[application.pk]))
    assert "专利" in text_of(mine)
    assert "缺专利证书" in text_of(mine)
    actions.submit_application(by=seat_of(application.person), application=application, promised=True)
    again = Desk(application).case()
    keys = [state.key for state in again.context["states"]]
    assert keys == [key for key in handed_in if key != "patents"] + ["volunteering"]
    assert again.context["compared"] is True
