"""导入 of persons: what the rows of an Excel file say, and what each would do here. Writes nothing (`actions.imports` does).

read_rows(content)          the rows of the file's first sheet
staged(batch, rows)         ImportRows of a piece of them: what is wrong in the row itself
compare(rows, unit)         what is wrong, new, changed or the same beside the persons there are
"""

import io
import json
import uuid

from django.core.exceptions import ValidationError
from openpyxl import Workbook

from orgs.models import Account, AccountKind, DocumentKind
from personnel.actions.persons import check_number, refuse_held
from personnel.models import Found, ImportRow, Person
from titleplatform.kit import workbooks
from titleplatform.kit.fields import keyed_hash
from titleplatform.kit.identity import birth_date_of, gender_of, mask_id, normalise_id
from titleplatform.kit.inspection.found import Unfit
from titleplatform.kit.words import seen
from titleplatform.kit.workbooks import FORMULA, column_letter

HEADINGS = ("姓名", "证件号", "手机号", "现任职称")
FIELDS = ("name", "id_number", "phone", "current_title")
LABELS = dict(zip(FIELDS, HEADINGS, strict=True))
COLUMNS = {field: column_letter(number) for number, field in enumerate(FIELDS, 1)}
MAX_ROWS = 20_000
SHEETS = 10  # that are named
# What an import may change of a person who is here already; an empty cell leaves it as it is.
CHANGEABLE = ("phone", "current_title")
NOT_TEXT = "证件号不是文本格式，末几位已被 Excel 改成 0；请设为文本后重新填写。"
OTHER_NAME = "本单位登记的姓名与表中不符。姓名要改的，请在【单位人员管理】【修改】。"


def read_rows(content):
    """[(row number as Excel shows it, its cells)], empty rows left out. Raises ValidationError at `file`."""
    try:
        sheet = workbooks.read(content)
    except Unfit as error:
        raise ValidationError({"file": str(error)}) from None
    if not sheet or sheet[0][0] != 1 or tuple(_text(cell) for cell in _cells(sheet[0][1])) != HEADINGS:
        raise ValidationError({"file": f"第一行应为表头：{'、'.join(HEADINGS)}。请用模板填写。"})
    rows = [(number, _cells(row)) for number, row in sheet[1:]]
    rows = [(number, row) for number, row in rows if any(_text(cell) for cell in row)]
    if not rows:
        raise ValidationError({"file": "表中没有人员。"})
    if len(rows) > MAX_ROWS:
        raise ValidationError({"file": f"一次最多 {MAX_ROWS:,} 人，现在是 {len(rows):,} 人，请分批导入。"})
    return rows


def sheets_of(content):
    """The names of the file's sheets, as they are shown; only the first is read."""
    return [seen(name)[:31] for name in workbooks.sheets(content)[:SHEETS]]


def staged(batch, rows):
    """ImportRows (unsaved) of these rows, those that are wrong in themselves with the cell and the reason."""
    return [_staged(batch, number, cells) for number, cells in rows]


def _staged(batch, number, cells):
    row = ImportRow(batch=batch, number=number, found=Found.NEW, username=uuid.uuid4().hex)
    try:
        _read(row, cells)
    except ValidationError as error:
        _refuse(row, error)
        row.typed = json.dumps([_text(cell)[:200] for cell in cells], ensure_ascii=False)
        for name, field in zip(FIELDS, cells, strict=True):
            limit = ImportRow._meta.get_field(name).max_length or 30
            setattr(row, name, _text(field)[:limit])
        row.id_number, row.id_number_masked = "", mask_id(row.id_number) if row.id_number else ""
    return row


def _read(row, cells):
    """Fill the row from its cells. Raises ValidationError at the field."""
    for name, cell in zip(FIELDS, cells, strict=True):
        if cell is FORMULA:
            raise ValidationError({name: "是公式，请改为文本（只粘贴数值）。"})
    if not isinstance(cells[1], str):
        raise ValidationError({"id_number": NOT_TEXT})
    values = {name: _text(cell) for name, cell in zip(FIELDS, cells, strict=True)}
    if not values["name"]:
        raise ValidationError({"name": "没有填写姓名。"})
    values["id_number"] = normalise_id(values["id_number"])
    check_number(DocumentKind.RESIDENT, values["id_number"])
    check_fields(values)
    for name, value in values.items():
        setattr(row, name, value)
    number = values["id_number"]
    row.id_number_hash, row.id_number_masked = keyed_hash(number), mask_id(number)
    row.gender, row.birth_date = gender_of(number), birth_date_of(number)


def check_fields(values):
    """What the models themselves ask of these values."""
    account = {name: values[name] for name in ("name", "phone")}
    Account(**account).clean_fields(exclude=_all_but(Account, account))
    person = {"current_title": values["current_title"]}
    Person(**person).clean_fields(exclude=_all_but(Person, person))


def _all_but(model, kept):
    return {field.name for field in model._meta.fields} - set(kept)


def compare(rows, unit, first_at):
    """Say of each of these rows that is right in itself what it would do in `unit` now. `first_at`: {hash of a number: the row in which it
    came first} of the whole file, filled as the rows go by. Two queries."""
    rows = [row for row in rows if row.id_number]
    numbers = [row.id_number_hash for row in rows]
    holders = Account.objects.filter(kind=AccountKind.APPLICANT, id_number_hash__in=numbers)
    held = {each.id_number_hash: each for each in holders.select_related("person", "unit")}
    for row in rows:
        row.column = row.reason = row.changes = ""
        row.found, row.person = Found.NEW, None
        try:
            _compare(row, unit, held.get(row.id_number_hash), first_at.setdefault(row.id_number_hash, row.number))
        except ValidationError as error:
            _refuse(row, error)


def _compare(row, unit, holder, first):
    if first != row.number:
        raise ValidationError({"id_number": f"与第 {first} 行是同一证件号。"})
    if holder is None:
        return
    if holder.unit_id != unit.pk:
        refuse_held(holder, row.name, unit)
    if holder.name != row.name:
        raise ValidationError({"name": OTHER_NAME})
    row.person = holder.person
    now = {"phone": holder.phone, "current_title": holder.person.current_title}
    changes = [name for name in CHANGEABLE if getattr(row, name) not in ("", now[name])]
    row.found, row.changes = (Found.CHANGED if changes else Found.SAME), " ".join(changes)
    row.reason = "；".join(f"{LABELS[name]}：{now[name] or '无'} → {getattr(row, name)}" for name in changes)


def _refuse(row, error):
    field, reasons = next(iter(error.message_dict.items()))
    row.found, row.column, row.reason = Found.WRONG, COLUMNS.get(field, ""), "；".join(reasons)[:500]


def template_workbook():
    """Bytes of the empty file, with the ID column already formatted as text."""
    return _workbook(HEADINGS, [], 502)


def wrong_rows_workbook(batch):
    """Bytes of a file with the rows that were wrong, as they were typed, and why: to be mended and sent again."""
    rows = batch.rows.filter(found=Found.WRONG)
    return _workbook((*HEADINGS, "原行号", "怎样改"), [[*typed_cells(row), row.number, row.reason] for row in rows])


def typed_cells(row):
    if row.typed:
        return json.loads(row.typed)
    return [row.name, row.id_number, row.phone, row.current_title]


def _workbook(headings, rows, as_text_to=0):
    book = Workbook()
    sheet = book.active
    sheet.title = "人员"
    sheet.append(headings)
    for row in rows:
        sheet.append(row)
    for letter, width in zip("ABCDEF", (12, 24, 16, 18, 8, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    for number in range(2, max(as_text_to, len(rows) + 2)):
        for cell in sheet[number][:4]:
            cell.number_format = "@"
            if cell.data_type == "f":  # what was typed is never a formula here
                cell.data_type = "s"
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _cells(row):
    """The cells below the headings; a short row is filled up."""
    return [*row, *[""] * len(HEADINGS)][: len(HEADINGS)]


def _text(value):
    """A cell as text: Excel hands whole numbers over as floats."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else seen(str(value)).strip()
