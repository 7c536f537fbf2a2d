"""【导入】 of persons from Excel: all rows or none, every wrong row with its number and reason."""

import io

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from openpyxl import Workbook

from orgs.models import Account
from personnel.actions.persons import add_person
from titleplatform.kit import workbooks
from titleplatform.kit.inspection.found import Unfit
from titleplatform.kit.words import echoed, seen
from titleplatform.kit.workbooks import FORMULA, column_letter

HEADINGS = ("姓名", "证件号", "手机号", "现任职称")
MAX_ROWS = 5000


@transaction.atomic
def import_persons(*, by, content):
    """Add every row of the workbook as a person of the acting unit. Returns how many.

    Raises ValidationError at `file` listing each wrong row; then nothing is added.
    """
    rows = _rows(content)
    wrong = []
    for number, row in rows:
        try:
            _add(by, row)
        except ValidationError as error:
            wrong.append(f"第 {number} 行（{echoed(row['姓名']) or '无姓名'}）：{'；'.join(error.messages)}")
    if wrong:
        raise ValidationError({"file": wrong[:50] + ([f"……共 {len(wrong)} 行有误"] if len(wrong) > 50 else [])})
    return len(rows)


def template_workbook():
    """Bytes of the empty file, with the ID column already formatted as text."""
    book = Workbook()
    sheet = book.active
    sheet.title = "人员"
    sheet.append(HEADINGS)
    for letter, width in zip("ABCD", (12, 24, 16, 18), strict=True):
        sheet.column_dimensions[letter].width = width
    for row in range(2, 502):
        sheet.cell(row, 2).number_format = sheet.cell(row, 3).number_format = "@"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _add(by, row):
    for heading, cell in row.items():
        if cell is FORMULA:
            raise ValidationError(
                f"{heading}（{column_letter(HEADINGS.index(heading) + 1)} 列）是公式，请改为文本（只粘贴数值）。"
            )
    if not isinstance(row["证件号"], str):
        raise ValidationError("证件号不是文本格式，末几位已被 Excel 改成 0；请设为文本后重新填写。")
    if not row["姓名"]:
        raise ValidationError("没有填写姓名。")
    account = Account(name=_text(row["姓名"]), id_number=_text(row["证件号"]), phone=_text(row["手机号"]))
    with transaction.atomic():
        closed = settings.RANDOM_INITIAL_PASSWORDS  # nobody can be shown thousands of passwords at once
        add_person(by=by, account=account, current_title=_text(row["现任职称"]), closed=closed)


def _rows(content):
    """(row number as Excel shows it, the row as a dict by heading), empty rows left out."""
    try:
        sheet = workbooks.read(content)
    except Unfit as error:
        raise ValidationError({"file": str(error)}) from None
    if not sheet or sheet[0][0] != 1 or tuple(_text(cell) for cell in _cells(sheet[0][1])) != HEADINGS:
        raise ValidationError({"file": f"第一行应为表头：{'、'.join(HEADINGS)}。请用模板填写。"})
    rows = [(number, dict(zip(HEADINGS, _cells(row), strict=True))) for number, row in sheet[1:]]
    rows = [(number, row) for number, row in rows if any(_text(cell) for cell in row.values())]
    if not rows:
        raise ValidationError({"file": "表中没有人员。"})
    if len(rows) > MAX_ROWS:
        raise ValidationError({"file": f"一次最多 {MAX_ROWS} 人，现在是 {len(rows)} 人，请分批导入。"})
    return rows


def _cells(row):
    """The cells below the headings; a short row is filled up."""
    return [*row, *[""] * len(HEADINGS)][: len(HEADINGS)]


def _text(value):
    """A cell as text: Excel hands whole numbers over as floats."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else seen(str(value)).strip()
