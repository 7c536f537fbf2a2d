"""Uploaded files: judged by their content, never by their name."""

import hashlib
import io
import re
from dataclasses import dataclass
from pathlib import PurePath

import pikepdf
from django.core.exceptions import ValidationError
from PIL import Image

CONTENT_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
MAX_PIXELS = 80_000_000  # a 600 dpi A4 scan has 35 million
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class FileRule:
    """Which files a field takes. `hint` stands beside the field before anybody chooses."""

    kinds: tuple[str, ...] = ("pdf", "jpg", "png")
    max_mb: int = 20

    @property
    def hint(self):
        return f"{self.names}，不超过 {self.max_mb} MB"

    @property
    def names(self):
        return "、".join(kind.upper() for kind in self.kinds)

    @property
    def accept(self):
        return ",".join(f".{kind}" for kind in self.kinds) + (",.jpeg" if "jpg" in self.kinds else "")


@dataclass(frozen=True)
class CheckedFile:
    """A file that is what it claims to be."""

    content: bytes
    sha256: str
    extension: str
    name: str

    @property
    def size(self):
        return len(self.content)

    @property
    def content_type(self):
        return CONTENT_TYPES[self.extension]


def checked(upload, rule):
    """The CheckedFile behind a Django upload. Raises ValidationError: empty, too large, of a kind not taken, not what its name
    says, damaged, encrypted or carrying scripts."""
    if upload.size > rule.max_mb * MEGABYTE:
        raise ValidationError(f"文件 {upload.size / MEGABYTE:.1f} MB，超过 {rule.max_mb} MB。请压缩或拆分后再上传。")
    content = upload.read()
    if not content:
        raise ValidationError("文件是空的，请重新选择。")
    kind = kind_of(content)
    claimed = PurePath(upload.name).suffix.lower().lstrip(".").replace("jpeg", "jpg")
    if kind is None or kind not in rule.kinds:
        raise ValidationError(f"这里只接收 {rule.names}，该文件的内容不是。请另存为 {rule.names} 后再上传。")
    if claimed != kind:
        raise ValidationError(f"文件名以“.{claimed}”结尾，内容却是 {kind.upper()}。请核对是否选错文件。")
    (_check_pdf if kind == "pdf" else _check_image)(content)
    return CheckedFile(content, hashlib.sha256(content).hexdigest(), kind, clean_name(upload.name))


def kind_of(content):
    """ "pdf", "jpg" or "png" by the first bytes, None for anything else."""
    if content.startswith(b"%PDF-"):
        return "pdf"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpg"
    return "png" if content.startswith(b"\x89PNG\r\n\x1a\n") else None


def clean_name(name):
    """A file name safe to show and to offer for download: no path, no control characters, 100 characters at most."""
    path = PurePath(name.replace("\\", "/"))
    stem = re.sub(r"[\x00-\x1f\x7f\"<>|:*?/]", "", path.stem).strip() or "文件"
    return stem[:90] + path.suffix.lower()


def _check_pdf(content):
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pages = len(pdf.pages)
            active = any(_runs_something(item) for item in pdf.objects)
    except pikepdf.PasswordError:
        raise ValidationError("PDF 有密码，审查人员打不开。请去掉密码后再上传。") from None
    except pikepdf.PdfError:
        raise ValidationError("PDF 已损坏，打不开。请重新导出或扫描后再上传。") from None
    if not pages:
        raise ValidationError("PDF 没有页面，请重新导出。")
    if active:
        raise ValidationError("PDF 含有脚本，不能上传。请用【打印为 PDF】另存后再上传。")


def _runs_something(item):
    """Does this object of a document hold a JavaScript or program-starting action?"""
    source = item.unparse(resolved=True) if isinstance(item, (pikepdf.Dictionary, pikepdf.Array)) else b""
    return b"/JavaScript" in source or b"/Launch" in source


def _check_image(content):
    try:
        with Image.open(io.BytesIO(content)) as image:
            width, height = image.size
            image.verify()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        raise ValidationError("图片已损坏，打不开。请重新拍摄或扫描后再上传。") from None
    if width * height > MAX_PIXELS:
        raise ValidationError(f"图片 {width}×{height}，像素过多。请缩小后再上传。")
