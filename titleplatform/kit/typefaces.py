"""The type of printed forms: the installed faces they are set in, cut to the common characters once at set-up.

A few megabytes each instead of 20 to 26. Rarer characters in names (堃 喆 㛃) come from the installed faces, which stand second in
`print.css`.
"""

import io
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

FOLDERS = (
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/noto-cjk",
    "/usr/share/fonts/google-noto-cjk",
    "/usr/share/fonts/google-noto-sans-cjk-fonts",
    "/usr/share/fonts/google-noto-serif-cjk-fonts",
)
# What forms do not use: other shapes of a character, kerning of Latin, vertical lines.
DROPPED = ["GSUB", "GPOS", "GDEF", "vhea", "vmtx", "VORG"]
# In the names of the cut files: raised when they are cut in another way.
EDITION = 2


@dataclass(frozen=True)
class Face:
    """`family` and `weight`: as print.css calls it; `collection`: the installed file; `name`: the face in it."""

    family: str
    weight: str
    collection: str
    name: str

    @property
    def installed(self):
        """The path of the installed file, None where there is none."""
        return next((path for folder in FOLDERS if (path := Path(folder, self.collection)).exists()), None)

    @property
    def path(self):
        """Of the cut file."""
        return settings.FONT_DIR / f"print-{self.family}-{self.weight}-{EDITION}.otf".lower()

    @property
    def url(self):
        return f"file://{self.path}"

    @property
    def rule(self):
        return f'@font-face {{ font-family: "{self.family}"; font-weight: {self.weight}; src: url("{self.url}") }}'


# 宋体 for the text, heavy for the title on the cover, 黑体 for headings: as the official forms are set.
SONG = Face("Song", "normal", "NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC")
SONG_BOLD = Face("Song", "bold", "NotoSerifCJK-Bold.ttc", "Noto Serif CJK SC")
HEI = Face("Hei", "normal", "NotoSansCJK-Regular.ttc", "Noto Sans CJK SC")
FACES = (SONG, SONG_BOLD, HEI)


def rules():
    """The `@font-face` rules of the faces that have been cut."""
    return "\n".join(face.rule for face in FACES if face.path.exists())


def cut(face, characters=None):
    """Cut these characters (those that are common) out of the installed face into FONT_DIR. Returns the path, None where the face is
    not installed."""
    if face.installed is None:
        return None
    face.path.parent.mkdir(parents=True, exist_ok=True)
    font = _face_of(face)
    options = subset.Options(desubroutinize=True, drop_tables=DROPPED, recalc_timestamp=False)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters or common())
    cutter.subset(font)
    _renumbered(font).save(face.path)
    return face.path


def common():
    """Every character of GB 2312, ASCII, and the punctuation the forms use."""
    pairs = (bytes((high, low)) for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF))
    found = {ord(c) for pair in pairs for c in pair.decode("gb2312", "ignore")}
    return found | set(range(0x20, 0x7F)) | {ord(c) for c in "—–…·“”‘’√□■①②③④⑤≤≥×−"}


def forget_others():
    """Throw away what was cut in another way before."""
    for path in set(settings.FONT_DIR.glob("print-*")) - {face.path for face in FACES}:
        path.unlink()


def _face_of(face):
    """The boxes of the whole font hold for the subset as well; counting them anew takes as long as the cutting."""
    faces = TTCollection(face.installed, recalcBBoxes=False).fonts
    return next(each for each in faces if each["name"].getDebugName(1) == face.name)


def _renumbered(font):
    """The same font, whose glyphs are numbered (CID) by their place.

    Cut, a CID-keyed font keeps the numbers it had as a whole. A PDF calls glyphs by place; MuPDF takes that for the number and draws
    nothing. All other tables call glyphs by place and are copied as they are: nothing but CFF may be read before the names change.
    """
    content = io.BytesIO()
    font.save(content)
    font = TTFont(content, recalcBBoxes=False, recalcTimestamp=False)
    top = font["CFF "].cff.topDictIndex[0]
    names = [".notdef", *(f"cid{place:05d}" for place in range(1, len(top.charset)))]
    outlines = top.CharStrings
    outlines.charStrings = {new: outlines.charStrings[old] for new, old in zip(names, top.charset, strict=True)}
    top.charset = names
    font.setGlyphOrder(names)
    return font
