"""无内容 on the pages: an area with neither rows nor files is settled without anybody, and may still be returned."""

import pytest
from django.urls import reverse

from orgs.models import Kind
from personnel.models import DossierEntry
from personnel.seats import seat_for
from tests.factories.desks import Desk
from tests.factories.orgs import UnitFactory, client_of, province, todo_of
from tests.factories.personnel import reviewer
from tests.factories.review import CommitteeFactory, applicant, submitted
from tests.pages import table_of, text_of

pytestmark = pytest.mark.django_db
EMPTY = ("patents", "books")


@pytest.fixture
def application():
    """Handed in by somebody without patents and books."""
    unit = UnitFactory(parent=UnitFactory(kind=Kind.CITY, parent=province()))
    person = applicant(unit)
    DossierEntry.objects.filter(person=person, section_key__in=EMPTY).delete()
    return submitted(unit, person=person, committee=CommitteeFactory(host=unit.superior))


def test_nobody_has_to_judge_it(application):
    desk = Desk(application)
    page = text_of(desk.case("patents"))
    assert "专利 无内容" in page
    filled = len(application.spec.area_keys) - len(EMPTY)
    assert f"审查内容 已审 0 / {filled}" in page
    assert "无内容，不用审查；缺材料的可以退回" in page
    blocked = desk.case().context["blocked"]
    assert blocked.startswith(f"还有 {filled} 项待您审查：")
    assert "专利" not in blocked
    desk.client.post(
        reverse("review:verdict", args=[application.pk]), {"step": application.run.open_step().pk, "do": "rest"}
    )
    assert desk.hand_in().status_code == 302
    first = application.run.steps.get(order=1)
    assert (first.result, set(first.verdicts.values_list("area", flat=True)) & set(EMPTY)) == ("pass", set())
    assert application.run.open_step().order == 2


def test_whoever_holds_only_empty_areas_has_nothing_waiting_but_may_return_one(application):
    desk = Desk(application, areas=EMPTY)
    queue = reverse("review:handler")

    def waiting():
        counts = {line.label: line.count for line in todo_of(seat_for(desk.account))}
        assert len(table_of(desk.client.get(queue))) == counts["经办人审查"]
        return counts["经办人审查"]

    assert waiting() == 0
    assert "专利 无内容" in text_of(desk.case("patents"))
    assert desk.say("patents", "return", "有专利未填报").status_code == 302
    assert waiting() == 1
    other = client_of(reviewer(application.unit, is_handler=True).account)
    steps = {"chosen": [application.run.open_step().pk], "once": "e" * 32}
    other.post(reverse("review:handler_pass"), steps)  # the rest passes; the desk still waits for the draft
    application.refresh_from_db()
    assert (application.state, application.run.open_step().open_areas) == ("in_review", "|patents|")
    assert desk.hand_in().status_code == 302
    application.refresh_from_db()
    assert application.state == "returned"
    mine = client_of(application.person.account).get(reverse("review:application", args=[application.pk]))
    assert "有专利未填报" in text_of(mine)
