"""Dossiers with real attachments: PDFs and PNGs drawn here, so nothing personal and nothing borrowed is in them."""

import hashlib
import io

from PIL import Image, ImageDraw, ImageFont

from orgs.chain.seat import Seat
from personnel.dossier.actions import save_entry
from personnel.dossier.sections import SECTIONS
from titleplatform.kit.typefaces import HEI
from titleplatform.kit.uploads import CheckedFile

PAPER, INK, FRAME = (252, 252, 248), (30, 40, 60), (120, 140, 165)
RECORDS = {
    "education": [
        {"start": "2004-09", "end": "2008-06", "school": "郑州大学", "major": "土木工程", "schooling": "bachelor"}
    ],
    "work": [
        {
            "start": "2008-07",
            "end": "2014-12",
            "employer": "河南省水利勘测公司",
            "post": "技术员",
            "duties": "勘察外业",
        },
        {"start": "2015-01", "employer": "本单位", "post": "工程师", "duties": "项目负责人"},
    ],
    "training": [
        {"year": year, "name": f"{year} 年度继续教育", "course": course, "hours": hours}
        for year in range(2022, 2027)
        for course, hours in (("public", 30), ("professional", 66))
    ],
    "awards": [
        {
            "name": "优秀工程勘察二等奖",
            "issuer": "河南省住建厅",
            "date": "2022-05-10",
            "level": "province",
            "rank": "1/4",
        }
    ],
    "patents": [{"name": "一种基坑降水装置", "kind": "utility", "number": "ZL 2023 1 0123456.7", "date": "2023-08-01"}],
    "projects": [{"name": "地铁二号线岩土勘察", "start": "2020-03", "end": "2021-12", "funds": "12.5", "rank": "1/5"}],
    "papers": [
        {
            "name": "城市深基坑逆作法施工变形控制研究",
            "journal": "岩土工程学报",
            "serial": "CN 32-1124/TU",
            "date": "2024-06",
            "pages": "46(6): 1201–1209",
            "indexing": "ei",
            "rank": "1/4",
            "corresponding": True,
        },
        {
            "name": "装配式管廊接头抗渗性能试验",
            "journal": "建筑结构",
            "serial": "CN 11-2833/TU",
            "date": "2023-10",
            "pages": "53(20): 88–94",
            "indexing": "core",
            "rank": "1/3",
            "corresponding": True,
        },
    ],
    "books": [{"name": "黄土地基处理", "press": "中国建筑工业出版社", "date": "2021-03", "isbn": "978-7-112-25896-3"}],
    "others": [{"name": "基坑监测规程", "kind": "standard", "date": "2023-04", "brief": "地方标准，本人执笔第三章。"}],
    "summary": [
        {
            "text": "任现职以来，主持完成岩土工程勘察项目十二项，其中省级重点工程两项；参与编制地方标准一部，"
            "发表论文两篇，获省优秀工程勘察二等奖一项。坚持在一线带队作业，指导青年技术人员五名，其中两人已能独立承担项目。"
        }
    ],
}
OWN = {
    "nation": "01",
    "party": "13",
    "started_on": "2008-07",
    "profession": "岩土工程",
    "current_title": "工程师",
    "title_level": "middle",
    "title_on": "2016-12-30",
    "assessment": {str(year): "qualified" for year in range(2020, 2026)},
}


class Press:
    """Draws each kind of proof once; the same bytes serve every dossier."""

    def __init__(self):
        self.made = {}

    def proof(self, label, kinds):
        """A CheckedFile for a proof called `label`: a PDF where the section takes one, else a PNG photo."""
        key = (label, "pdf" in kinds)
        if key not in self.made:
            content, extension = (_pdf(label), "pdf") if "pdf" in kinds else (_photo(), "png")
            name = f"{label}（演示）.{extension}"
            self.made[key] = CheckedFile(content, hashlib.sha256(content).hexdigest(), extension, name)
        return self.made[key]


def fill_dossier(person, press, *, leave_out=()):
    """Every section of the person's record through the same action as the page, each with its required proofs."""
    by = Seat(person.account, person.unit)
    own = OWN | {"phone": person.account.phone, "email": "person@example.cn"}
    for key, rows in {"person": [own], **RECORDS}.items():
        section = SECTIONS[key]
        for values in rows if key not in leave_out else ():
            files = [
                (each.key, press.proof(each.label, each.rule.kinds)) for each in section.attachments if each.required
            ]
            save_entry(by=by, person=person, section=section, values=values, files=files)


def _font(size):
    return ImageFont.truetype(HEI.installed, size, index=2) if HEI.installed else ImageFont.load_default(size)


def _pdf(label):
    page = Image.new("RGB", (620, 877), PAPER)
    draw = ImageDraw.Draw(page)
    draw.rectangle((30, 30, 590, 847), outline=FRAME, width=3)
    draw.text((310, 180), label if _has_chinese() else "SAMPLE", font=_font(44), fill=INK, anchor="mm")
    draw.text(
        (310, 250), "演示材料，不是真实证件" if _has_chinese() else "demo", font=_font(22), fill=FRAME, anchor="mm"
    )
    for line in range(12):
        draw.line((90, 340 + line * 34, 530 - (line % 3) * 60, 340 + line * 34), fill=(205, 212, 222), width=3)
    target = io.BytesIO()
    page.save(target, "PDF", resolution=75.0)
    return target.getvalue()


def _photo():
    photo = Image.new("RGB", (295, 413), (190, 208, 232))
    draw = ImageDraw.Draw(photo)
    draw.ellipse((97, 80, 197, 200), fill=(242, 214, 190))
    draw.pieslice((57, 220, 237, 480), 180, 360, fill=(52, 72, 102))
    target = io.BytesIO()
    photo.save(target, "PNG")
    return target.getvalue()


def _has_chinese():
    return HEI.installed is not None
