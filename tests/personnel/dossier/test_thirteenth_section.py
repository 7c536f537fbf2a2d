"""A thirteenth section, declared in this one place, has its form, check, snapshot, review panel, print and pages by itself."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from personnel.areas import content_areas
from personnel.dossier.completeness import completeness
from personnel.dossier.declare import Attachment, Field, Kind, Section
from personnel.dossier.differences import diff
from personnel.dossier.forms import EntryForm
from personnel.dossier.panels import section_panel
from personnel.dossier.sections import SECTIONS
from tests.factories.dossier import entry, frozen
from tests.factories.personnel import PersonFactory
from tests.pages import tidy

pytestmark = pytest.mark.django_db

LECTURES = Section(
    "lectures",
    "公开课",
    (
        Field("name", "课题", required=True),
        Field("place", "地点", under="name"),
        Field("date", "授课日期", Kind.DATE, required=True),
        Field("audience", "听课人数", Kind.NUMBER, minimum=1),
    ),
    (Attachment("plan", "教案", required=True),),
    unit="节",
    dated_by="date",
)


@pytest.fixture
def person(monkeypatch):
    monkeypatch.setitem(SECTIONS, LECTURES.key, LECTURES)
    return PersonFactory()


def test_its_form_checks(person):
    typed = {"name": "土力学", "date": "2024-06-01", "audience": "30"}
    form = EntryForm(typed, section=LECTURES, person=person)
    assert form.is_valid()
    assert form.values() == {"name": "土力学", "place": "", "date": "2024-06-01", "audience": 30}
    wrong = EntryForm({"date": "2999-01-01", "audience": "0"}, section=LECTURES, person=person)
    assert dict(wrong.errors) == {
        "name": ["请填写课题。"],
        "date": ["授课日期在今天之后，请核对。"],
        "audience": ["不能小于 1。"],
    }


def test_it_is_frozen_judged_compared_shown_and_printed(person):
    row = entry(person, "lectures", name="土力学", place="郑州", date="2024-06-01", audience=30)
    first = frozen(person)
    assert [finding.text for finding in completeness(first, {"lectures"})[0].missing] == ["公开课第 1 节没有教案"]
    row.data["date"] = "2024-06-02"
    row.save()
    second = frozen(person)
    assert diff(first, second)["lectures"].lines == [("公开课 第 1 节", "授课日期")]
    panel = section_panel(
        second["sections"]["lectures"], first["sections"]["lectures"], file_url=lambda item: item["sha256"]
    )
    assert panel.columns == ("课题 / 地点", "授课日期", "听课人数")
    on_screen = render_to_string("personnel/dossier/section_panel.html", {"panel": panel})
    assert '<del class="diff-old">2024-06-01</del><ins class="diff-new">2024-06-02</ins>' in tidy(on_screen)
    assert "土力学" in render_to_string("personnel/dossier/print_section.html", {"panel": panel})
    assert ("lectures", "公开课") in {(area.key, area.label) for area in content_areas()}


def test_its_pages_work(client, person):
    client.force_login(person.account)
    section = reverse("personnel:dossier_section", args=["lectures"])
    client.post(reverse("personnel:dossier_add", args=["lectures"]), {"name": "土力学", "date": "2024-06-01"})
    assert "公开课第 1 节没有教案" in client.get(section).content.decode()
    assert section in client.get(reverse("personnel:dossier")).content.decode()
