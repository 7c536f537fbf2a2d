"""Reading Excel files that strangers send: everything is measured before the parser sees it.

    `check(content)`   raises Unfit for what is no plain XLSX file of a sensible size
    `read(content)`    the first sheet as [(row number as Excel shows it, cells)], rows without content left out; a formula is FORMULA
    `sheets(content)`  of what was read: the names of its sheets, the first of which it was

The zip directory, what unfolds from it, macros, rows, columns, cells and their lengths are checked on the bytes as they unfold, not on
what the file says of itself. The parser then gets a new file made of the three parts that were checked, and nothing else.
"""

import io
import re
import zipfile
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

from titleplatform.kit.inspection.found import Unfit

ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BEGINNINGS = (ZIP, OLE)

MAX_PARTS, MAX_DIRECTORY = 500, 128 * 1024
MAX_UNFOLDED = 32 * 1024 * 1024
MAX_RATIO, RATIO_COUNTS_FROM = 300, 1024 * 1024
MAX_ELEMENTS, MAX_STRINGS = 1_000_000, 200_000
MAX_ROWS, MAX_COLUMNS, MAX_LENGTH = 25_000, 50, 1000

UNREADABLE = "不是可以读取的 Excel 文件（XLSX），请用模板填写。"
TOO_LARGE = "Excel 文件展开后过大。请把内容复制到模板中（只粘贴数值）后再上传。"
MACROS = "Excel 文件含有宏，不能上传。请把内容复制到模板中（XLSX）后再上传。"
OLD = "这是旧版 Excel（XLS）文件。请另存为 XLSX 后再上传。"
LOCKED = "Excel 文件有密码，打不开。请去掉密码后再上传。"


class _Formula:
    """Stands where a cell computes its value: what it shows depends on who opens it."""

    def __str__(self):
        return "公式"


FORMULA = _Formula()


def check(content):
    """Raise Unfit unless `read` will read it."""
    _parts(content)


def read(content):
    """The first sheet. Raises Unfit."""
    parts, sheet = _parts(content)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(_packed(parts)))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (CalamineError, ValueError, IndexError):
        raise Unfit(UNREADABLE) from None
    for row, column in sheet.formulas:
        _put(rows, row, column, FORMULA)
    numbered = enumerate(rows, 1)
    return [(number, row) for number, row in numbered if any(str(cell).strip() for cell in row)]


def sheets(content):
    """The names of the sheets of what was read, and so measured, before."""
    with _opened(content) as archive:
        workbook = next(each for each in archive.infolist() if each.filename.lower().lstrip("/") == "xl/workbook.xml")
        return [name for name, _ in _sheets_of(archive.read(workbook))]


def column_letter(number):
    """1 → A, 27 → AA."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _put(rows, row, column, value):
    """Formulas without a cached value may lie beyond what the parser gave."""
    rows += [[] for _ in range(row - len(rows))]
    line = rows[row - 1]
    line += [""] * (column - len(line))
    line[column - 1] = value


def _parts(content):
    """({name: bytes} of the parts to be read, the measured _Sheet)."""
    if content.startswith(OLE):
        raise Unfit(_what_ole_is(content))
    try:
        with _opened(content) as archive:
            parts = _needed(archive)
        long_strings = _long_strings(parts["strings"]) if parts["strings"] else set()
        return parts, _measured(parts["sheet"], long_strings)
    except (
        zipfile.BadZipFile,
        expat.ExpatError,
        NotImplementedError,
        RuntimeError,
        KeyError,
        ValueError,
        EOFError,
        OSError,
    ):
        raise Unfit(UNREADABLE) from None


def _what_ole_is(content):
    holds = {word: word.encode("utf-16-le") in content for word in ("_VBA_PROJECT", "EncryptedPackage")}
    if holds["_VBA_PROJECT"]:
        return MACROS
    return LOCKED if holds["EncryptedPackage"] else OLD


def _opened(content):
    """The archive, after its directory was measured: the library would read one of any length."""
    end = content.rfind(b"PK\x05\x06")
    if end < 0 or len(content) < end + 22:
        raise Unfit(UNREADABLE)
    parts, directory = (
        int.from_bytes(content[end + 10 : end + 12], "little"),
        int.from_bytes(content[end + 12 : end + 16], "little"),
    )
    if parts > MAX_PARTS or directory > MAX_DIRECTORY:
        raise Unfit(TOO_LARGE)
    archive = zipfile.ZipFile(io.BytesIO(content))
    members = archive.infolist()
    if sum(each.file_size for each in members) > MAX_UNFOLDED or any(_is_bomb(each) for each in members):
        raise Unfit(TOO_LARGE)
    if any("vbaproject" in each.filename.lower() or "macrosheets" in each.filename.lower() for each in members):
        raise Unfit(MACROS)
    return archive


def _is_bomb(member):
    return member.file_size > RATIO_COUNTS_FROM and member.file_size > MAX_RATIO * max(member.compress_size, 1)


def _needed(archive):
    """The parts that are read: content types and the workbook to find the others, the first sheet, texts, styles."""
    names = {each.filename.lower().lstrip("/"): each for each in archive.infolist()}
    room = MAX_UNFOLDED

    def part(name):
        nonlocal room
        if name.lower() not in names:
            return b""
        with archive.open(names[name.lower()]) as member:
            content = member.read(room + 1)
        room -= len(content)
        if room < 0:
            raise Unfit(TOO_LARGE)
        return content

    if re.search(rb"macroenabled|vbaproject|ms-excel\.(intl)?macrosheet", part("[Content_Types].xml").lower()):
        raise Unfit(MACROS)
    targets = _targets(part("xl/_rels/workbook.xml.rels"))
    sheet = part(targets[_sheets_of(part("xl/workbook.xml"))[0][1]])
    if not sheet:
        raise Unfit(UNREADABLE)
    return {"sheet": sheet, "strings": part("xl/sharedStrings.xml"), "styles": part("xl/styles.xml")}


def _targets(relations):
    """{id: path of the part} of the workbook's relations."""
    found = {}

    def start(tag, attributes):
        if tag == "Relationship":
            target = attributes["Target"]
            found[attributes["Id"]] = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl", target))

    _walk(relations, start)
    return found


def _sheets_of(workbook):
    """[(name, id of its relation)] of the sheets."""
    found = []

    def start(tag, attributes):
        if tag == "sheet":
            local = {name.rpartition(":")[2]: value for name, value in attributes.items()}
            found.append((local["name"], local["id"]))

    _walk(workbook, start)
    if not found:
        raise Unfit(UNREADABLE)
    return found


def _walk(xml, start, end=None, text=None):
    """Go through a part without building anything: `start(tag, attributes)`, `end(tag)`, `text(piece)`; prefixes of tags fall away.
    Raises Unfit for one that declares entities or has too many elements."""
    parser, count = expat.ParserCreate(), 0

    def begins(tag, attributes):
        nonlocal count
        count += 1
        if count > MAX_ELEMENTS:
            raise Unfit(TOO_LARGE)
        start(tag.rpartition(":")[2], attributes)

    def refuse(*_):
        raise Unfit(UNREADABLE)

    parser.StartElementHandler, parser.StartDoctypeDeclHandler = begins, refuse
    if end:
        parser.EndElementHandler = lambda tag: end(tag.rpartition(":")[2])
    if text:
        parser.CharacterDataHandler = text
    parser.Parse(xml, True)


def _long_strings(xml):
    """Numbers of the shared texts that are too long for a cell."""
    number, length, found = -1, 0, set()

    def start(tag, attributes):
        nonlocal number, length
        if tag == "si":
            number, length = number + 1, 0
            if number >= MAX_STRINGS:
                raise Unfit(TOO_LARGE)

    def text(piece):
        nonlocal length
        length += len(piece)
        if length > MAX_LENGTH:
            found.add(number)

    _walk(xml, start, text=text)
    return found


@dataclass
class _Sheet:
    """Measures a sheet while it goes by. Excel may leave places out: then a cell comes after the one before it."""

    long_strings: set
    row: int = 0
    column: int = 0
    shared: bool = False
    length: int = 0
    value: str = ""
    formulas: list = field(default_factory=list)

    def start(self, tag, attributes):
        if tag == "row":
            self.row, self.column = _row_number(attributes.get("r")) or self.row + 1, 0
        elif tag == "c":
            self._place(attributes.get("r"))
            self.shared, self.length, self.value = attributes.get("t") == "s", 0, ""
        elif tag in ("v", "is", "f") and self.column:
            self._check_place()
            if tag == "f":
                self.formulas.append((self.row, self.column))

    def end(self, tag):
        if tag == "v" and self.shared and self.value.strip().isdecimal() and int(self.value) in self.long_strings:
            self._too_long()

    def text(self, piece):
        self.length += len(piece)
        if self.length > MAX_LENGTH:
            self._too_long()
        if self.shared:
            self.value += piece

    def _place(self, reference):
        if reference is None:
            self.column += 1
            return
        letters, digits = re.fullmatch(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})", reference).groups()
        self.row, self.column = int(digits), 0
        for letter in letters.upper():
            self.column = self.column * 26 + ord(letter) - 64

    def _check_place(self):
        if not 0 < self.row <= MAX_ROWS:
            raise Unfit(f"第 {self.row} 行还有内容，最多读到第 {MAX_ROWS} 行。请删去多余的行，或分批上传。")
        if self.column > MAX_COLUMNS:
            place = f"{column_letter(self.column)}{self.row}"
            raise Unfit(f"{place} 还有内容，最多读到 {column_letter(MAX_COLUMNS)} 列。请删去多余的列后再上传。")

    def _too_long(self):
        raise Unfit(f"{column_letter(self.column) or 'A'}{self.row} 的内容超过 {MAX_LENGTH} 字，请核对是否粘贴错误。")


def _row_number(digits):
    """What a row says of itself, None where it says nothing."""
    return int(re.fullmatch(r"\d{1,7}", digits).group()) if digits else None


def _measured(xml, long_strings):
    sheet = _Sheet(long_strings)
    try:
        _walk(xml, sheet.start, sheet.end, sheet.text)
    except AttributeError:  # a reference that is none
        raise Unfit(UNREADABLE) from None
    return sheet


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def _relation(kind, target):
    relation = f'<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"/>'
    return f'<Relationships xmlns="{PACKAGE}/relationships">{relation}</Relationships>'


FRAME = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
    "_rels/.rels": _relation("officeDocument", "xl/workbook.xml"),
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="1" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": _relation("worksheet", "worksheets/sheet1.xml"),
}
PLACES = {"sheet": "xl/worksheets/sheet1.xml", "strings": "xl/sharedStrings.xml", "styles": "xl/styles.xml"}


def _packed(parts):
    """A new file around the checked parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in FRAME.items():
            archive.writestr(name, content)
        for key, content in parts.items():
            if content:
                archive.writestr(PLACES[key], content)
    return target.getvalue()
