"""Dossier rows for tests: each section has one set of valid values, any of which can be overridden."""

import hashlib
import itertools
from datetime import date

from orgs.chain.seat import Seat
from orgs.files import store
from personnel.dossier.snapshot import snapshot
from personnel.models import DossierEntry, EntryAttachment
from tests.factories.personnel import PersonFactory
from titleplatform.kit.uploads import CheckedFile

CUTOFF = date(2026, 12, 31)
_numbers = itertools.count(1)

VALUES = {
    "person": {
        "nation": "01",
        "party": "13",
        "started_on": "2008-07",
        "profession": "岩土工程",
        "title_level": "deputy_senior",
        "title_on": "2020-01-15",
        "engaged_on": "2020-03-01",
        "assessment": {str(year): "qualified" for year in range(2020, 2026)},
    },
    "education": {
        "start": "2004-09",
        "end": "2008-06",
        "school": "郑州大学",
        "major": "土木工程",
        "schooling": "bachelor",
    },
    "work": {"start": "2008-07", "employer": "洛阳市城建勘察设计院", "post": "工程师"},
    "training": {"year": 2026, "name": "岩土工程新规范", "course": "professional", "hours": 66},
    "awards": {
        "name": "优秀勘察奖",
        "issuer": "河南省住建厅",
        "date": "2022-05-10",
        "level": "province",
        "rank": "1/4",
    },
    "patents": {"name": "一种降水装置", "number": "ZL 2023 1 0123456.7", "date": "2023-08-01"},
    "projects": {"name": "洛阳地铁勘察", "start": "2020-03", "end": "2021-12", "funds": "12.5"},
    "papers": {
        "name": "城市深基坑逆作法施工变形控制研究",
        "journal": "岩土工程学报",
        "serial": "CN 32-1124/TU",
        "date": "2024-06",
        "pages": "46(6): 1201–1209",
        "indexing": "ei",
        "rank": "1/4",
        "corresponding": True,
    },
    "books": {"name": "黄土地基", "press": "中国建筑工业出版社", "date": "2021-03", "isbn": "978-7-112-25896-3"},
    "others": {"name": "基坑监测规程", "kind": "standard", "date": "2023-04", "brief": "地方标准，本人执笔第三章。"},
    "summary": {"text": "任现职以来，主持完成勘察项目十二项。"},
}


def stored_file(text="证明"):
    """A StoredFile with this content."""
    content = f"%PDF-1.7 {text}".encode()
    return store(CheckedFile(content, hashlib.sha256(content).hexdigest(), "pdf", f"{text}.pdf"))


def entry(person, section, *, attachments=(), position=None, remark="", **values):
    """A row of a section; `attachments` names the kinds of proof it carries."""
    row = DossierEntry.objects.create(
        person=person,
        section_key=section,
        data=VALUES.get(section, {}) | values,
        remark=remark,
        position=position or next(_numbers),
    )
    for kind in attachments:
        attach(row, kind)
    return row


def attach(row, kind, text=""):
    return EntryAttachment.objects.create(entry=row, kind=kind, file=stored_file(text or kind), name=f"{kind}.pdf")


def full_dossier(**person):
    """A person with one complete row in every section of the archive."""
    owner = PersonFactory(**person)
    owner.account.phone = "13800000000"
    owner.account.save()
    for key in VALUES:
        row = entry(owner, key)
        for kind in row.section.attachments:
            attach(row, kind.key)
    return owner


def owner_seat(person):
    return Seat(person.account, person.unit)


def frozen(person, **kwargs):
    """A snapshot of everything this person has."""
    return snapshot(person, DossierEntry.objects.of(person), **({"cutoff": CUTOFF} | kwargs))
