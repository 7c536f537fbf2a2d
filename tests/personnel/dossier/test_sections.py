import pytest

from personnel.dossier import codes
from personnel.dossier.declare import Kind
from personnel.dossier.sections import SECTIONS, archive_sections
from personnel.models import Level

LABELS = {
    "application": "申报信息",
    "person": "个人信息",
    "education": "学习经历",
    "work": "工作经历",
    "training": "培训经历",
    "awards": "奖励",
    "patents": "专利",
    "projects": "项目",
    "papers": "论文",
    "books": "著作",
    "others": "其他成果",
    "summary": "个人总结",
}


def test_twelve_sections_in_the_order_of_the_review():
    assert {key: section.label for key, section in SECTIONS.items()} == LABELS
    assert list(SECTIONS) == list(LABELS)
    assert [section.key for section in archive_sections()] == list(LABELS)[1:]


@pytest.mark.parametrize("section", SECTIONS.values(), ids=list(SECTIONS))
def test_declarations_hold_together(section):
    keys = [field.key for field in section.fields]
    assert len(set(keys)) == len(keys)
    assert {field.under for field in section.fields if field.under} <= set(keys)
    assert {key for pair in section.orders for key in pair} <= set(keys)
    assert section.dated_by in {"", *keys}
    assert section.attachments, "every section takes proof"
    for field in section.fields:
        assert (field.kind in (Kind.CHOICE, Kind.YEARLY)) == bool(field.choices), field.key
        assert (field.kind is Kind.COMPUTED) == bool(field.compute), field.key


def test_code_lists_are_complete():
    assert len(codes.NATIONS) == 56
    assert (codes.NATIONS[0], codes.NATIONS[10], codes.NATIONS[55]) == (
        ("01", "汉族"),
        ("11", "满族"),
        ("56", "基诺族"),
    )
    assert len(codes.PARTIES) == 13
    assert codes.PARTIES[12] == ("13", "群众")
    assert len(codes.SERIES) == 27
    assert codes.SERIES[0] == ("01", "高等学校教师")
    assert list(codes.LEVELS) == Level.choices


@pytest.mark.parametrize(
    ("section", "field", "value", "shown"),
    [
        ("person", "nation", "03", "回族"),
        ("person", "nation", "99", "99"),  # a code of another time is shown as it is
        ("work", "end", "", "至今"),
        ("work", "end", "2024-06", "2024-06"),
        ("papers", "corresponding", True, "是"),
        ("papers", "corresponding", False, "否"),
        ("training", "hours", 90, "90"),
        ("projects", "funds", "12.5", "12.5"),
        ("papers", "journal", None, ""),
    ],
)
def test_values_are_shown_as_people_read_them(section, field, value, shown):
    assert SECTIONS[section].field(field).display(value) == shown
