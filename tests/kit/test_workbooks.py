import subprocess
import sys
import zlib

import pytest

from tests.factories.hostile.tables import far_cell, repacked, sheet_with, with_macros, workbook
from titleplatform.kit import workbooks
from titleplatform.kit.inspection.found import Unfit

LARGE = 290_000_000
# Reads a file in a process of its own and says what came of it, and by how many megabytes that made the process grow.
GROWTH = """
import resource, sys
from titleplatform.kit import workbooks
content = open(sys.argv[1], "rb").read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    workbooks.read(content)
except workbooks.Unfit as error:
    print(error)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


def grown_by_reading(content, folder):
    """(what was said, megabytes)."""
    path = folder / "sheet.xlsx"
    path.write_bytes(content)
    said = subprocess.run([sys.executable, "-c", GROWTH, path], capture_output=True, text=True, check=True).stdout
    return said.splitlines()[0], int(said.splitlines()[-1])


def lying(content):
    """The same zip, whose directory says that every part is empty: both places where sizes stand."""
    content, at = bytearray(content), 0
    while (at := content.find(b"PK\x01\x02", at)) >= 0:
        content[at + 24 : at + 28] = b"\x01\x00\x00\x00"
        at += 46
    return bytes(content)


def inline(cell, text):
    return b'<c r="%s" t="inlineStr"><is><t>%s</t></is></c>' % (cell, text)


def test_small_files_that_would_unfold_are_refused_with_little_memory(tmp_path):
    far, bomb = far_cell(), workbook(sheet_with(b" " * LARGE))
    assert len(far) < 6_000
    assert 200_000 < len(bomb) < 400_000
    said, grown = grown_by_reading(far, tmp_path)
    assert (said, grown < 30) == ("XFD1500 还有内容，最多读到 AX 列。请删去多余的列后再上传。", True), grown
    for content, words in ((bomb, workbooks.TOO_LARGE), (lying(bomb), workbooks.UNREADABLE)):
        said, grown = grown_by_reading(content, tmp_path)
        assert (said, grown < 60) == (words, True), grown


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (
            workbook(sheet_with(b'<row r="25001"><c r="A25001"><v>1</v></c></row>')),
            "第 25001 行还有内容，最多读到第 25000 行",
        ),
        (workbook(sheet_with(b'<row r="9" ><c r="AY9"><v>1</v></c></row>')), "AY9 还有内容，最多读到 AX 列"),
        (workbook(sheet_with(b"<row>" + b"<c><v>1</v></c>" * 51 + b"</row>")), "AY2 还有内容"),
        (workbook(sheet_with(b"<row>" + inline(b"B4", b"x" * 1001) + b"</row>")), "B4 的内容超过 1000 字"),
        (workbook(rows=[["甲", "x" * 1001]]), "B1 的内容超过 1000 字"),
        (workbook(sheet_with(b'<row r="%s"/>' % (b"9" * 5000))), workbooks.UNREADABLE),
        (workbook(sheet_with(b'<row><c r="11"/></row>')), workbooks.UNREADABLE),
        (workbook(sheet_with(b"<row")), workbooks.UNREADABLE),
        (workbook(lambda parts: parts.update({"xl/workbook.xml": b"<!DOCTYPE x><workbook/>"})), workbooks.UNREADABLE),
        (workbook(lambda parts: parts.pop("xl/workbook.xml")), workbooks.UNREADABLE),
        (workbook(lambda parts: parts.update({f"a/{number}": b"" for number in range(501)})), workbooks.TOO_LARGE),
        (workbook(sheet_with(b"<row>" + b"<c/>" * 1_000_000 + b"</row>")), workbooks.TOO_LARGE),
        (with_macros(), workbooks.MACROS),
        (workbook(lambda parts: parts.update({"xl/macrosheets/sheet1.xml": b""})), workbooks.MACROS),
        (
            repacked(
                workbook(),
                lambda parts: parts.update(
                    {
                        "[Content_Types].xml": parts["[Content_Types].xml"].replace(
                            b"openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                            b"ms-excel.sheet.macroEnabled.main+xml",
                        )
                    }
                ),
            ),
            workbooks.MACROS,
        ),
        (workbooks.OLE + "_VBA_PROJECT".encode("utf-16-le"), workbooks.MACROS),
        (workbooks.OLE + "EncryptedPackage".encode("utf-16-le"), workbooks.LOCKED),
        (workbooks.OLE + b"Workbook", workbooks.OLD),
        (b"PK\x03\x04 no zip", workbooks.UNREADABLE),
        (workbook()[:-30], workbooks.UNREADABLE),
        (b"PK\x03\x04" + zlib.compress(b"x" * 99), workbooks.UNREADABLE),
    ],
)
def test_what_is_refused(content, says):
    for door in (workbooks.check, workbooks.read):
        with pytest.raises(Unfit) as refusal:
            door(content)
        assert str(refusal.value).startswith(says)


def test_rows_are_numbered_as_excel_shows_them_and_formulas_are_named():
    cells = (
        b'<row r="3">' + inline(b"B3", b"x") + b"</row>"
        b'<row r="7"><c r="A7"><v>5</v></c><c r="B7"><f>A7*2</f><v>10</v></c></row>'
        b'<row r="8"><c r="A8" t="s"/></row>'
        b'<row r="12"><c r="D12"><f>NOW()</f></c></row>'
    )
    for dimension in (b'<dimension ref="A1:XFD1048576"/>', b'<dimension ref="Z99"/>'):

        def change(parts, dimension=dimension):
            sheet_with(cells)(parts)
            sheet = parts["xl/worksheets/sheet1.xml"]
            head, tail = sheet.split(b"<dimension", 1)
            parts["xl/worksheets/sheet1.xml"] = head + dimension + tail.split(b"/>", 1)[1]

        found = workbooks.read(workbook(change))
        assert [number for number, _ in found] == [1, 3, 7, 12]
        rows = dict(found)
        assert rows[3][:2] == ["", "x"]
        assert rows[7][:2] == [5.0, workbooks.FORMULA]
        assert rows[12][3] is workbooks.FORMULA


def test_letters_of_columns():
    letters = {1: "A", 26: "Z", 27: "AA", 52: "AZ", 703: "AAA", 16384: "XFD"}
    assert {number: workbooks.column_letter(number) for number in letters} == letters
