"""Verbs that write the lifelong record. Every one locks the person first, so that positions and single records stay right when
two windows save at once. Snapshots already taken never change."""

from django.db import transaction

from orgs import audit
from orgs.files import store
from personnel.models import DossierEntry, EntryAttachment, Person
from titleplatform.kit.access import demand


@transaction.atomic
def save_entry(*, by, person, section, values, entry=None, remark="", files=(), remove=()):
    """Write one record of a section; `values` by field key as declared, `files` as (kind, CheckedFile), `remove` ids of attachments.

    Effects: values that live on the person or account are written there, the rest into the row (a new one goes to the end; a section
    without rows has one); removed attachments go; new files are stored and attached, a `single` kind replacing the old; audited.
    """
    person = _locked(by, person)
    entry = entry or _only_entry(person, section) or _new_entry(person, section)
    _write_home(person, section, values)
    kept = {field.key: values[field.key] for field in section.typed_fields if field.key in values and not field.path}
    entry.data = entry.data | kept
    entry.remark = remark
    entry.save()
    entry.attachments.filter(pk__in=remove).delete()
    for kind, checked in files:
        _attach(entry, section.attachment(kind), checked)
    audit.record("填写个人档案", by=by, on=entry, 栏目=section.label, 附件=[checked.name for _, checked in files])
    return entry


@transaction.atomic
def save_draft(*, by, person, section, values):
    """Keep what is being typed into a section without rows.

    Effects: the row is written; audited once in a session, for it repeats every few seconds.
    """
    person = _locked(by, person)
    entry = _only_entry(person, section) or _new_entry(person, section)
    entry.data = entry.data | values
    entry.save()
    audit.record("自动保存个人档案", by=by, on=entry, once=True, 栏目=section.label)
    return entry


@transaction.atomic
def delete_entry(*, by, entry):
    """【删除】 a row.

    Effects: audited; the row and its attachments go (the stored bytes stay, submitted rounds refer to them).
    """
    _locked(by, entry.person)
    audit.record("删除档案记录", by=by, on=entry, 栏目=entry.section.label)
    entry.delete()


@transaction.atomic
def move_entry(*, by, entry, to):
    """Put a row at place `to` (1 = first) of its section; asked twice it stays there.

    Effects: the section's rows are numbered anew; audited.
    """
    _locked(by, entry.person)
    rows = list(DossierEntry.objects.filter(person=entry.person, section_key=entry.section_key))
    rows.remove(entry)
    rows.insert(max(to - 1, 0), entry)
    for position, row in enumerate(rows, 1):
        row.position = position
    DossierEntry.objects.bulk_update(rows, ["position"])
    audit.record("调整档案顺序", by=by, on=entry, 栏目=entry.section.label)


def _locked(by, person):
    demand("personnel.edit_dossier", by, person)
    return Person.objects.locked().get(pk=person.pk)


def _only_entry(person, section):
    return None if section.rows else DossierEntry.objects.filter(person=person, section_key=section.key).first()


def _new_entry(person, section):
    last = DossierEntry.objects.filter(person=person, section_key=section.key).order_by("position").last()
    return DossierEntry(person=person, section_key=section.key, position=last.position + 1 if last else 1)


def _write_home(person, section, values):
    """Write the values whose home is the person or its account ("current_title", "account.phone")."""
    changed = {}
    for field in section.typed_fields:
        if field.path and field.key in values:
            *way, name = field.path.split(".")
            home = person.account if way else person
            setattr(home, name, values[field.key])
            changed.setdefault(home, []).append(name)
    for home, names in changed.items():
        home.save(update_fields=names)


def _attach(entry, kind, checked):
    if kind.single:
        entry.attachments.filter(kind=kind.key).delete()
    stored = store(checked)
    if not entry.attachments.filter(kind=kind.key, file=stored).exists():
        EntryAttachment.objects.create(entry=entry, kind=kind.key, file=stored, name=checked.name)
