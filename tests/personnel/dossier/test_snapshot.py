import json
from datetime import date

import pytest

from orgs.models import StoredFile
from personnel.dossier.snapshot import (
    canonical,
    content_of,
    digest,
    fingerprint,
    is_since,
    photo_of,
    snapshot,
    value_of,
)
from personnel.models import DossierEntry
from tests.factories.dossier import CUTOFF, attach, entry, frozen, full_dossier
from tests.factories.personnel import PersonFactory

pytestmark = pytest.mark.django_db


def shown(entry):
    return {item["key"]: item["display"] for item in entry["fields"]}


def test_a_snapshot_is_plain_json_with_everything_a_reader_needs():
    person = full_dossier()
    made = frozen(person, application={"year": 2026, "way": "normal", "series": "工程技术人员", "first_time": True})
    assert json.loads(canonical(made)) == made
    assert {key: len(section["entries"]) for key, section in made["sections"].items()} == dict.fromkeys(
        made["sections"], 1
    )
    paper = made["sections"]["papers"]["entries"][0]
    assert shown(paper)["indexing"] == "EI"
    assert shown(paper)["corresponding"] == "是"
    assert [(file["label"], file["name"]) for file in paper["attachments"]] == [
        ("封面", "cover.pdf"),
        ("目录", "contents.pdf"),
        ("正文", "text.pdf"),
        ("检索页", "index.pdf"),
    ]
    stored = StoredFile.objects.get(sha256=paper["attachments"][0]["sha256"])
    assert (paper["attachments"][0]["size"], paper["attachments"][0]["content_type"]) == (
        stored.size,
        "application/pdf",
    )
    assert shown(made["sections"]["application"]["entries"][0])["way"] == "正常晋升"


def test_name_and_computed_fields_come_from_person_and_cutoff():
    person = full_dossier()
    facts = shown(frozen(person)["sections"]["person"]["entries"][0])
    assert (facts["name"], facts["gender"], facts["birth_date"]) == ("李志远", person.gender, "1985-06-30")
    assert (facts["age"], facts["service"], facts["tenure"]) == ("41 岁", "18 年", "6 年 11 个月")
    assert (facts["document_kind"], facts["phone"]) == ("居民身份证", "13800000000")
    assert [facts[f"assessment_{year}"] for year in range(2021, 2026)] == ["合格"] * 5
    assert "assessment_2020" not in facts
    earlier = frozen(person, cutoff=date(2025, 1, 31))
    assert shown(earlier["sections"]["person"]["entries"][0])["age"] == "39 岁"
    assert value_of(earlier, "person", "tenure") == "5 年"


def test_the_id_number_is_never_in_clear():
    person = full_dossier()
    text = canonical(frozen(person)).decode()
    assert person.account.id_number_masked in text
    assert person.account.id_number not in text


def test_a_person_without_any_entry_still_has_a_name():
    made = frozen(PersonFactory())
    assert value_of(made, "person", "name") == "李志远"
    assert made["sections"]["papers"]["entries"] == []
    assert value_of(made, "application", "year") == ""


def test_only_chosen_rows_are_frozen_in_their_order():
    person = PersonFactory()
    second, first, third = (
        entry(person, "papers", name=name, position=n) for name, n in [("乙", 2), ("甲", 1), ("丙", 3)]
    )
    chosen = DossierEntry.objects.of(person).exclude(pk=third.pk)
    rows = snapshot(person, chosen, cutoff=CUTOFF)["sections"]["papers"]["entries"]
    assert [(row["id"], shown(row)["name"]) for row in rows] == [(first.pk, "甲"), (second.pk, "乙")]


def test_the_archive_may_change_afterwards_the_snapshot_does_not():
    person = full_dossier()
    made = frozen(person)
    before = canonical(made)
    DossierEntry.objects.all().delete()
    person.account.name = "改名"
    person.account.save()
    assert canonical(made) == before
    assert digest(frozen(person)) != digest(made)


def test_training_is_summed_by_year():
    person = PersonFactory()
    entry(person, "training", year=2025, hours=30, course="public")
    entry(person, "training", year=2025, hours=66)
    assert frozen(person)["sections"]["training"]["totals"] == ["2025 年 96 学时（专业 66）"]


def test_a_fingerprint_changes_with_what_is_said_and_with_nothing_else():
    person = PersonFactory()
    row = entry(person, "papers", attachments=["cover"], position=1)
    other = entry(person, "papers", name="另一篇", position=2)

    def mark():
        return fingerprint(frozen(person)["sections"]["papers"])

    first = mark()
    DossierEntry.objects.filter(pk=row.pk).update(position=3)  # order is not content
    assert mark() == first
    copy = entry(person, "papers", name="另一篇", position=2)
    other.delete()  # neither is the row's number
    assert copy.pk != other.pk
    assert mark() == first
    row.data["date"] = "2024-07"
    row.save()
    second = mark()
    attach(row, "index")
    third = mark()
    DossierEntry.objects.filter(pk=row.pk).update(remark="见附件")
    assert len({first, second, third, mark()}) == 4


def test_a_later_cutoff_changes_no_fingerprint_but_the_digest():
    person = full_dossier()
    now, later = frozen(person), frozen(person, cutoff=date(2026, 12, 30))
    assert content_of(now).fingerprints == content_of(later).fingerprints
    assert digest(now) != digest(later)


def test_the_photo_is_a_file_of_the_person():
    assert photo_of(frozen(full_dossier()))["name"] == "photo.pdf"
    assert photo_of(frozen(PersonFactory())) is None


@pytest.mark.parametrize(
    ("section", "values", "since"),
    [
        ("awards", {"date": "2020-01-15"}, True),
        ("awards", {"date": "2020-01-14"}, False),
        ("papers", {"date": "2020-01"}, True),  # the month of the title counts as after it
        ("papers", {"date": "2019-12"}, False),
        ("projects", {"start": ""}, True),
    ],
)
def test_rows_are_split_by_the_day_of_the_present_title(section, values, since):
    person = PersonFactory()
    entry(person, section, **values)
    made = frozen(person)["sections"][section]
    assert is_since(made, made["entries"][0], "2020-01-15") is since
