"""The words in which a section of the dossier is declared. A section is data: its form, check, snapshot, review panel and print
follow from the declaration (`sections.py`)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from titleplatform.kit.uploads import FileRule


class Kind(Enum):
    """What a field holds. In brackets: how the value is stored in JSON."""

    TEXT = "text"
    LONG_TEXT = "long"
    DATE = "date"  # ["2024-06-01"]
    MONTH = "month"  # ["2024-06"]
    YEAR = "year"  # [2024]
    NUMBER = "number"  # [12]
    DECIMAL = "decimal"  # ["12.5"], at most two places
    CHOICE = "choice"  # [code]
    YES_NO = "yes_no"  # [true]
    YEARLY = "yearly"  # [{"2024": code}], one choice for each of the last five years
    COMPUTED = "computed"  # not stored


class Part(Enum):
    """Where a section stands in the printed 评审表 (docs/domain.md §4)."""

    COVER = "cover"
    BASIC = "basic"
    STUDY = "study"
    WORK = "work"
    ACHIEVEMENT = "achievement"  # before or after the present title, by `Section.dated_by`
    WRITING = "writing"
    SUMMARY = "summary"


@dataclass(frozen=True)
class Field:
    """One field of a section.

    `clean` normalises a text or raises ValidationError. `path` says that the value lives elsewhere, as an attribute path from the
    person ("account.phone"); `typed=False` shows it only. In tables `under` puts the value on the second line of another field's
    cell, after `lead`, and `column` heads the column where the label does not fit. `blank` is shown for an empty value. `group` is
    the field's heading in long forms and records.
    """

    key: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = False
    hint: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    max_length: int = 100
    minimum: int = 0
    maximum: int | None = None
    future: bool = False  # may the date lie after today?
    clean: Callable[[str], str] | None = None
    compute: Callable | None = None
    path: str = ""
    typed: bool = True
    column: str = ""
    under: str = ""
    lead: str = ""
    blank: str = ""
    group: str = ""

    @property
    def is_typed(self):
        return self.typed and self.kind is not Kind.COMPUTED

    def display(self, value):
        """The stored value as people read it."""
        if value in (None, "", {}):
            return self.blank
        if self.kind is Kind.CHOICE:
            return dict(self.choices).get(value, str(value))
        if self.kind is Kind.YES_NO:
            return "是" if value else "否"
        return str(value)


@dataclass(frozen=True)
class Attachment:
    """A kind of proof that a row takes. `single`: a new file replaces the old one; otherwise several may be added."""

    key: str
    label: str
    required: bool = False
    single: bool = False
    rule: FileRule = field(default_factory=FileRule)


@dataclass(frozen=True)
class Section:
    """One section (栏目), which is also one content area (审查内容) for reviewers.

    `rows=False`: one record only. `archive=False`: filled by an application, not kept in the archive. `orders`: pairs of fields that
    must not run backwards. `dated_by`: the field that tells before from after the present title. `totals(values of rows, cutoff)`:
    lines below the rows. `checks`: functions (values by section, cutoff) → findings, see `findings.py`.
    """

    key: str
    label: str
    fields: tuple[Field, ...]
    attachments: tuple[Attachment, ...] = ()
    rows: bool = True
    archive: bool = True
    min_rows: int = 0
    unit: str = "条"
    orders: tuple[tuple[str, str], ...] = ()
    dated_by: str = ""
    part: Part = Part.ACHIEVEMENT
    hint: str = ""
    totals: Callable | None = None
    checks: tuple[Callable, ...] = ()

    @property
    def typed_fields(self):
        return [each for each in self.fields if each.is_typed]

    def field(self, key):
        return next(each for each in self.fields if each.key == key)

    def attachment(self, key):
        return next(each for each in self.attachments if each.key == key)

    @property
    def has_long_text(self):
        return any(field.kind is Kind.LONG_TEXT for field in self.fields)

    @property
    def takes_remark(self):
        return self.rows

    def __str__(self):
        return self.label
