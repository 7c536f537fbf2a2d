"""Printed forms: one template makes the PDF (and would make a preview). The one place where a failed import is caught.

Byte for byte reproducible: no creation date, a fixed identifier, fonts cut once at set-up, no network.
"""

import ctypes.util
from pathlib import Path

import segno
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

try:
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher
except (ImportError, OSError) as error:  # Pango is missing: everything else works, printing says why not
    HTML, MISSING = None, str(error)
else:
    MISSING = ""

PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk"
SUBSET = "print-gb2312.ttf"
INSTALLED_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-cjk/NotoSansCJK-Regular.ttc",
)
CHINESE_FACE = "Noto Sans CJK SC"


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
        CSS(string=_font_face(), font_config=fonts),
        CSS(filename=finders.find("css/print.css"), font_config=fonts),
    ]
    document = HTML(string=html, url_fetcher=_Sealed(), base_url="print:").render(stylesheets=styles, font_config=fonts)
    return document.write_pdf(pdf_identifier=b"titleplatform")


def qr_data_uri(text):
    """A QR code as an SVG data URI for an <img>."""
    return segno.make(text, error="m").svg_data_uri(scale=3, border=1)


def make_subset(target=None):
    """Cut the GB 2312 characters from the installed Chinese font into FONT_DIR. Returns the path, None without such a font.

    2 MB instead of 20: a form renders in 0.46 s and 101 MB instead of 0.55 s and 208 MB. Rarer characters in names (堃 喆 㛃) come
    from the installed font, which stands second.
    """
    source = next((Path(each) for each in INSTALLED_FONTS if Path(each).exists()), None)
    if source is None:
        return None
    target = target or settings.FONT_DIR / SUBSET
    target.parent.mkdir(parents=True, exist_ok=True)
    font = _face(source)
    options = subset.Options(
        layout_features=["kern", "liga"], drop_tables=["GSUB", "vhea", "vmtx", "VORG"], recalc_timestamp=False
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=_gb2312())
    cutter.subset(font)
    font.save(target)
    return target


def _face(path):
    """The Chinese face. The boxes of the whole font hold for the subset as well; counting them anew takes as long as the cutting."""
    if path.suffix != ".ttc":
        return TTFont(path, recalcBBoxes=False)
    faces = TTCollection(path, recalcBBoxes=False).fonts
    return next(face for face in faces if face["name"].getDebugName(1) == CHINESE_FACE)


def _gb2312():
    """Every character of GB 2312, ASCII, and the punctuation the forms use."""
    pairs = (bytes((high, low)) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    found = {ord(c) for pair in pairs for c in pair.decode("gb2312", "ignore")}
    return found | set(range(0x20, 0x7F)) | {ord(c) for c in "—–…·“”‘’√□■①②③④⑤≤≥×−"}


def _font_face():
    path = settings.FONT_DIR / SUBSET
    return f'@font-face {{ font-family: "Print"; src: url("file://{path}") }}' if path.exists() else ""


if HTML is not None:

    class _Sealed(URLFetcher):
        """Nothing comes from outside: data URIs and the font cut at set-up, no network, no other file."""

        def fetch(self, url, headers=None):
            if url.startswith("data:") or url == f"file://{settings.FONT_DIR / SUBSET}":
                return super().fetch(url, headers)
            raise ValueError(f"a printed form may not load {url}")
