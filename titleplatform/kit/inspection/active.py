"""What acts by itself in a PDF: scripts, programs, forms that send themselves, jumps into other files, media, files inside the file.

A link that a reader must click is no activity, unless it leads neither into the web nor to a letter (a script, a file of the reader's);
an address that opens by itself is.
"""

import re
from dataclasses import dataclass

import pikepdf

EMBEDDED = "内嵌文件"
SCRIPT, PROGRAM, SENDING, ELSEWHERE, ADDRESS, MEDIA, XFA = (
    "脚本",
    "启动程序的动作",
    "自动提交或导入数据的动作",
    "打开其他文件的动作",
    "自动打开网址的动作",
    "音视频等多媒体",
    "XFA 动态表单",
)
ACTIONS = {
    "/JavaScript": SCRIPT,
    "/Launch": PROGRAM,
    "/SubmitForm": SENDING,
    "/ImportData": SENDING,
    "/GoToR": ELSEWHERE,
    "/GoToE": ELSEWHERE,
    "/Thread": ELSEWHERE,
    "/Rendition": MEDIA,
    "/Movie": MEDIA,
    "/Sound": MEDIA,
    "/RichMediaExecute": MEDIA,
    "/GoTo3DView": MEDIA,
}
ANNOTATIONS = {
    "/RichMedia": MEDIA,
    "/Screen": MEDIA,
    "/Movie": MEDIA,
    "/Sound": MEDIA,
    "/3D": MEDIA,
    "/FileAttachment": EMBEDDED,
}
KEYS = {
    "/JavaScript": SCRIPT,
    "/XFA": XFA,
    "/NeedsRendering": XFA,
    "/RichMediaContent": MEDIA,
    "/RichMediaSettings": MEDIA,
    "/EmbeddedFiles": EMBEDDED,
    "/Collection": EMBEDDED,
}
# These two are also names that fonts and pictures of a page may have: what hangs there tells.
FILE_KEYS = ("/EF", "/AF")
# Where a stream's bytes come from when they are in another file, and the page of another file that a form stands for.
FETCHING = ("/F", "/Ref")
HARMLESS = ("http", "https", "mailto")
SCHEME = re.compile(r"([a-z][a-z0-9+.-]*):", re.IGNORECASE)
LONGEST_CHAIN = 1000
# Nothing acts, and nothing is signed, without one of these names somewhere: most files are done with in one fast look. A usual link and
# the flags of an annotation (/F 4) are no reason for a slow one.
SUSPECT = re.compile(
    "|".join(
        (
            *(f"{name}\\b" for name in (*ACTIONS, *ANNOTATIONS, *KEYS, *FILE_KEYS, "/OpenAction", "/AA", "/Ref")),
            r"/F (?:\(|<|\d+ \d+ R)",
            rf"/URI\b(?! (?:/|>>|\((?:{'|'.join(HARMLESS)}):))",
        )
    ).encode()
)
SIGNING = re.compile(rb"/(ByteRange|Sig|DocTimeStamp)\b")


@dataclass(frozen=True)
class Activity:
    """Something that acts, and where it hangs: at `key` of `holder`, a dictionary's name or a list's index."""

    label: str
    holder: pikepdf.Object
    key: str | int


def activities(pdf):
    """Every Activity of the document."""
    if not _mentions(pdf, SUSPECT):
        return
    for holder in containers(pdf):
        for key, value in _items(holder):
            if label := _acts(holder, key, value):
                yield Activity(label, holder, key)


def is_signed(pdf):
    """Is there a signature, an electronic seal included? A field waiting for one is none."""
    return _mentions(pdf, SIGNING) and any(
        _is_signature(each) for each in containers(pdf) if not isinstance(each, pikepdf.Array)
    )


def containers(pdf):
    """Every dictionary, list and stream's dictionary of the document, those inside others included, each once."""
    for item in pdf.objects:
        waiting = [item] if _holds(item) else []
        while waiting:
            each = waiting.pop()
            yield each
            waiting += [value for _, value in _items(each) if _holds(value) and not value.is_indirect]


def _mentions(pdf, names):
    """Does any object hold one of these names? The library spells every name in the one normal way."""
    return any(names.search(_source(item)) for item in pdf.objects)


def _source(item):
    if isinstance(item, pikepdf.Stream):
        return item.stream_dict.unparse()
    return item.unparse(resolved=True) if _holds(item) else b""


def _holds(value):
    return isinstance(value, (pikepdf.Dictionary, pikepdf.Array, pikepdf.Stream))


def _items(holder):
    """(key, value) pairs, as a list: what hangs there is about to be cut off."""
    if isinstance(holder, pikepdf.Array):
        return list(enumerate(holder))
    return [(key, holder[key]) for key in holder.keys()]  # noqa: SIM118 — a stream's dictionary has no iteration


def _acts(holder, key, value):
    """The label of what `value` at `key` of `holder` does by itself; "" for nothing."""
    if key in KEYS:
        return KEYS[key]
    if (
        key in FETCHING
        and isinstance(holder, pikepdf.Stream)
        and isinstance(value, (pikepdf.String, pikepdf.Dictionary))
    ):
        return ELSEWHERE
    if key in FILE_KEYS and _holds_file(value):
        return EMBEDDED
    if not isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
        return ""
    by_itself = ACTIONS.get(_name(value, "/S")) or ANNOTATIONS.get(_name(value, "/Subtype"))
    if by_itself or _is_no_web_address(value.get("/Base" if key == "/URI" else "/URI")):
        return by_itself or SCRIPT
    return ADDRESS if _opens_address(key, value) else ""


def _is_no_web_address(text):
    """Does this address name a scheme that is not harmless? Readers skip blanks and control characters, also within it."""
    if not isinstance(text, pikepdf.String):
        return False
    scheme = SCHEME.match("".join(each for each in str(text) if each > " "))
    return bool(scheme) and scheme[1].lower() not in HARMLESS


def _holds_file(value):
    """A stream under the name of a file, or the description of one (perhaps in a list)."""
    if isinstance(value, pikepdf.Array):
        return any(_holds_file(each) for each in value)
    if not isinstance(value, (pikepdf.Dictionary, pikepdf.Stream)):
        return False
    return "/EF" in value or any(
        isinstance(value.get(key), pikepdf.Stream) for key in ("/F", "/UF", "/DOS", "/Mac", "/Unix")
    )


def _opens_address(key, value):
    """Does this open an address without a click: on opening the document, or on an event (/AA: a page is shown, a field is touched)?"""
    if key == "/AA":
        return any(_leads_out(value[event]) for event in value.keys())  # noqa: SIM118
    return key == "/OpenAction" and _leads_out(value)


def _leads_out(action):
    """Is there a /URI in this action or in what follows it?"""
    waiting = [action]
    for _ in range(LONGEST_CHAIN):
        if not waiting:
            return False
        each = waiting.pop()
        if isinstance(each, pikepdf.Array):
            waiting += list(each)
        elif isinstance(each, pikepdf.Dictionary):
            if _name(each, "/S") == "/URI":
                return True
            waiting += [each["/Next"]] if "/Next" in each else []
    return True  # nobody needs so many: it goes in circles


def _name(holder, key):
    value = holder.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


def _is_signature(holder):
    if "/Contents" in holder and ("/ByteRange" in holder or _name(holder, "/Type") in ("/Sig", "/DocTimeStamp")):
        return True
    return _name(holder, "/FT") == "/Sig" and isinstance(holder.get("/V"), pikepdf.Dictionary)
