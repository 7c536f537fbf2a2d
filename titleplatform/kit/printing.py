"""Printed forms: one template makes the PDF (and would make a preview). The one place where a failed import is caught."""

import ctypes.util
from contextlib import nullcontext

import segno
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from titleplatform.kit import typefaces

try:
    from titleplatform.kit import press
except (ImportError, OSError) as error:  # Pango is missing: everything else works, printing says why not
    press, MISSING = None, str(error)
else:
    MISSING = ""

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"


def unavailable_reason():
    """Why nothing can be printed here, with the way to mend it; "" where printing works."""
    if press is None:
        return f"服务器缺少打印所需的系统库，请管理员执行：apt-get install {PACKAGES}"
    return ""


def slow_reason():
    """Without libharfbuzz-subset a Chinese PDF takes 7 s instead of 0.24 s; "" where it is there."""
    if ctypes.util.find_library("harfbuzz-subset"):
        return ""
    return "缺少 libharfbuzz-subset0，打印会慢 20 倍以上：apt-get install libharfbuzz-subset0"


def document_of(template, context):
    """What `press.pdf` takes: a template that extends `base_print.html`, filled."""
    faces = frozenset(face.url for face in typefaces.FACES)
    return render_to_string(template, context), typefaces.rules(), finders.find("css/print.css"), faces


def pdf_from_template(template, context):
    """PDF bytes of a template that extends `base_print.html`. The same context gives the same bytes."""
    return press.pdf(*document_of(template, context))


def presses():
    """`press.Presses`, to be used in a `with`; where printing is impossible nothing."""
    return press.Presses() if press else nullcontext()


def qr_data_uri(text):
    """A QR code as an SVG data URI for an <img>."""
    return segno.make(text, error="m").svg_data_uri(scale=3, border=1)
