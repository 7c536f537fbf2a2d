"""导入 of persons: a file is kept, checked row by row (试导入), and then written whole or not at all."""

import secrets

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from orgs import audit
from orgs.actions import demand_open
from orgs.models import Account, AccountKind, DocumentKind
from personnel.actions import import_rows
from personnel.models import Found, ImportRow, Person, PersonImport
from titleplatform.kit.access import demand
from titleplatform.kit.refusals import Refused
from titleplatform.kit.staging import insert_from

FOLDER = "imports"  # of the private storage
PIECE = 1000  # rows
MOVED_ON = "试导入之后人员有变化，没有写入。请看新的试导入结果。"
DONE_BEFORE = "这份表格已经导入过。"
READ_AT_ONCE = 100 * 1024  # bytes: a file that small is looked into before it is taken
ROWS_AT_ONCE = 200  # compared and written within the request; more are a job


@transaction.atomic
def receive_persons(*, by, file):
    """Keep the file that was sent. Effects: a private copy, gone after the import or a week; audited. Returns the PersonImport. Raises
    ValidationError at `file` where it is no such table."""
    demand("personnel.add_person", by)
    demand_open(by.unit)
    is_short = file.size <= READ_AT_ONCE and len(import_rows.read_rows(file.content)) <= ROWS_AT_ONCE
    batch = PersonImport(unit=by.unit, sent_by=by.account, file_name=file.name[:200], is_short=is_short)
    batch.path = default_storage.save(f"{FOLDER}/{secrets.token_hex(16)}.xlsx", ContentFile(file.content))
    batch.save()
    audit.record("上传人员表", by=by, on=batch)
    return batch


def check_persons(unit, batch, advance):
    """试导入: every row of the file is staged with what it would do. Begun anew where a worker died. `advance(done, total)` tells how far
    it is. Effects: rows, counts, `checked_at`. Raises ValidationError at `file` where it is no such table."""
    with default_storage.open(batch.path) as file:
        content = file.read()
    rows, batch.sheets = import_rows.read_rows(content), import_rows.sheets_of(content)
    batch.rows.all().delete()
    first_at = {}
    for at in range(0, len(rows), PIECE):
        advance(at, len(rows))
        piece = import_rows.staged(batch, rows[at : at + PIECE])
        import_rows.compare(piece, unit, first_at)
        ImportRow.objects.bulk_create(piece)
    _count(batch)
    advance(len(rows), len(rows))


def _count(batch):
    found = batch.rows.order_by().values_list("found", flat=True)
    batch.counts = {kind.value: found.filter(found=kind).count() for kind in Found}
    batch.checked_at = timezone.now()
    batch.save(update_fields=["counts", "checked_at", "sheets"])


def write_persons(*, by, batch, leave_out, held, advance):
    """【导入】: what was new or changed is written, all of it or nothing; rows that are wrong are left out where `leave_out` says so.

    Every row is compared once more before. `held()`: a context in which nobody else ends the work. Effects: accounts, persons, audit
    rows, in a few statements; then the file and the rows that were right are thrown away. Raises Refused where persons have changed
    since 试导入: it then shows how they are now.
    """
    demand("personnel.add_person", by)
    demand_open(by.unit)
    if compare_again(by.unit, batch, advance):
        raise Refused(MOVED_ON)
    try:
        with held():
            _write(by, PersonImport.objects.select_for_update().get(pk=batch.pk), leave_out)
    except IntegrityError:
        compare_again(by.unit, batch, advance)
        raise Refused(MOVED_ON) from None
    batch.rows.exclude(found=Found.WRONG).delete()


def compare_again(unit, batch, advance=lambda done, total: None):
    """Bring the staged rows up to date with the persons there are now; returns how many do something else than was shown."""
    first_at, moved, total = {}, 0, batch.rows.count()
    numbers = list(batch.rows.order_by("number").values_list("number", flat=True))
    for at in range(0, total, PIECE):
        advance(at, total)
        rows = list(batch.rows.filter(number__in=numbers[at : at + PIECE]).order_by("number"))
        before = {row.pk: (row.found, row.reason) for row in rows}
        import_rows.compare(rows, unit, first_at)
        others = [row for row in rows if before[row.pk] != (row.found, row.reason)]
        ImportRow.objects.bulk_update(others, ["found", "reason", "column", "changes", "person"])
        moved += len(others)
    if moved:
        _count(batch)
    return moved


def _write(by, batch, leave_out):
    if batch.written_at:
        raise Refused(DONE_BEFORE)
    if batch.number(Found.WRONG) and not leave_out:
        raise Refused("表中有错误的行，没有写入。请改好后重新上传，或选择跳过错误的行。")
    new, changed = (batch.rows.filter(found=kind).order_by("number") for kind in (Found.NEW, Found.CHANGED))
    _add(by, new)
    _change(by, changed)
    path, batch.path, batch.written_at = batch.path, "", timezone.now()
    batch.save(update_fields=["path", "written_at"])
    audit.record("导入人员", by=by, on=batch, 新增=batch.number(Found.NEW), 变更=batch.number(Found.CHANGED))
    transaction.on_commit(lambda: default_storage.delete(path))


def _add(by, rows):
    now = timezone.now()
    # Nobody can be shown thousands of passwords at once: where they are random, 【初始化密码】 opens the accounts.
    password = make_password(None) if settings.RANDOM_INITIAL_PASSWORDS else ""
    same = ("username", "name", "id_number_hash", "id_number_masked", "phone")
    account = {"kind": AccountKind.APPLICANT, "document_kind": DocumentKind.RESIDENT, "unit": by.unit.pk}
    account |= {"password": password, "initial_password_at": now, "created_at": now, "is_active": True}
    account |= {"former_login_name": "", "email": "", "position": "", "id_number": F("id_number")}
    insert_from(rows, Account, account | {name: F(name) for name in same})
    own = Account.objects.filter(username=OuterRef("username")).values("pk")
    person = {name: F(name) for name in ("gender", "birth_date", "current_title")}
    insert_from(rows, Person, person | {"account": Subquery(own), "created_at": now})
    pk = Subquery(Person.objects.filter(account__username=OuterRef("username")).values("pk"))
    audit.record_each("添加人员", rows, by=by, kind=Person, pk=pk, label=F("name"))


def _change(by, rows):
    pks = list(rows.values_list("person", flat=True))
    list(Person.objects.locked().filter(pk__in=pks).order_by("pk").values_list("pk"))
    if Person.objects.filter(pk__in=pks, account__unit=by.unit).count() != len(pks):
        raise IntegrityError("A person went to another unit")
    Account.objects.filter(pk__in=_changing(rows, "phone").values("person__account")).update(
        phone=Subquery(rows.filter(person__account=OuterRef("pk")).order_by().values("phone")[:1])
    )
    Person.objects.filter(pk__in=_changing(rows, "current_title").values("person")).update(
        current_title=Subquery(rows.filter(person=OuterRef("pk")).order_by().values("current_title")[:1])
    )
    for changes in rows.order_by().values_list("changes", flat=True).distinct():
        labels = [import_rows.LABELS[name] for name in changes.split()]
        some = rows.filter(changes=changes)
        audit.record_each("修改人员", some, by=by, kind=Person, pk=F("person"), label=F("name"), 修改项=labels)


def _changing(rows, name):
    return rows.filter(changes__contains=name).order_by()


def passwords_note():
    """What is still to be done for those who were added."""
    if settings.RANDOM_INITIAL_PASSWORDS:
        return "账号尚未开通：请勾选后【初始化密码】，将显示的一次性密码交给本人。"
    return ""


def drop_persons(*, by, batch):
    """【放弃】: the file and its rows are thrown away. Effects: audited. Raises Refused once it is written."""
    demand("personnel.drop_import", by, batch)
    audit.record("放弃导入", by=by, on=batch)
    batch.delete()
    transaction.on_commit(batch.forget_file)


def tidy_imports():
    """What nobody wrote within a week, and what was left of the rest. Returns how many."""
    gone = list(PersonImport.objects.past())
    PersonImport.objects.filter(pk__in=[batch.pk for batch in gone]).delete()
    for batch in gone:
        batch.forget_file()
    return len(gone)
