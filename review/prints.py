"""评审表 (docs/domain.md §4 no. 1): one declaration; made from the frozen round and the decisions so far.

An issued form is a stored file, not a new rendering.
"""

import base64
import hashlib
from dataclasses import dataclass, field
from functools import cached_property

from orgs.chain.words import spelled
from orgs.models import Kind, StoredFile
from personnel.dossier.declare import Part
from personnel.dossier.panels import section_panel
from personnel.dossier.snapshot import canonical, digest, is_since, photo_of, value_of
from review.actions import keep_form_ahead, keep_printed_form
from review.forms import PROMISE
from review.models import Application, PrintedForm
from review.queries import decisions_of, hand_in_of, printed_areas, printed_form, result_of, standing_snapshots
from titleplatform.kit import printing
from titleplatform.kit.access import can
from titleplatform.kit.refusals import Refused

# Raised when the layout changes: an older print keeps its mark, a new one gets its own.
LAYOUT = "2"
TEMPLATE = "prints/review_form.html"
NAMED_ON_TOP = ("year", "series", "level", "title", "speciality")
NOTES = (
    "本表由申报人在职称管理服务平台填写，经逐级审查后由系统生成，内容以提交时的数据为准。",
    "没有内容的栏目印“无”。",
    "“任现职前/后”以现任职称取得时间划分。",
    "各级意见、审查人和日期取自审批记录；签字盖章处由相应单位签署。",
    "每页页脚的版本标记由提交的数据和审批记录计算得出，数据不同则标记不同。",
)
SIGNED_LATER = (
    ("十二、评议组意见", "评议组组长签字："),
    ("十三、评审委员会意见", ""),
    ("十四、公示结果", "公章："),
    ("十五、审批意见", "公章："),
)


@dataclass(frozen=True)
class Form:
    """What one 评审表 is made from: nothing but a frozen dossier, who handed it in, the decisions, and the identity of the application.

    `hand_in`: the unit and the day, None for a draft; `extract`: the areas of an extract, none: the whole form; `number`: the whole
    证件号 where it is shown, "" where it stays masked.
    """

    application: Application
    frozen: dict
    hand_in: dict | None = None
    decisions: list = field(default_factory=list)
    extract: tuple = ()
    number: str = ""
    result: dict = field(default_factory=dict)  # what the committee said (`result_of`), empty before

    @property
    def variant(self):
        return spelled([area.key for area in self.extract]) or (PrintedForm.IN_FULL if self.number else "")

    @cached_property
    def mark(self):
        """The version mark: the digest of what is shown, of the 证件号 only whether (a short digest of a number would give it away)."""
        seen = (LAYOUT, digest(self.frozen), self.hand_in, self.decisions, self.variant)
        seen += (self.result,) if self.result else ()  # a form of before keeps its mark
        return hashlib.sha256(canonical(seen)).hexdigest()

    def pdf(self):
        """The bytes: the same for an equal Form. Raises Refused where printing is impossible."""
        if reason := printing.unavailable_reason():
            raise Refused(reason)
        return printing.pdf_from_template(TEMPLATE, self.context())

    def begin_pdf(self, presses):
        """The same in a process of its own (`kit.press.Presses`): a function that waits for the bytes. Raises as `pdf`."""
        if reason := printing.unavailable_reason():
            raise Refused(reason)
        return presses.begin(*printing.document_of(TEMPLATE, self.context()))

    def context(self):
        """What the template prints."""
        whole = _with_number(self.frozen, self.number) if self.number else self.frozen
        shown = _only(whole, self.extract) if self.extract else whole
        photo = "person" in shown["sections"] and photo_of(shown)
        serial = self.application.serial_number if self.hand_in else ""
        return {
            "frozen": {key: value_of(self.frozen, "application", key) for key in NAMED_ON_TOP},
            "extract": "、".join(area.label for area in self.extract),
            "is_draft": self.hand_in is None,
            "cover": _cover(self),
            "serial": serial,
            "qr": serial and printing.qr_data_uri(serial),
            "mark": self.mark[:16],
            "notes": NOTES,
            "promise": PROMISE,
            "handed_in_on": self.hand_in["on"] if self.hand_in else "",
            "photo": _data_uri(photo) if photo else "",
            "basics": _basics(shown),
            "assessments": _fields(shown, "person", yearly=True),
            "parts": [(heading, panels) for heading, panels in _parts(whole, shown) if panels or not self.extract],
            "opinions": _opinions(self.decisions),
            "signed_later": () if self.extract else SIGNED_LATER,
            "result": self.result,
        }


def stored_form(seat, application):
    """The stored form of the present round and decisions, for a reviewer who holds only some areas an extract of these; None where it
    was not made yet. Raises Refused where none can be made."""
    _, _, printed = asked_form(seat, application)
    if printed is None and (reason := printing.unavailable_reason()):
        raise Refused(reason)
    return printed


def review_form(*, by, application):
    """【打印评审表】: the same, made now where there is none yet: a second and more, so in a job (`review/jobs.py`)."""
    snapshot, form, printed = asked_form(by, application)
    if printed:
        return printed
    return keep_printed_form(by=by, snapshot=snapshot, variant=form.variant, mark=form.mark, content=form.pdf())


def asked_form(seat, application):
    """(the Snapshot, the Form of it that this seat gets, the PrintedForm where it is stored)."""
    snapshot = standing_snapshots(application).first()
    form = _form_for(seat, application, snapshot)
    return snapshot, form, printed_form(snapshot, form.variant, form.mark)


def keep_forms_ahead(application):
    """Make and keep the whole form as it stands, with the 证件号 and with it masked, before anybody asks: what `stored_form` then finds for
    everybody but a reviewer of some areas. Nothing where it is not handed in, or printing is impossible."""
    snapshot = standing_snapshots(application).first()
    if snapshot is None or printing.unavailable_reason():
        return
    for number in dict.fromkeys([snapshot.id_number, ""]):
        form = _form(application, snapshot, number=number)
        if printed_form(snapshot, form.variant, form.mark) is None:
            keep_form_ahead(snapshot=snapshot, variant=form.variant, mark=form.mark, content=form.pdf())


def _form_for(by, application, snapshot):
    areas = printed_areas(by, application.run)
    if len(areas) < len(application.run.frozen_areas):
        return _form(application, snapshot, extract=tuple(areas))
    in_full = can("review.print_number", by, application)
    return _form(application, snapshot, number=snapshot.id_number if in_full else "")


def _form(application, snapshot, *, extract=(), number=""):
    return Form(
        application,
        snapshot.data,
        hand_in_of(application, snapshot.round),
        decisions_of(application, snapshot.round),
        extract,
        number,
        {} if extract else result_of(application),
    )


def draft_form(application):
    """【打印草稿】: the PDF of what would be handed in now, for the applicant."""
    return Form(application, application.freeze(), number=application.person.account.id_number).pdf()


def _only(frozen, areas):
    """The snapshot without what lies outside these areas."""
    keys = {area.key for area in areas}
    return {**frozen, "sections": {key: each for key, each in frozen["sections"].items() if key in keys}}


def _with_number(frozen, number):
    """The snapshot with the whole 证件号 instead of the masked one."""
    person = frozen["sections"]["person"]
    entries = [
        {
            **entry,
            "fields": [{**item, "display": number} if item["key"] == "id_number" else item for item in entry["fields"]],
        }
        for entry in person["entries"]
    ]
    return {**frozen, "sections": {**frozen["sections"], "person": {**person, "entries": entries}}}


def _cover(form):
    frozen, unit = form.frozen, form.application.unit
    return [
        ("单位", form.hand_in["unit"] if form.hand_in else unit.certificate_name or unit.name),
        ("姓名", _shown(frozen, "person", "name")),
        ("现任职称", _shown(frozen, "person", "current_title")),
        ("申报系列", _shown(frozen, "application", "series")),
        ("申报专业", _shown(frozen, "application", "speciality")),
        ("申报资格", _shown(frozen, "application", "title")),
    ]


def _shown(frozen, section, key):
    return next((item["display"] for item in _fields(frozen, section) if item["key"] == key), "")


def _fields(frozen, section, yearly=None):
    entries = frozen["sections"].get(section, {"entries": []})["entries"]
    fields = entries[0]["fields"] if entries else []
    return [item for item in fields if yearly is None or (item["kind"] == "yearly") is yearly]


def _basics(frozen):
    """The person's fields two to a line."""
    items = _fields(frozen, "person", yearly=False)
    return [items[at : at + 2] for at in range(0, len(items), 2)]


def _parts(frozen, shown):
    """(heading, panels) of the sections shown, in the order of the form."""
    since = value_of(frozen, "person", "title_on")
    achieved = _of_part(shown, Part.ACHIEVEMENT)
    return [
        ("二、学习培训经历", [_panel(section) for section in _of_part(shown, Part.STUDY)]),
        ("三、工作经历", [_panel(section) for section in _of_part(shown, Part.WORK)]),
        ("四、任现职前主要业绩", [_panel(_dated(section, since, later=False)) for section in achieved]),
        ("五、任现职后主要业绩", [_panel(_dated(section, since, later=True)) for section in achieved]),
        ("六、著作、论文", [_panel(section) for section in _of_part(shown, Part.WRITING)]),
        ("个人总结", [_panel(section) for section in _of_part(shown, Part.SUMMARY)]),
    ]


def _of_part(frozen, part):
    return [section for section in frozen["sections"].values() if section["part"] == part.value]


def _dated(section, since, *, later):
    kept = [entry for entry in section["entries"] if (not since or is_since(section, entry, since)) is later]
    return {**section, "entries": kept}


def _panel(section):
    return section_panel(section, file_url=lambda file: "")


def _opinions(decisions):
    """九, 十 and 十一: what the employer's side, the departments and the title offices said."""
    groups = (
        ("九、单位意见", (Kind.SUBUNIT, Kind.EMPLOYER), "单位公章："),
        ("十、主管部门意见", (Kind.DEPARTMENT,), "公章："),
        ("十一、各级职改办意见", (Kind.COUNTY, Kind.CITY, Kind.PROVINCE), "公章："),
    )
    return [(heading, [each for each in decisions if each["kind"] in kinds], seal) for heading, kinds, seal in groups]


def _data_uri(item):
    stored = StoredFile._default_manager.get(sha256=item["sha256"])
    with stored.open() as file:
        return f"data:{stored.content_type};base64,{base64.b64encode(file.read()).decode()}"
