"""【批量打印评审表】: many forms in one zip, made in several processes while what is ready is put into it."""

import tempfile
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from zipfile import ZipFile

from django.utils import timezone

from orgs import audit
from orgs.models import AuditTopic
from review.actions import keep_printed_form
from review.models import Application
from review.prints import Form, asked_form
from titleplatform.kit import printing
from titleplatform.kit.access import demand
from titleplatform.kit.outage import is_outage
from titleplatform.kit.refusals import Refused
from titleplatform.kit.uploads import clean_name

MOST = 1000  # forms of one zip
UNDER_WAY = 4  # forms that are being made while another is put into the zip
GONE = "这份申报已不在您可以查看的范围内。"


def handed_in(seat, pk):
    """The application whose 评审表 this seat may have. Raises Refused."""
    application = Application.objects.visible_to(seat).with_names().exclude(run=None).filter(pk=pk).first()
    if application is None:
        raise Refused(GONE)
    demand("review.print_form", seat, application)
    return application


def print_many(work):
    """One zip of the forms of all items: what is stored as it is, what is not made and stored first. What was made before a worker died
    is found, so it is made once."""
    work.begin_anew()
    keys = list(work.job.items.values_list("key", flat=True))
    with tempfile.TemporaryDirectory() as folder, printing.presses() as presses:
        path = Path(folder) / "forms.zip"
        with ZipFile(path, "w") as bundle:  # without compression: a PDF is compressed
            put = sum(put_in(bundle, work, sheet) for sheet in sheets(work, presses, keys))
        if put:
            work.keep(path, f"评审表-{put}份-{timezone.localdate():%Y%m%d}.zip")


@dataclass
class Sheet:
    """The form of one item: where it is stored, or how to wait for it, or why there is none. `number`: its place, written out."""

    key: int
    number: str
    seat: object = None
    application: Application = None
    snapshot: object = None
    form: Form = None
    printed: object = None
    wait: Callable = None
    content: bytes = b""
    error: Exception = None

    @property
    def label(self):
        return f"{self.number} {self.application.run.label}" if self.application else f"第 {self.number} 份"

    def begin(self, presses):
        """Find it, or have it made. Raises Refused."""
        self.application = handed_in(self.seat, self.key)
        self.snapshot, self.form, self.printed = asked_form(self.seat, self.application)
        if self.printed is None:
            self.wait = self.form.begin_pdf(presses)

    def hand_out(self):
        """Its bytes, kept in the store and noted as a print is. Raises Refused, and whatever went wrong with this one before."""
        if self.error:
            raise self.error
        form = {"variant": self.form.variant, "mark": self.form.mark, "content": self.content}
        printed = self.printed or keep_printed_form(by=self.seat, snapshot=self.snapshot, **form)
        audit.record("打印评审表", by=self.seat, topic=AuditTopic.READING, on=self.application, **printed.said)
        with printed.file.open() as file:
            self.content = file.read()

    @property
    def file_name(self):
        run = self.application.run
        parts = [self.number, run.owner_name[:30], run.unit_name[:50], *(["摘录"] if self.form.extract else [])]
        return clean_name("_".join(part.replace("/", " ").replace("\\", " ") for part in parts) + ".pdf")


def sheets(work, presses, keys):
    """The Sheets in their order; a few further ones are being made meanwhile."""
    under_way, width = deque(), len(str(len(keys)))
    for number, key in enumerate(keys, 1):
        under_way.append(attempted(Sheet(key, f"{number:0{width}}"), begin, work, presses))
        if len(under_way) > UNDER_WAY:
            yield attempted(under_way.popleft(), end)
    while under_way:
        yield attempted(under_way.popleft(), end)


def begin(sheet, work, presses):
    sheet.seat = work.seat()
    sheet.begin(presses)


def end(sheet):
    if sheet.wait:
        sheet.content = sheet.wait()


def attempted(sheet, step, *more):
    """The Sheet after a step; what goes wrong is kept for the moment when its item is settled: it stops no other."""
    try:
        if sheet.error is None:
            step(sheet, *more)
    except Exception as error:  # whatever one form meets, the others are still made
        if is_outage(error):
            raise
        sheet.error = error
    return sheet


def put_in(bundle, work, sheet):
    """Settle the item, then put its form into the zip; what is wrong with the zip itself (a full disk) ends the job. Returns whether it
    is in."""
    handed_out = []

    def settle(key):
        sheet.hand_out()
        handed_out.append(sheet.content)
        return "", ""

    work.settle(sheet.key, settle, sheet.label)
    for content in handed_out:
        bundle.writestr(sheet.file_name, content)
    sheet.content = b""
    return bool(handed_out)
