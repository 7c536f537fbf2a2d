"""The audit trail: every write of `actions.py`, every opening of material, every refusal and what happens at the entrance leave a row.

A row is one INSERT and reads nothing: the unit's path is worked out inside that statement. It refers to nothing either (plain ids,
names as they were), so whatever is deleted later, it stays; the database itself refuses to change or delete it.
"""

import re
from dataclasses import dataclass
from hashlib import sha256

from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils import timezone

from orgs import tree
from orgs.models import Account, AuditEvent, AuditTopic, Unit
from titleplatform.kit.identity import mask_id
from titleplatform.kit.staging import insert_from

PERSONAL_NUMBER = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")


@dataclass(frozen=True)
class Visitor:
    """Somebody at the entrance, who has no seat: `account` is the one that was named, None where there is none such."""

    account: Account | None
    address: str = ""
    session = ""

    @property
    def unit(self):
        return self.account and self.account.unit


def record(verb, *, by, on=None, topic=AuditTopic.WRITE, once=False, **detail):
    """Write one audit row in the caller's transaction.

    `by` is the acting Seat, or a Visitor (None: the system itself); `on` the thing acted on; `once`: one row for this verb and thing
    in a session, however often it happens (autosave, turning pages). A personal number in a name or in `detail` is masked.
    """
    row = AuditEvent(
        topic=topic,
        verb=verb,
        subject_kind=on._meta.label_lower if on is not None else "",
        subject_id=str(on.pk) if on is not None else "",
        subject_label=_masked(str(on))[:200] if on is not None else "",
        detail={key: _masked(value) for key, value in detail.items()},
        **_who(by),
    )
    if once and by.session:
        row.once_key = sha256("|".join([by.session, verb, row.subject_kind, row.subject_id]).encode()).hexdigest()
        AuditEvent.objects.bulk_create([row], ignore_conflicts=True)
    else:
        row.save(force_insert=True)


def record_each(verb, rows, *, by, kind, pk, label, **detail):
    """Write an audit row for each of `rows` (a queryset) in one statement: of what went into the tables by one too. `kind`: the model acted
    on; `pk`, `label`: expressions over the row for what stands of it in the audit row."""
    columns = {
        "topic": AuditTopic.WRITE.value,
        "verb": verb,
        "subject_kind": kind._meta.label_lower,
        "subject_id": Cast(pk, CharField()),
        "subject_label": label,
        "detail": detail,
        "at": timezone.now(),
        "unit_label": "",
        "unit_path": "",
    }
    insert_from(rows, AuditEvent, columns | {name: value for name, value in _who(by).items() if value is not None})


def changed(before, after, names):
    """The labels of the named fields that differ between two readings of one row: what 修改项 holds."""
    return labels(after, [name for name in names if getattr(before, name) != getattr(after, name)])


def labels(row, names):
    """The named fields of a row as users know them."""
    return [str(row._meta.get_field(name).verbose_name) for name in names]


def _who(by):
    if by is None:
        return {"account_label": "系统"}
    who = {
        "account_id": by.account and by.account.pk,
        "account_label": by.account.label if by.account else "未登录",
        "address": by.address or None,
    }
    if by.unit is None:
        return who
    return who | {"unit_id": by.unit.pk, "unit_label": by.unit.name, "unit_path": tree.path_now(Unit, by.unit.pk)}


def _masked(value):
    if isinstance(value, str):
        return PERSONAL_NUMBER.sub(lambda found: mask_id(found[0]), value)
    return [_masked(each) for each in value] if isinstance(value, list) else value
