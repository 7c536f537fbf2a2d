"""The frozen dossier: plain JSON made from a person's record, sufficient for review, print and comparison without the record.

    {"cutoff": "2026-12-31", "sections": {"papers": {
        "key", "label", "unit", "rows": bool, "part", "dated_by", "totals": [text],
        "entries": [{"id", "fields": [FIELD], "remark", "attachments": [FILE]}]}, …}}
    FIELD = {"key", "label", "kind", "value", "display", "column", "under", "lead", "group"}
    FILE  = {"kind", "label", "name", "sha256", "size", "content_type"}

Pure: the caller reads (`DossierEntry.objects.of(person)`), this file arranges. It holds no ID number but the masked one.
"""

import hashlib
import json

from orgs.chain.spec import Content
from personnel.dossier.computed import YEARS_LOOKED_AT
from personnel.dossier.declare import Kind
from personnel.dossier.sections import SECTIONS

PHOTO = "photo"


def snapshot(person, entries, *, cutoff, application=None, evidence=()):
    """Everything of `entries` (DossierEntry objects, the chosen ones), arranged by section in declared order.

    `application` holds the values of 申报信息 by field key, `evidence` its files as `file_item`. `cutoff` is the committee's date, to
    which everything computed is computed.
    """
    rows = {key: [] for key in SECTIONS}
    for entry in sorted(entries, key=lambda each: (each.position, each.pk)):
        if entry.section_key in rows:
            rows[entry.section_key].append(_from_entry(person, entry))
    if application is not None:
        rows["application"] = [{"id": None, "values": application, "remark": "", "attachments": list(evidence)}]
    rows["person"] = rows["person"] or [_without_entry(person)]
    values = {key: [row["values"] for row in found] for key, found in rows.items()}
    sections = {key: _section(SECTIONS[key], found, values, cutoff) for key, found in rows.items()}
    return {"cutoff": cutoff.isoformat(), "sections": sections}


def file_item(kind, label, name, file):
    """One attachment: what it proves, and which bytes it is (`file` is an orgs.StoredFile)."""
    return {
        "kind": kind,
        "label": label,
        "name": name,
        "sha256": file.sha256,
        "size": file.size,
        "content_type": file.content_type,
    }


def live_values(section, person, entry=None):
    """The values of one record by field key, those that live on the person or account included."""
    values = dict(entry.data) if entry else {}
    return values | {field.key: _at(person, field.path) for field in section.fields if field.path}


def _from_entry(person, entry):
    files = [file_item(each.kind, each.label, each.name, each.file) for each in entry.attachments.all()]
    values = live_values(entry.section, person, entry)
    return {"id": entry.pk, "values": values, "remark": entry.remark, "attachments": files}


def _without_entry(person):
    return {"id": None, "values": live_values(SECTIONS["person"], person), "remark": "", "attachments": []}


def _at(person, path):
    value = person
    for name in path.split("."):
        value = getattr(value, name)
    value = value() if callable(value) else value
    return value.isoformat() if hasattr(value, "isoformat") else value


def _section(section, rows, values, cutoff):
    return {
        "key": section.key,
        "label": section.label,
        "unit": section.unit,
        "rows": section.rows,
        "part": section.part.value,
        "dated_by": section.dated_by,
        "totals": section.totals(values[section.key], cutoff) if section.totals else [],
        "entries": [
            {
                "id": row["id"],
                "fields": [item for field in section.fields for item in _items(field, row["values"], values, cutoff)],
                "remark": row["remark"],
                "attachments": row["attachments"],
            }
            for row in rows
        ],
    }


def _items(field, own, values, cutoff):
    """The snapshot's items of one declared field: one, or one per year."""
    if field.kind is Kind.YEARLY:
        chosen = own.get(field.key) or {}
        for year in assessed_years(cutoff):
            code = chosen.get(str(year), "")
            label = dict(field.choices).get(code, "")
            yield _item(field, f"{field.key}_{year}", f"{year} {field.label}", code, label)
    elif field.kind is Kind.COMPUTED:
        text = field.compute(values, cutoff)
        yield _item(field, field.key, field.label, text, text)
    else:
        value = own.get(field.key, "")
        yield _item(field, field.key, field.label, value, field.display(value))


def assessed_years(cutoff):
    """The last five complete years before the cut-off, oldest first (年度考核)."""
    return range(cutoff.year - YEARS_LOOKED_AT, cutoff.year)


def _item(field, key, label, value, display):
    return {
        "key": key,
        "label": label,
        "kind": field.kind.value,
        "value": value,
        "display": display,
        "column": field.column,
        "under": field.under,
        "lead": field.lead,
        "group": field.group,
    }


def value_of(frozen, section, key, default=""):
    """The value of a field of a section with one record."""
    for entry in frozen["sections"][section]["entries"]:
        for item in entry["fields"]:
            if item["key"] == key:
                return item["value"]
    return default


def photo_of(frozen):
    """The photo of 个人信息 as a snapshot's file, None where there is none."""
    files = [file for entry in frozen["sections"]["person"]["entries"] for file in entry["attachments"]]
    return next((file for file in files if file["kind"] == PHOTO), None)


def is_since(section, entry, day):
    """Does a row date from `day` (ISO, “2020-01-15”) or later? Splits 任现职前 from 任现职后; a row without a date counts as later."""
    dates = [item["value"] for item in entry["fields"] if item["key"] == section["dated_by"]]
    return not (dates and dates[0]) or dates[0] >= day[: len(dates[0])]


def canonical(data):
    """The one spelling of this JSON: equal data, equal bytes."""
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def digest(frozen):
    """SHA-256 of a whole snapshot, hex: the version mark of everything made from it."""
    return hashlib.sha256(canonical(frozen)).hexdigest()


def fingerprint(section):
    """SHA-256 of what the applicant says in one section of a snapshot: values, remarks and files.

    Neither labels nor computed fields, row ids or order count: 沿用 asks whether the content changed, not how it is shown.
    """
    said = [
        [
            [[item["key"], item["value"]] for item in entry["fields"] if item["kind"] != Kind.COMPUTED.value],
            entry["remark"],
            sorted([file["kind"], file["sha256"]] for file in entry["attachments"]),
        ]
        for entry in section["entries"]
    ]
    return hashlib.sha256(canonical(sorted(said, key=canonical))).hexdigest()


def content_of(frozen):
    """What the chain must know of a snapshot: each section's fingerprint, and which have neither rows nor files (无内容)."""
    sections = frozen["sections"]
    prints = {key: fingerprint(section) for key, section in sections.items()}
    return Content(prints, frozenset(key for key, section in sections.items() if not _says_something(section)))


def _says_something(section):
    """A row says something, and a text or a form does when anything is filled in or attached."""
    return any(
        section["rows"] or entry["remark"] or entry["attachments"] or any(item["value"] for item in entry["fields"])
        for entry in section["entries"]
    )
