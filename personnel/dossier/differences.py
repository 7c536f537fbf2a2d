"""What changed between two rounds: per section, rows added, removed and changed, field by field. Pure, on snapshots."""

from dataclasses import dataclass, field

from personnel.dossier.declare import Kind
from personnel.dossier.snapshot import fingerprint


@dataclass(frozen=True)
class EntryChange:
    """One row that exists in both rounds. `fields`: {key: (old display, new display)}; files as snapshot items."""

    number: int
    fields: dict = field(default_factory=dict)
    labels: tuple = ()
    files_added: tuple = ()
    files_removed: tuple = ()

    @property
    def words(self):
        """What changed, for a list: “题目、发表日期、补检索页”."""
        parts = [*self.labels]
        parts += [f"补{item['label']}" for item in self.files_added]
        parts += [f"去掉{item['label']}" for item in self.files_removed]
        return "、".join(dict.fromkeys(parts))


@dataclass(frozen=True)
class SectionChange:
    """`added`, `changed`: {row id: number or EntryChange} of the new round; `removed`: entries of the old round."""

    key: str
    label: str
    rows: bool
    unit: str
    added: dict
    changed: dict
    removed: tuple

    @property
    def count(self):
        return len(self.added) + len(self.changed) + len(self.removed)

    @property
    def lines(self):
        """(what, words) for 本轮修改: (“论文 第 1 篇”, “补检索页”)."""
        numbered = dict.fromkeys(self.added.values(), "新增")
        numbered |= {change.number: change.words for change in self.changed.values()}
        lines = [(self._name(number), words) for number, words in sorted(numbered.items())]
        if self.removed:
            lines.append((self.label, f"删去 {len(self.removed)} {self.unit}"))
        return lines

    def _name(self, number):
        return f"{self.label} 第 {number} {self.unit}" if self.rows else self.label


def diff(old, new):
    """{section key: SectionChange} of the sections whose content differs. `old` None (first round): nothing differs."""
    if old is None:
        return {}
    changes = {}
    for key, section in new["sections"].items():
        before = old["sections"].get(key)
        if before is None or fingerprint(before) != fingerprint(section):
            changes[key] = section_diff(before, section)
    return changes


def section_diff(old, new):
    """The SectionChange from one section of a snapshot to the same section of a later one."""
    rows = new["rows"]
    before = {_identity(entry, rows): entry for entry in (old["entries"] if old else ())}
    added, changed = {}, {}
    for number, entry in enumerate(new["entries"], 1):
        earlier = before.pop(_identity(entry, rows), None)
        if earlier is None:
            added[entry["id"]] = number
        elif change := _entry_diff(earlier, entry, number):
            changed[entry["id"]] = change
    return SectionChange(new["key"], new["label"], rows, new["unit"], added, changed, tuple(before.values()))


def _identity(entry, rows):
    """Rows are told apart by their id; a section's only record stays itself whatever its id."""
    return entry["id"] if rows else None


def _entry_diff(old, new, number):
    """An EntryChange, or None where the applicant says the same."""
    before = {item["key"]: item for item in old["fields"]}
    fields, labels = {}, []
    for item in new["fields"]:
        earlier = before.get(item["key"], {"value": "", "display": ""})
        if item["kind"] != Kind.COMPUTED.value and earlier["value"] != item["value"]:
            fields[item["key"]] = (earlier["display"], item["display"])
            labels.append(item["label"])
    if old["remark"] != new["remark"]:
        fields["remark"] = (old["remark"], new["remark"])
        labels.append("备注")
    added, removed = _not_in(new, old), _not_in(old, new)
    if not (fields or added or removed):
        return None
    return EntryChange(number, fields, tuple(labels), added, removed)


def _not_in(one, other):
    known = {(item["kind"], item["sha256"]) for item in other["attachments"]}
    return tuple(item for item in one["attachments"] if (item["kind"], item["sha256"]) not in known)
