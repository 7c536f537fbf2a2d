from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from personnel.dossier.forms import EntryForm
from personnel.dossier.sections import SECTIONS
from personnel.models import DossierEntry, Person
from tests.factories.dossier import VALUES, attach, entry
from tests.factories.files import PNG
from tests.factories.personnel import PersonFactory


def form(section, person=None, row=None, files=None, **typed):
    """A bound form of a section with its valid values, some replaced."""
    values = {key: value for key, value in VALUES[section].items() if not isinstance(value, dict)}
    person = person or Person(birth_date=date(1985, 6, 30))
    return EntryForm(values | typed, files or {}, section=SECTIONS[section], person=person, entry=row)


@pytest.mark.parametrize("section", [key for key in VALUES if key != "person"])
def test_valid_values_come_out_as_they_are_kept(section):
    bound = form(section)
    assert bound.is_valid(), bound.errors
    assert {key: value for key, value in bound.values().items() if value not in ("", False)} == VALUES[section]


@pytest.mark.parametrize(
    ("section", "typed", "field", "says"),
    [
        ("papers", {"name": ""}, "name", "请填写题目。"),
        ("education", {"schooling": ""}, "schooling", "请选择学历。"),
        ("education", {"schooling": "phd"}, "schooling", "请从列表中选择。"),
        ("education", {"start": "2009-09"}, "end", "毕业时间早于入学时间（2009-09），请核对。"),
        ("education", {"start": "1984-09"}, "start", "入学时间早于出生日期 1985-06-30，请核对。"),
        ("education", {"start": "九月"}, "start", "月份应如 2024-06。"),
        ("education", {"start": "2004-13"}, "start", "月份应如 2024-06。"),
        ("papers", {"date": "2999-01"}, "date", "发表日期在今天之后，请核对。"),
        ("awards", {"date": "2999-01-01"}, "date", "获奖日期在今天之后，请核对。"),
        ("awards", {"date": "2022-02-30"}, "date", "日期应如 2024-06-01，且是真实的日期。"),
        ("awards", {"rank": "5/4"}, "rank", "排名 5 不在 1 至 4 之间，请核对。"),
        ("papers", {"serial": "1000-4549"}, "serial", "ISSN 最后一位校验码不符，请对照刊物版权页核对。"),
        ("books", {"isbn": "9787112258964"}, "isbn", "ISBN 最后一位校验码不符，请对照版权页核对全部数字。"),
        ("training", {"hours": "0"}, "hours", "不能小于 1。"),
        ("training", {"hours": "-8"}, "hours", "不能小于 1。"),
        ("training", {"hours": "很多"}, "hours", "请填整数。"),
        ("training", {"year": "2999"}, "year", "不能大于 2100，请核对。"),
        ("training", {"year": "1980"}, "year", "年度早于出生日期 1985-06-30，请核对。"),
        ("projects", {"funds": "-1"}, "funds", "不能小于 0。"),
        ("projects", {"funds": "十万"}, "funds", "请填数字，如 12.5。"),
        ("projects", {"funds": "1.234"}, "funds", "最多两位小数。"),
        ("summary", {"text": "字" * 3001}, "text", "最多 3000 字，现在是 3001 字。"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_in_chinese(section, typed, field, says):
    bound = form(section, **typed)
    assert not bound.is_valid()
    assert {name: list(errors) for name, errors in bound.errors.items()} == {field: [says]}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("2024.6", "2024-06"), ("2024年06月", "2024-06"), ("２０２４－０６", "2024-06"), ("202406", "2024-06")],
)
def test_months_may_be_typed_as_people_write_them(typed, kept):
    bound = form("papers", date=typed)
    assert bound.is_valid()
    assert bound.values()["date"] == kept


def test_exactly_three_thousand_characters_are_taken():
    assert form("summary", text="字" * 3000).is_valid()


@pytest.mark.django_db
def test_personal_information_shows_one_choice_a_year_and_keeps_older_years():
    person = PersonFactory()
    row = entry(person, "person", assessment={"2001": "excellent"})
    last = timezone.localdate().year - 1
    bound = form("person", person, row, phone="138 0000 0000", **{f"assessment_{last}": "excellent"})
    assert bound.is_valid(), bound.errors
    assert "name" not in bound.fields
    assert [name for name in bound.fields if name.startswith("assessment")] == [
        f"assessment_{year}" for year in range(last - 4, last + 1)
    ]
    assert bound.values()["assessment"] == {"2001": "excellent", str(last): "excellent"}
    assert bound.values()["phone"] == "13800000000"


@pytest.mark.django_db
def test_proofs_are_checked_by_content_and_the_limits_stand_beside_the_field():
    person = PersonFactory()
    row = entry(person, "papers")
    held = attach(row, "cover")
    good = form("papers", person, row, {"file_index": SimpleUploadedFile("检索页.png", PNG)}, remove=[str(held.pk)])
    assert good.is_valid(), good.errors
    assert [(kind, file.name, file.content_type) for kind, file in good.proofs()] == [
        ("index", "检索页.png", "image/png")
    ]
    assert good.given["remove"] == [str(held.pk)]
    assert good.fields["file_cover"].help_text == "PDF、JPG、PNG，不超过 20 MB、200 页；已有 cover.pdf，再选则增加一个"
    bad = form("papers", person, row, {"file_index": SimpleUploadedFile("检索页.pdf", PNG)})
    assert bad.errors["file_index"] == ["文件名以“.pdf”结尾，内容却是 PNG。请核对是否选错文件。"]
    photo = form("person", person, None, {"file_photo": SimpleUploadedFile("a.pdf", b"%PDF-1.7")})
    assert "这里只接收 JPG、PNG" in photo.errors["file_photo"][0]


@pytest.mark.django_db
def test_only_attachments_of_this_row_can_be_ticked():
    person = PersonFactory()
    row, foreign = (
        entry(person, "papers", attachments=["cover"]),
        entry(PersonFactory(), "papers", attachments=["cover"]),
    )
    stolen = foreign.attachments.get()
    assert "remove" in form("papers", person, row, remove=[str(stolen.pk)]).errors
    assert DossierEntry.objects.get(pk=foreign.pk).attachments.count() == 1
