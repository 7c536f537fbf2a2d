"""How complete a dossier is, and what a submission would find. Reads a snapshot, so the archive's page, the pre-check and the
submitted round all look at the same thing."""

from dataclasses import dataclass
from datetime import date

from personnel.dossier.declare import Kind
from personnel.dossier.findings import Finding, Grade
from personnel.dossier.sections import SECTIONS


@dataclass(frozen=True)
class Completeness:
    """One section: `done` of `asked` required parts (fields and proofs), and what the look found."""

    key: str
    label: str
    done: int
    asked: int
    count: int
    said: str
    findings: tuple[Finding, ...]

    @property
    def missing(self):
        return [each for each in self.findings if each.grade == Grade.STOP]

    @property
    def warnings(self):
        return [each for each in self.findings if each.grade == Grade.WARN]

    @property
    def is_complete(self):
        return not self.missing

    @property
    def counts(self):
        """Is it asked for, or begun? A section that nobody needs and nothing stands in is neither complete nor missing."""
        return bool(self.count or self.missing)

    @property
    def percent(self):
        """0 for an empty section, also where nothing is asked."""
        return round(100 * self.done / self.asked) if self.asked and self.count else 0

    @property
    def css(self):
        if self.missing or self.warnings:
            return "is-warn"
        return "is-pass" if self.count else "is-off"

    @property
    def text(self):
        """The word beside the bar: 缺 2 项, 提醒 1 项, 3 篇, 2860 字, 完整, 无."""
        if self.missing:
            return f"缺 {len(self.missing)} 项" if self.count else "未填写"
        return f"提醒 {len(self.warnings)} 项" if self.warnings else self.said


def completeness(frozen, keys=None):
    """A Completeness for each section (default: all of the snapshot), in declared order."""
    values = values_of(frozen)
    cutoff = date.fromisoformat(frozen["cutoff"])
    return [
        _of_section(SECTIONS[key], section, values, cutoff)
        for key, section in frozen["sections"].items()
        if key in SECTIONS and (keys is None or key in keys)
    ]


def counted(states):
    """The sections of which “4 / 9 栏完整” speaks."""
    return [state for state in states if state.counts]


def precheck(frozen):
    """All findings of a snapshot's sections, stops first. The application adds its own (quota, window …)."""
    found = [finding for section in completeness(frozen) for finding in section.findings]
    return sorted(found, key=lambda finding: Grade.values.index(finding.grade))


def values_of(frozen):
    """{section key: [{field key: value} of each row]}: what the declared checks read."""
    return {
        key: [{item["key"]: item["value"] for item in entry["fields"]} for entry in section["entries"]]
        for key, section in frozen["sections"].items()
    }


def _of_section(section, snapshot, values, cutoff):
    entries = snapshot["entries"]
    asked = _asked(section)
    missing = [finding for number, entry in enumerate(entries, 1) for finding in _missing(section, entry, number)]
    if section.min_rows > len(entries):
        missing.append(
            Finding(Grade.STOP, f"{section.label}至少填写 {section.min_rows} {section.unit}", section=section.key)
        )
    elif not section.rows and not entries:
        missing.append(Finding(Grade.STOP, f"{section.label}没有填写", section=section.key))
    checked = [finding for check in section.checks for finding in check(values, cutoff)]
    total = asked * max(len(entries), 1)
    filled = 0 if not entries else total - len(missing)
    return Completeness(
        section.key, section.label, filled, total, len(entries), _said(section, entries), (*missing, *checked)
    )


def _asked(section):
    return sum(field.required for field in section.fields) + sum(proof.required for proof in section.attachments)


def _missing(section, entry, number):
    """A stop for each required field that is empty and each required proof that is not there."""
    where = f"{section.label}第 {number} {section.unit}" if section.rows else section.label
    shown = {item["key"]: item["display"] for item in entry["fields"]}
    proven = {item["kind"] for item in entry["attachments"]}
    for field in section.fields:
        if field.required and not shown.get(field.key):
            yield Finding(Grade.STOP, f"{where}没有填写{field.label}", "", section.key, entry["id"])
    for proof in section.attachments:
        if proof.required and proof.key not in proven:
            yield Finding(
                Grade.STOP, f"{where}没有{proof.label}", f"请上传：{proof.rule.hint}", section.key, entry["id"]
            )


def _said(section, entries):
    """What there is, in a word."""
    if not entries:
        return "无"
    if section.rows:
        return f"{len(entries)} {section.unit}"
    if [field.kind for field in section.fields] == [Kind.LONG_TEXT]:
        return f"{len(entries[0]['fields'][0]['value'])} 字"
    return "完整"
