"""A section of a snapshot arranged for reading: cells with a second line, files, and the marks of what changed.

Pure; `templates/personnel/dossier/section_panel.html` draws it for the applicant, the reviewer and the print alike.
"""

import re
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher

from personnel.dossier.declare import Kind
from personnel.dossier.differences import EntryChange, section_diff
from personnel.dossier.snapshot import PHOTO
from personnel.dossier.widths import shares
from titleplatform.kit.uploads import size_text
from titleplatform.kit.words import seen

OLD, NEW = "diff-old", "diff-new"
# What is compared as one: a Chinese character, a Latin word or number; in long texts a sentence; anything else as a whole.
TOKENS = {Kind.TEXT.value: r"(?s)[A-Za-z0-9.]+|.", Kind.LONG_TEXT.value: r"[^。；\n]*[。；\n]|[^。；\n]+"}
# Texts less alike than this are shown as a whole struck out and a whole new one.
ALIKE = 0.5


@dataclass(frozen=True)
class Piece:
    """A stretch of text, new, struck out or unchanged."""

    text: str
    css: str = ""


@dataclass(frozen=True)
class Cell:
    """One value: `pieces` on its first line, `under` the cells of the second."""

    label: str
    pieces: tuple[Piece, ...]
    lead: str = ""
    under: tuple["Cell", ...] = ()
    is_whole: bool = False  # a date or number, never broken at a line's end

    def __bool__(self):
        return any(piece.text for piece in self.pieces)

    @property
    def text(self):
        """For paper: no marks, never two empty lines together."""
        return re.sub(r"\n\s*\n", "\n\n", "".join(piece.text for piece in self.pieces)).strip()

    @property
    def lines(self):
        """[(text, is it never broken)] as they stand below each other."""
        own = (self.lead + self.text, self.is_whole)
        return [own, *(line for cell in self.under for line in cell.lines)]


@dataclass(frozen=True)
class FileView:
    """A proof as a thumbnail with a link."""

    label: str
    name: str
    url: str
    size: str
    is_image: bool
    css: str = ""  # "thumb--new", "thumb--old" or ""
    is_photo: bool = False

    @property
    def is_old(self):
        return self.css == "thumb--old"


@dataclass(frozen=True)
class Row:
    """One row: `cells` in columns, `notes` (long texts and the remark) and `files` below them."""

    id: int | None
    number: int
    cells: tuple[Cell, ...]
    notes: tuple[Cell, ...]
    files: tuple[FileView, ...]
    groups: tuple = ()
    css: str = ""  # "rec-changed", "rec-removed" or ""

    @property
    def photo(self):
        return next((file for file in self.files if file.is_photo and not file.is_old), None)


@dataclass(frozen=True)
class Panel:
    """One section, ready to be drawn. `changed` and `removed` count the rows that differ from the round before."""

    key: str
    label: str
    unit: str
    is_table: bool
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    totals: tuple[str, ...] = ()
    count: int = 0
    changed: int = 0
    removed: int = 0
    lines: list = field(default_factory=list)

    @property
    def shares(self):
        """How wide the columns of a table are on paper, that of the numbers first."""
        numbers = [("序号", True)]
        columns = [[(heading, False)] for heading in self.columns]
        for row in self.rows:
            for column, cell in zip(columns, row.cells, strict=True):
                column += cell.lines
        return shares([numbers, *columns])

    @property
    def note(self):
        """“3 篇，其中 2 篇有修改”."""
        if not self.is_table:
            return "有修改" if self.changed else ""
        text = f"{self.count} {self.unit}" if self.count else "无"
        text += f"，其中 {self.changed} {self.unit}有修改" if self.changed else ""
        return text + (f"，删去 {self.removed} {self.unit}" if self.removed else "")


def section_panel(section, previous=None, *, file_url):
    """The Panel of one section of a snapshot; `previous` is the same section of the round before, whose differences are marked.

    `file_url(file)` gives the address at which the reader may open a file of the snapshot.
    """
    change = section_diff(previous, section) if previous else None
    rows = [_row(section, entry, number, change, file_url) for number, entry in enumerate(section["entries"], 1)]
    removed = change.removed if change else ()
    rows += [_row(section, entry, 0, None, file_url, css="rec-removed") for entry in removed]
    return Panel(
        section["key"],
        section["label"],
        section["unit"],
        section["rows"],
        _columns(section),
        tuple(rows),
        tuple(section["totals"]),
        len(section["entries"]),
        change.count - len(removed) if change else 0,
        len(removed),
        change.lines if change else [],
    )


def _row(section, entry, number, change, file_url, css=""):
    is_new = bool(change) and entry["id"] in change.added and section["rows"]
    edited = change.changed.get(entry["id"]) if change else None
    css = css or ("rec-changed" if is_new or edited else "")
    edited = edited or EntryChange(number)
    whole = {"rec-removed": OLD}.get(css, NEW if is_new else "")
    cells, notes = _cells(entry, edited, whole)
    if entry["remark"] or "remark" in edited.fields:
        notes = (*notes, Cell("备注", _pieces(entry["remark"], edited.fields.get("remark"), whole)))
    files = _files(entry["attachments"], edited, file_url, whole)
    return Row(entry["id"], number, cells, notes, files, () if section["rows"] else _groups(entry, cells), css)


def _cells(entry, edited, whole):
    """(cells in columns, cells below the row) of one entry; an `under` field joins the cell of the field it names."""
    cells, under, notes = {}, {}, []
    for item in entry["fields"]:
        is_long = item["kind"] == Kind.LONG_TEXT.value
        pieces = _pieces(item["display"], edited.fields.get(item["key"]), whole, item["kind"])
        cell = Cell(item["label"], pieces, _lead(item), is_whole=item["kind"] not in TOKENS)
        if is_long:
            notes.append(cell)
        elif item["under"]:
            under.setdefault(item["under"], []).append(cell)
        else:
            cells[item["key"]] = cell
    return tuple(
        replace(cell, under=tuple(each for each in under.get(key, ()) if each)) for key, cell in cells.items()
    ), tuple(notes)


def _lead(item):
    """What stands before the value on the second line; “至” is not said twice before “至今”."""
    lead = item["lead"].strip()
    return "" if lead and item["display"].startswith(lead) else item["lead"]


def _groups(entry, cells):
    """((heading, cells), …) of a record with fields in groups, in order."""
    groups = {}
    heads = [item["group"] for item in entry["fields"] if not item["under"] and item["kind"] != Kind.LONG_TEXT.value]
    for heading, cell in zip(heads, cells, strict=True):
        groups.setdefault(heading, []).append(cell)
    return tuple((heading, tuple(found)) for heading, found in groups.items())


def _columns(section):
    """Column headings of a section with rows; what stands on the second line without a lead is named too: “题目 / 刊物”."""
    items = section["entries"][0]["fields"] if section["rows"] and section["entries"] else ()
    headings = {
        item["key"]: [item["column"] or item["label"]]
        for item in items
        if not item["under"] and item["kind"] != Kind.LONG_TEXT.value
    }
    for item in items:
        if item["under"] and not item["lead"]:
            headings[item["under"]].append(item["label"])
    return tuple(" / ".join(words) for words in headings.values())


def _files(items, edited, file_url, whole):
    new = {(item["kind"], item["sha256"]) for item in edited.files_added}
    views = []
    for item in items:
        is_new = whole == NEW or (item["kind"], item["sha256"]) in new
        views.append(_file(item, file_url, "thumb--old" if whole == OLD else "thumb--new" if is_new else ""))
    return (*views, *(_file(item, file_url, "thumb--old") for item in edited.files_removed))


def _file(item, file_url, css):
    is_image = item["content_type"].startswith("image/")
    url = file_url(item)
    return FileView(
        item["label"],
        seen(item["name"]),
        url,
        size_text(item["size"]),
        is_image,
        css,
        is_image and item["kind"] == PHOTO,
    )


def _pieces(text, change, whole, kind=Kind.TEXT.value):
    """The text as pieces: unmarked, marked as a whole, or with the differences from what it was."""
    if change is None:
        return (Piece(text, whole if text else ""),)
    return marked(*change, TOKENS.get(kind))


def marked(old, new, token=None):
    """Pieces that show how `old` became `new`, token by token where the two are alike, otherwise as a whole."""
    before, after = (re.findall(token, text) if token else [text] for text in (old, new))
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < ALIKE:
        pieces = [Piece(old, OLD), Piece(new, NEW)]
    else:
        pieces = []
        for tag, a, b, c, d in matcher.get_opcodes():
            same = tag == "equal"
            pieces += [
                Piece("".join(before[a:b]), "" if same else OLD),
                Piece("" if same else "".join(after[c:d]), NEW),
            ]
    return tuple(piece for piece in pieces if piece.text)
