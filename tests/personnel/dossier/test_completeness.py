import pytest

from personnel.dossier.completeness import completeness, precheck
from personnel.dossier.findings import Grade, check_present_title
from personnel.models import DossierEntry
from tests.factories.dossier import entry, frozen, full_dossier
from tests.factories.personnel import PersonFactory

pytestmark = pytest.mark.django_db
ARCHIVE = {"person", "education", "work", "papers", "awards", "summary"}


def states(person, keys=ARCHIVE):
    return {state.key: state for state in completeness(frozen(person), keys)}


def test_a_full_dossier_is_complete():
    found = states(full_dossier())
    assert {key: (state.is_complete, state.percent) for key, state in found.items()} == dict.fromkeys(
        found, (True, 100)
    )
    assert {key: state.text for key, state in found.items()} == {
        "person": "完整",
        "education": "1 条",
        "work": "1 条",
        "awards": "1 条",
        "papers": "1 篇",
        "summary": "18 字",
    }
    assert {state.css for state in found.values()} == {"is-pass"}


def test_an_empty_one_says_what_must_be_there_and_what_need_not():
    found = states(PersonFactory())
    assert {key: (state.text, state.css, state.percent) for key, state in found.items() if key != "person"} == {
        "education": ("未填写", "is-warn", 0),
        "work": ("未填写", "is-warn", 0),
        "awards": ("无", "is-off", 0),
        "papers": ("无", "is-off", 0),
        "summary": ("未填写", "is-warn", 0),
    }
    assert found["person"].text == "缺 6 项"


def test_what_is_missing_is_named_with_its_row_and_how_to_mend_it():
    person = full_dossier()
    second = entry(person, "papers", attachments=["cover", "contents", "text"], journal="")
    findings = states(person)["papers"].missing
    assert [(finding.text, finding.entry) for finding in findings] == [
        ("论文第 2 篇没有填写刊物", second.pk),
        ("论文第 2 篇没有检索页", second.pk),
    ]
    assert findings[1].note == "请上传：PDF、JPG、PNG，不超过 20 MB、200 页"
    assert states(person)["papers"].percent == 88


def test_the_precheck_puts_stops_first_and_keeps_what_fits():
    person = full_dossier()
    DossierEntry.objects.filter(section_key="summary").delete()
    grades = [finding.grade for finding in precheck(frozen(person, application={"year": 2026, "way": "normal"}))]
    assert grades == sorted(grades, key=Grade.values.index)
    texts = {finding.text for finding in precheck(frozen(person))}
    assert {
        "个人总结没有填写",
        "2022 年继续教育 0 学时，不足 90 学时",
        "近五年年度考核均为合格以上",
        "申报信息没有填写",
    } <= texts


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, ["没有填写现任职称"]),
        ({"current_title": "工程师"}, ["现任职称没有填写取得时间，算不出任现职年限", "现任职称没有填写聘任时间"]),
        ({"current_title": "工程师", "title_on": "2020-01-15"}, ["现任职称没有填写聘任时间"]),
        ({"current_title": "工程师", "title_on": "2020-01-15", "engaged_on": "2020-03-01"}, []),
    ],
)
def test_a_present_title_is_asked_for_its_dates(facts, said):
    assert [each.text for each in check_present_title({"person": [facts]}, None)] == said
