import pytest
from django.template.loader import render_to_string

from personnel.dossier.panels import TOKENS, Piece, marked, section_panel, size_text
from tests.factories.dossier import attach, entry, frozen, full_dossier
from tests.factories.personnel import PersonFactory
from tests.pages import tidy

TEXT, LONG = TOKENS["text"], TOKENS["long"]


def old(text):
    return Piece(text, "diff-old")


def new(text):
    return Piece(text, "diff-new")


@pytest.mark.parametrize(
    ("before", "after", "token", "pieces"),
    [
        ("管廊接头抗震性能", "管廊接头抗渗性能", TEXT, (Piece("管廊接头抗"), old("震"), new("渗"), Piece("性能"))),
        ("第 12 册", "第 13 册", TEXT, (Piece("第 "), old("12"), new("13"), Piece(" 册"))),
        ("甲乙", "丙丁戊", TEXT, (old("甲乙"), new("丙丁戊"))),
        ("2023-11", "2023-10", None, (old("2023-11"), new("2023-10"))),
        ("", "2023-10", None, (new("2023-10"),)),
        ("一。二。三。", "一。二二。三。", LONG, (Piece("一。"), old("二。"), new("二二。"), Piece("三。"))),
    ],
)
def test_differences_are_marked_as_finely_as_they_can_be_read(before, after, token, pieces):
    assert marked(before, after, token) == pieces


@pytest.mark.parametrize(
    ("size", "text"), [(10, "1 KB"), (2048, "2 KB"), (419_430, "0.4 MB"), (3 * 1024 * 1024, "3.0 MB")]
)
def test_size_text(size, text):
    assert size_text(size) == text


def panel_of(frozen_record, key, previous=None):
    before = previous["sections"][key] if previous else None
    return section_panel(frozen_record["sections"][key], before, file_url=lambda item: f"/file/{item['kind']}")


def said(cell):
    return "".join(piece.text for piece in cell.pieces)


@pytest.mark.django_db
def test_second_lines_follow_the_declaration():
    panel = panel_of(frozen(full_dossier()), "papers")
    assert panel.columns == ("题目 / 刊物 / CN/ISSN", "发表日期 / 卷期页", "收录", "本人排名")
    row = panel.rows[0]
    assert [said(cell) for cell in row.cells] == ["城市深基坑逆作法施工变形控制研究", "2024-06", "EI", "1/4"]
    assert [said(cell) for cell in row.cells[0].under] == ["岩土工程学报", "CN 32-1124/TU"]
    assert [(cell.lead, said(cell)) for cell in row.cells[3].under] == [("通讯作者：", "是")]
    assert [(file.label, file.url) for file in row.files][:2] == [("封面", "/file/cover"), ("目录", "/file/contents")]
    assert panel.note == "1 篇"
    (job,) = panel_of(frozen(full_dossier()), "work").rows
    assert [(cell.lead, said(cell)) for cell in job.cells[0].under] == [("", "至今")]  # not “至 至今”


@pytest.mark.django_db
def test_marks_of_the_round():
    person = full_dossier()
    paper, lost = person.entries.get(section_key="papers"), entry(person, "papers", name="撤下的一篇")
    before = frozen(person)
    lost.delete()
    paper.data["date"] = "2023-10"
    paper.save()
    paper.attachments.filter(kind="index").delete()
    attach(paper, "index", "新检索页")
    entry(person, "papers", name="新增的一篇")
    panel = panel_of(frozen(person), "papers", before)
    assert [row.css for row in panel.rows] == ["rec-changed", "rec-changed", "rec-removed"]
    assert panel.rows[0].cells[1].pieces == (old("2024-06"), new("2023-10"))
    assert [file.css for file in panel.rows[0].files] == ["", "", "", "thumb--new", "thumb--old"]
    assert panel.rows[1].cells[0].pieces == (new("新增的一篇"),)
    assert panel.rows[2].cells[0].pieces == (old("撤下的一篇"),)
    assert panel.note == "2 篇，其中 2 篇有修改，删去 1 篇"
    html = render_to_string("personnel/dossier/section_panel.html", {"panel": panel})
    assert '<del class="diff-old">2024-06</del><ins class="diff-new">2023-10</ins>' in tidy(html)
    assert "<b>新</b>" not in render_to_string(
        "personnel/dossier/section_panel.html", {"panel": panel_of(frozen(person), "papers")}
    )


@pytest.mark.django_db
def test_a_record_is_shown_in_groups_and_its_photo_as_a_picture():
    person = full_dossier()
    record = person.entries.get(section_key="person")
    record.attachments.filter(kind="photo").delete()
    made = frozen(person)
    made["sections"]["person"]["entries"][0]["attachments"].append(
        {"kind": "photo", "label": "照片", "name": "a.png", "sha256": "0" * 64, "size": 9, "content_type": "image/png"}
    )
    panel = panel_of(made, "person")
    assert [heading for heading, _ in panel.rows[0].groups] == ["", "联系方式", "工作", "现任职称", "年度考核"]
    html = render_to_string("personnel/dossier/section_panel.html", {"panel": panel})
    assert '<img src="/file/photo" alt="照片">' in tidy(html)
    assert person.account.id_number not in html


@pytest.mark.django_db
@pytest.mark.parametrize("template", ["section_panel.html", "print_section.html"])
def test_empty_sections_say_so(template):
    html = render_to_string(f"personnel/dossier/{template}", {"panel": panel_of(frozen(PersonFactory()), "papers")})
    assert "无" in html


@pytest.mark.django_db
def test_every_section_is_drawn_on_screen_and_on_paper():
    made = frozen(full_dossier())
    for key in made["sections"]:
        panel = panel_of(made, key)
        assert panel.label in render_to_string("personnel/dossier/section_panel.html", {"panel": panel})
        assert panel.label in render_to_string("personnel/dossier/print_section.html", {"panel": panel})
