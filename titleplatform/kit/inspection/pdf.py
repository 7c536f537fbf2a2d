"""PDFs: kept byte for byte where nothing in them acts by itself, cleaned where a cleaning breaks no signature, otherwise refused.

What acts is looked for in every object of the file, wherever it hangs (`active.py`), so that neither the name of a key nor the place
in the tree hides it. After a cleaning the result is looked through once more.
"""

import io
import re

import pikepdf
from pikepdf import settings

from titleplatform.kit.inspection.active import EMBEDDED, Activity, activities, is_signed
from titleplatform.kit.inspection.found import Inspected, Unfit

MAX_OBJECTS = 50_000
DECODED = 32 * 1024 * 1024  # what one compressed part of the structure may unfold to
LOCKED = "PDF 有密码，审查人员打不开。请去掉密码后再上传。"
DAMAGED = "PDF 已损坏，打不开。请重新导出或扫描后再上传。"
PRINT_ANEW = "请用【打印为 PDF】另存后再上传。"
BROKEN = "PDF 结构异常，有的部分读不出来。请用【打印为 PDF】另存后再上传。"
END_MARK, TAIL = b"%%EOF", 2048
# What the library says when something stayed unread (it goes on with nothing in its place), and when it only filled in what is usual.
UNREAD = re.compile("error decoding|unfilterable|Pages tree")
USUAL = re.compile("repairing$")


def inspect(content, *, max_pages):
    """The PDF as it is kept. Raises Unfit."""
    settings.set_qpdf_limits(
        flate_max_memory=DECODED, run_length_max_memory=DECODED, png_max_memory=DECODED, tiff_max_memory=DECODED
    )
    try:
        pdf, repaired = _opened(content)
        with pdf:
            _check_size(pdf, max_pages)
            return _kept(pdf, content, repaired)
    except pikepdf.PasswordError:
        raise Unfit(LOCKED) from None
    except (Unfit, MemoryError):
        raise
    except Exception as error:  # whatever the library trips over in a stranger's bytes
        raise Unfit(LOCKED if "encrypt" in str(error).lower() else DAMAGED) from None


def _opened(content):
    """(the document, whether its table of contents had to be repaired). What is cut off at its end is damaged."""
    try:
        return pikepdf.open(io.BytesIO(content), attempt_recovery=False), False
    except pikepdf.PasswordError:
        raise
    except pikepdf.PdfError:
        if END_MARK not in content[-TAIL:]:
            raise
        return pikepdf.open(io.BytesIO(content)), True


def _check_size(pdf, max_pages):
    """Raise Unfit: too many objects, no page, a page that is none, too many pages."""
    if len(pdf.objects) > MAX_OBJECTS:
        raise Unfit(f"PDF 内部对象过多（{len(pdf.objects)} 个，最多 {MAX_OBJECTS} 个）。{PRINT_ANEW}")
    pages = len(pdf.pages)
    if not pages:
        raise Unfit("PDF 没有页面，请重新导出。")
    if pages > max_pages:
        raise Unfit(f"PDF 有 {pages} 页，这里最多 {max_pages} 页。请删去无关的页后再上传。")


def _kept(pdf, content, repaired):
    acting, signed, locked = list(activities(pdf)), is_signed(pdf), pdf.is_encrypted
    warnings = [str(each) for each in pdf.get_warnings() if not USUAL.search(str(each))]
    if any(UNREAD.search(each) for each in warnings):
        raise Unfit(BROKEN)
    if signed:
        return _signed(content, acting, locked, repaired)
    repaired = repaired or bool(warnings)  # other programs might read there what this one did not
    changes = (
        *([f"已去掉{_named(acting)}，其余内容不变"] if acting else []),
        *(["已解除编辑限制"] if locked else []),
        *(["文件结构有误，已修复"] if repaired else []),
    )
    return Inspected(_cleaned(pdf, acting), changes) if changes else Inspected(content)


def _signed(content, acting, locked, repaired):
    """A signature counts for the very bytes: they are kept, or the file is refused."""
    if others := [each for each in acting if each.label != EMBEDDED]:
        raise Unfit(
            f"PDF 有电子签名（签章），又含有{_named(others)}：去掉会使签名失效，留下不安全。请向出具单位换一份不含这些内容的文件。"
        )
    if repaired:
        raise Unfit(DAMAGED)
    return Inspected(content, ("有编辑限制；因有电子签名（签章），按原样保存",) if locked else ())


def _cleaned(pdf, acting):
    """The bytes without what acts, unlocked. What is still there after three rounds was built to stay."""
    for _ in range(3):
        _take_out(acting)
        target = io.BytesIO()
        pdf.save(target, encryption=False, deterministic_id=True, stream_decode_level=pikepdf.StreamDecodeLevel.none)
        with pikepdf.open(target) as again:
            acting = list(activities(again))
        if not acting:
            return target.getvalue()
        acting = list(activities(pdf))
    raise Unfit(f"PDF 含有{_named(acting)}，去不掉。{PRINT_ANEW}")


def _take_out(acting: list[Activity]):
    """Cut each off where it hangs; in a list from the end, so that the places before it stay right."""
    for each in sorted(acting, key=lambda one: one.key if isinstance(one.key, int) else -1, reverse=True):
        if isinstance(each.key, int) or each.key in each.holder:
            del each.holder[each.key]


def _named(acting):
    return "、".join(dict.fromkeys(each.label for each in acting))
