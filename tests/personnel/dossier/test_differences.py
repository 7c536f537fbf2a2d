import pytest

from personnel.dossier.differences import diff
from tests.factories.dossier import attach, entry, frozen, full_dossier

pytestmark = pytest.mark.django_db


def test_the_first_round_and_an_unchanged_round_differ_in_nothing():
    person = full_dossier()
    assert diff(None, frozen(person)) == {}
    assert diff(frozen(person), frozen(person)) == {}


def test_rows_added_changed_and_removed_are_named_field_by_field():
    person = full_dossier()
    paper = person.entries.get(section_key="papers")
    lost = entry(person, "papers", name="撤下的一篇")
    old, lost_id = frozen(person), lost.pk
    lost.delete()
    paper.data |= {"date": "2023-10", "name": "装配式管廊接头抗渗性能试验"}
    paper.save()
    paper.attachments.filter(kind="index").delete()
    file = attach(paper, "index", "新检索页")
    new_row = entry(person, "papers", name="新的一篇")
    changes = diff(old, frozen(person))
    assert list(changes) == ["papers"]
    section = changes["papers"]
    change = section.changed[paper.pk]
    assert change.fields == {
        "name": ("城市深基坑逆作法施工变形控制研究", "装配式管廊接头抗渗性能试验"),
        "date": ("2024-06", "2023-10"),
    }
    assert [item["sha256"] for item in change.files_added] == [file.file.sha256]
    assert [item["label"] for item in change.files_removed] == ["检索页"]
    assert section.added == {new_row.pk: 2}
    assert [row["id"] for row in section.removed] == [lost_id]
    assert section.count == 3
    assert section.lines == [
        ("论文 第 1 篇", "题目、发表日期、补检索页、去掉检索页"),
        ("论文 第 2 篇", "新增"),
        ("论文", "删去 1 篇"),
    ]


def test_a_single_record_is_compared_as_one():
    person = full_dossier()
    old = frozen(person)
    record = person.entries.get(section_key="person")
    record.data |= {"party": "01", "assessment": record.data["assessment"] | {"2025": "excellent"}}
    record.save()
    changes = diff(old, frozen(person))
    assert changes["person"].lines == [("个人信息", "政治面貌、2025 年度考核")]
    assert changes["person"].changed[record.pk].fields["party"] == ("群众", "中共党员")


def test_a_remark_is_content():
    person = full_dossier()
    old = frozen(person)
    person.entries.filter(section_key="awards").update(remark="证书已补盖章")
    changes = diff(old, frozen(person))
    assert changes["awards"].lines == [("奖励 第 1 条", "备注")]
