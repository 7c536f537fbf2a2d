"""Excel files: flat exports of lists, and official sheets with a title, totals and print set-up."""

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from itertools import chain, islice
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from rustpy_xlsxwriter import FastExcel, Format

XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a flat export can be: its kind stands in the address (`?_export=csv`).
TYPES = {"xlsx": XLSX_TYPE, "csv": "text/csv; charset=utf-8"}
WIDTHS_FROM = 200  # rows
CELLS = {str, int, float, date}  # what is a cell as it is
DAY, MINUTE, SECOND = "yyyy-mm-dd", "yyyy-mm-dd hh:mm", "yyyy-mm-dd hh:mm:ss"  # number formats
RUNS = {"=", "+", "-", "@", "\t", "\r"}  # what a spreadsheet may take for the beginning of a formula
HEAD_FILL = PatternFill("solid", fgColor="E4EBF2")
THIN = Side(style="thin", color="C5D2DF")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def write_flat(path, headings, rows, kind="xlsx"):
    """Write one sheet to `path` as the rows come, never more than WIDTHS_FROM of them in memory."""
    names = _distinct(headings)
    rows = ([value if type(value) in CELLS else as_cell(value) for value in row] for row in rows)
    (_write_csv if kind == "csv" else _write_sheet)(path, names, rows)


def _write_sheet(path, names, rows):
    """Bold frozen head, sensible widths. Text is always a text cell, so nothing a user typed can run as a formula and ID numbers keep
    their digits."""
    first = list(islice(rows, WIDTHS_FROM))
    widths = [width_of([name, *(row[i] for row in first)]) for i, name in enumerate(names)]
    moments = {name: [row[i] for row in first if type(row[i]) is datetime] for i, name in enumerate(names)}
    formats = {name: Format().set_num_format(_format_of(found)) for name, found in moments.items() if found}
    records = (dict(zip(names, row, strict=True)) for row in chain(first or [[""] * len(names)], rows))
    writer = FastExcel(path, output_format="xlsx").format(bold_headers=True, datetime_format=DAY).freeze(row=1)
    writer.sheet("数据", records, column_widths=widths, column_formats=formats).save()


def _format_of(moments):
    return SECOND if any(each.second for each in moments) else MINUTE


def _spelled(moment):
    return moment.isoformat(" ", "seconds" if moment.second else "minutes")


def _write_csv(path, names, rows):
    """A CSV file has no text cells: an apostrophe stands before text that a spreadsheet would run. The mark in front makes Excel read
    UTF-8."""
    with open(path, "w", newline="", encoding="utf-8-sig") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        for row in rows:
            writer.writerow([_csv_cell(cell) for cell in row])


def _csv_cell(cell):
    if type(cell) is datetime:
        return _spelled(cell)
    return f"'{cell}" if type(cell) is str and cell[:1] in RUNS else cell


def flat_file(headings, rows, kind="xlsx"):
    """The bytes of the same."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "flat"
        write_flat(str(path), headings, rows, kind)
        return path.read_bytes()


def as_cell(value):
    """A value as a cell: numbers and dates stay what they are, moments become the province's time, everything else text, marks as
    their words."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime):
        local = timezone.make_naive(value) if timezone.is_aware(value) else value
        return local.replace(microsecond=0)
    if isinstance(value, SafeString):
        return unescape(strip_tags(value))
    return value if isinstance(value, (int, float, date)) else str(value)


def width_of(values):
    """A column width in characters: Chinese counts double; between 8 and 50."""
    shown = (_spelled(value) if type(value) is datetime else str(value) for value in values)
    longest = max((sum(2 if ord(c) > 255 else 1 for c in each) for each in shown), default=8)
    return min(max(longest + 2, 8), 50)


def _distinct(headings):
    """Headings as unique keys: the second 名称 becomes 名称2."""
    seen, names = {}, []
    for heading in map(str, headings):
        seen[heading] = seen.get(heading, 0) + 1
        names.append(heading if seen[heading] == 1 else f"{heading}{seen[heading]}")
    return names


@dataclass(frozen=True)
class Column:
    """A column of an official sheet. `total` puts a sum formula into the last row."""

    key: str
    heading: str
    width: int = 12
    total: bool = False


@dataclass(frozen=True)
class OfficialSheet:
    """A printed table: title over all columns, note line, headings repeated on every page, sums by formula, A4 landscape."""

    title: str
    columns: tuple[Column, ...]
    note: str = ""

    def workbook(self, rows):
        """Bytes of the workbook; `rows` are dicts by column key."""
        rows = list(rows)
        book = Workbook()
        sheet = book.active
        sheet.title = self.title[:31]
        self._head(sheet)
        for row in rows:
            sheet.append([as_cell(row[column.key]) for column in self.columns])
        self._keep_text(sheet)
        self._totals(sheet, first=4, last=3 + len(rows))
        self._print_setup(sheet)
        target = io.BytesIO()
        book.save(target)
        return target.getvalue()

    def _head(self, sheet):
        span = get_column_letter(len(self.columns))
        sheet.merge_cells(f"A1:{span}1")
        sheet.merge_cells(f"A2:{span}2")
        sheet["A1"], sheet["A2"] = self.title, self.note
        sheet["A1"].font = Font(size=16, bold=True)
        sheet["A1"].alignment = Alignment(horizontal="center")
        for index, column in enumerate(self.columns, 1):
            cell = sheet.cell(3, index, column.heading)
            cell.font, cell.fill, cell.border = Font(bold=True), HEAD_FILL, GRID
            cell.alignment = Alignment(horizontal="center", wrap_text=True)
            sheet.column_dimensions[get_column_letter(index)].width = column.width

    def _keep_text(self, sheet):
        """openpyxl takes text that begins with = for a formula; here nothing typed by a user is one."""
        for line in sheet.iter_rows(min_row=4):
            for cell in line:
                cell.border = GRID
                if isinstance(cell.value, str):
                    cell.data_type = "s"

    def _totals(self, sheet, first, last):
        if not any(column.total for column in self.columns):
            return
        for index, column in enumerate(self.columns, 1):
            letter = get_column_letter(index)
            empty = f"=SUM({letter}{first}:{letter}{last})" if last >= first else 0
            cell = sheet.cell(last + 1, index, empty if column.total else ("合计" if index == 1 else None))
            cell.font, cell.border = Font(bold=True), GRID

    def _print_setup(self, sheet):
        sheet.freeze_panes = "A4"
        sheet.print_title_rows = "1:3"
        sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
        sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.oddFooter.center.text = "第 &P 页 共 &N 页"
