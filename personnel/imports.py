"""【导入】 of persons from Excel: all rows or none, every wrong row with its number and reason."""

import io

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from openpyxl import Workbook
from python_calamine import CalamineError, CalamineWorkbook

from orgs.models import Account
from personnel.actions.persons import add_person

HEADINGS = ("姓名", "证件号", "手机号", "现任职称")
MAX_ROWS = 5000
MAX_BYTES = 5 * 1024 * 1024


@transaction.atomic
def import_persons(*, by, content):
    """Add every row of the workbook as a person of the acting unit. Returns how many.

    Raises ValidationError at `file` listing each wrong row; then nothing is added.
    """
    rows = _rows(content)
    wrong = []
    for number, row in enumerate(rows, 2):
        try:
            _add(by, row)
        except ValidationError as error:
            wrong.append(f"第 {number} 行（{row.get('姓名') or '无姓名'}）：{'；'.join(error.messages)}")
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
    if not isinstance(row["证件号"], str):
        raise ValidationError("证件号不是文本格式，末几位已被 Excel 改成 0；请设为文本后重新填写。")
    if not row["姓名"]:
        raise ValidationError("没有填写姓名。")
    account = Account(name=_text(row["姓名"]), id_number=_text(row["证件号"]), phone=_text(row["手机号"]))
    with transaction.atomic():
        closed = settings.RANDOM_INITIAL_PASSWORDS  # nobody can be shown thousands of passwords at once
        add_person(by=by, account=account, current_title=_text(row["现任职称"]), closed=closed)


def _rows(content):
    """The sheet's rows as dicts by heading, empty rows left out."""
    if len(content) > MAX_BYTES:
        raise ValidationError({"file": f"文件超过 {MAX_BYTES // 1024 // 1024} MB，请分批导入。"})
    try:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    except (CalamineError, ValueError, IndexError):
        raise ValidationError({"file": "不是可以读取的 Excel 文件（XLSX），请用模板填写。"}) from None
    if not sheet or tuple(_text(cell) for cell in sheet[0][: len(HEADINGS)]) != HEADINGS:
        raise ValidationError({"file": f"第一行应为表头：{'、'.join(HEADINGS)}。请用模板填写。"})
    rows = [dict(zip(HEADINGS, row, strict=False)) for row in sheet[1:] if any(str(cell).strip() for cell in row)]
    if not rows:
        raise ValidationError({"file": "表中没有人员。"})
    if len(rows) > MAX_ROWS:
        raise ValidationError({"file": f"一次最多 {MAX_ROWS} 人，现在是 {len(rows)} 人，请分批导入。"})
    return rows


def _text(value):
    """A cell as text: Excel hands whole numbers over as floats."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()
