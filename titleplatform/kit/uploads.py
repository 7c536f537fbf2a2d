"""Uploaded files: judged by their content, never by their name. The one door: every upload field is a `kit.forms.UploadField`."""

import hashlib
import re
from dataclasses import dataclass
from pathlib import PurePath

from django.core.exceptions import ValidationError

from titleplatform.kit import workbooks
from titleplatform.kit.excel import XLSX_TYPE
from titleplatform.kit.inspection import process
from titleplatform.kit.inspection.found import Inspected, Unfit
from titleplatform.kit.words import seen

CONTENT_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png", "xlsx": XLSX_TYPE}
MEGABYTE = 1024 * 1024
NAME_LENGTH = 90


@dataclass(frozen=True)
class FileRule:
    """Which files a field takes. `hint` stands beside the field before anybody chooses."""

    kinds: tuple[str, ...] = ("pdf", "jpg", "png")
    max_mb: int = 20
    max_pages: int = 200

    @property
    def hint(self):
        pages = f"、{self.max_pages} 页" if "pdf" in self.kinds else ""
        return f"{self.names}，不超过 {self.max_mb} MB{pages}"

    @property
    def names(self):
        return "、".join(kind.upper() for kind in self.kinds)

    @property
    def accept(self):
        return ",".join(f".{kind}" for kind in self.kinds) + (",.jpeg" if "jpg" in self.kinds else "")

    @property
    def spelled(self):
        """The rule as a text; `of` reads it back."""
        return f"{','.join(self.kinds)}:{self.max_mb}:{self.max_pages}"

    @classmethod
    def of(cls, spelled):
        kinds, max_mb, max_pages = spelled.split(":")
        return cls(tuple(kinds.split(",")), int(max_mb), int(max_pages))

    @property
    def is_held(self):
        """May such a file wait outside its form? A table of persons is read and thrown away, never kept."""
        return "xlsx" not in self.kinds


@dataclass(frozen=True)
class CheckedFile:
    """A file that is what it claims to be, as it is kept: `changes` says in words what that differs in from what was uploaded,
    whose hash is `uploaded_sha256` ("" for the same bytes)."""

    content: bytes
    sha256: str
    extension: str
    name: str
    uploaded_sha256: str = ""
    changes: tuple[str, ...] = ()

    @property
    def size(self):
        return len(self.content)

    @property
    def content_type(self):
        return CONTENT_TYPES[self.extension]


def checked(upload, rule):
    """The CheckedFile behind a Django upload. Raises ValidationError: empty, too large, of a kind not taken, not what its name says,
    damaged, asking for a password, too long, or holding what cannot be taken out."""
    if upload.size > rule.max_mb * MEGABYTE:
        raise ValidationError(f"文件 {upload.size / MEGABYTE:.1f} MB，超过 {rule.max_mb} MB。请压缩或拆分后再上传。")
    content = upload.read()
    if not content:
        raise ValidationError("文件是空的，请重新选择。")
    name = clean_name(upload.name)
    kind = kind_of(content)
    if kind not in rule.kinds:
        raise ValidationError(f"这里只接收 {rule.names}，该文件的内容不是。请另存为 {rule.names} 后再上传。")
    try:
        found = _inspected(content, kind, rule)
    except Unfit as error:
        raise ValidationError(str(error)) from None
    claimed = PurePath(name).suffix.lstrip(".").replace("jpeg", "jpg")
    if claimed != kind:
        raise ValidationError(f"文件名以“.{claimed}”结尾，内容却是 {kind.upper()}。请核对是否选错文件。")
    return CheckedFile(found.content, _sha256(found.content), kind, name, _sha256(content), found.changes)


def size_text(size):
    """Bytes as people read them."""
    return f"{size / MEGABYTE:.1f} MB" if size >= MEGABYTE / 10 else f"{max(size // 1024, 1)} KB"


def kind_of(content):
    """ "pdf", "jpg", "png" or "xlsx" by the first bytes, None for anything else; whether a zip is an Excel file, reading it tells."""
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    return "xlsx" if content.startswith(workbooks.BEGINNINGS) else None


def clean_name(name):
    """A file name safe to show and to offer for download: no path, nothing unseen (a direction mark makes “gpj.exe” of “exe.jpg”), no
    sign that a system forbids, 90 characters and the ending."""
    path = PurePath(seen(name).replace("\\", "/"))
    stem = re.sub(r"[\"<>|:*?/]", "", path.stem).strip() or "文件"
    return stem[:NAME_LENGTH] + path.suffix.lower()[:10]


def _inspected(content, kind, rule):
    if kind == "xlsx":
        workbooks.check(content)
        return Inspected(content)
    return process.inspect(kind, content, max_pages=rule.max_pages)


def _sha256(content):
    return hashlib.sha256(content).hexdigest()
