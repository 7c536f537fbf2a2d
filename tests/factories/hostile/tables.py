"""Hostile Excel files."""

import io
import zipfile

from openpyxl import Workbook

from tests.factories.hostile.expected import REFUSED, Hostile


def workbook(change=None, rows=(("姓名", "证件号", "手机号", "现任职称"),)):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue() if change is None else repacked(target.getvalue(), change)


def repacked(content, change):
    """The zip with its parts {name: bytes} after `change(parts)`."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    change(parts)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def sheet_with(cells):
    def change(parts):
        head, tail = parts["xl/worksheets/sheet1.xml"].split(b"</sheetData>")
        parts["xl/worksheets/sheet1.xml"] = head + cells + b"</sheetData>" + tail

    return change


def far_cell():
    return workbook(sheet_with(b'<row r="1500"><c r="XFD1500"><v>1</v></c></row>'))


def sheet_bomb():
    return workbook(sheet_with(b" " * 40_000_000))


def with_macros():
    return workbook(lambda parts: parts.update({"xl/vbaProject.bin": b"Sub"}))


def tables():
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "_VBA_PROJECT".encode("utf-16-le") * 3
    yield Hostile("远格.xlsx", far_cell(), REFUSED, "最多读到 AX 列", "xlsx")
    yield Hostile("炸弹.xlsx", sheet_bomb(), REFUSED, "展开后过大", "xlsx")
    yield Hostile("宏.xlsx", with_macros(), REFUSED, "含有宏", "xlsx")
    yield Hostile("旧宏.xls", old, REFUSED, "含有宏", "xlsx")
