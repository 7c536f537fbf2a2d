"""Printed forms: one template makes the PDF (and would make a preview). The one place where a failed import is caught.

Byte for byte reproducible: no creation date, a fixed identifier, fonts cut once at set-up, no network.
"""

import ctypes.util

import segno
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from titleplatform.kit import typefaces

try:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher
except (ImportError, OSError) as error:  # Pango is missing: everything else works, printing says why not
    HTML, MISSING = None, str(error)
else:
    MISSING = ""

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"


def unavailable_reason():
    """Why nothing can be printed here, with the way to mend it; "" where printing works."""
    if HTML is None:
        return f"服务器缺少打印所需的系统库，请管理员执行：apt-get install {PACKAGES}"
    return ""


def slow_reason():
    """Without libharfbuzz-subset a Chinese PDF takes 7 s instead of 0.24 s; "" where it is there."""
    if ctypes.util.find_library("harfbuzz-subset"):
        return ""
    return "缺少 libharfbuzz-subset0，打印会慢 20 倍以上：apt-get install libharfbuzz-subset0"


def pdf_from_template(template, context):
    """PDF bytes of a template that extends `base_print.html`. The same context gives the same bytes."""
    html = render_to_string(template, context)
    fonts = FontConfiguration()
    styles = [
        CSS(string=typefaces.rules(), font_config=fonts),
        CSS(filename=finders.find("css/print.css"), font_config=fonts),
    ]
    document = HTML(string=html, url_fetcher=_Sealed(), base_url="print:").render(stylesheets=styles, font_config=fonts)
    return document.write_pdf(pdf_identifier=b"titleplatform")


def qr_data_uri(text):
    """A QR code as an SVG data URI for an <img>."""
    return segno.make(text, error="m").svg_data_uri(scale=3, border=1)


if HTML is not None:

    class _Sealed(URLFetcher):
        """Nothing comes from outside: data URIs and the faces cut at set-up, no network, no other file."""

        def fetch(self, url, headers=None):
            if url.startswith("data:") or url in {face.url for face in typefaces.FACES}:
                return super().fetch(url, headers)
            raise ValueError(f"a printed form may not load {url}")
