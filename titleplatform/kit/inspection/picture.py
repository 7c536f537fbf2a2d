"""Pictures: decoded within a budget, turned upright, and written anew without anything but the picture."""

import io

from PIL import Image, ImageOps

from titleplatform.kit.inspection.found import Inspected, Unfit

MAX_PIXELS = 50_000_000  # a 600 dpi A4 scan has 35 million
LONG_EDGE = 3508  # A4 at 300 dpi
QUALITY = 88
SIDEWAYS = 0x0112  # the EXIF tag of the orientation
DAMAGED = "图片已损坏，打不开。请重新拍摄或扫描后再上传。"
# What a picture may be kept as; other modes lose nothing that is seen when they become the second.
MODES = {"JPEG": ("L", "RGB"), "PNG": ("1", "L", "LA", "P", "RGB", "RGBA")}


def inspect(content, *, max_pages):
    """The picture as it is kept: upright, at most LONG_EDGE long, without metadata (place, device, time, hidden parts)."""
    Image.MAX_IMAGE_PIXELS = None  # the budget is checked below, before anything is decoded
    try:
        with Image.open(io.BytesIO(content), formats=("JPEG", "PNG")) as image:
            width, height = image.size
            if width * height > MAX_PIXELS:
                raise Unfit(f"图片 {width}×{height}，像素过多（最多 {MAX_PIXELS // 10_000} 万）。请缩小后再上传。")
            return _anew(image)
    except (Unfit, MemoryError):
        raise
    except Exception:  # whatever a decoder trips over in a stranger's bytes
        raise Unfit(DAMAGED) from None


def _anew(image):
    kind = "PNG" if image.format == "PNG" else "JPEG"  # a phone's JPEG with a second picture in it calls itself MPO
    described = bool(image.getexif()) or "comment" in image.info
    turned = image.getexif().get(SIDEWAYS, 1) != 1
    small = max(image.size) <= LONG_EDGE
    if kind == "JPEG":
        image.draft(None, (LONG_EDGE, LONG_EDGE))  # a large one is decoded at a half or a quarter, never below this
    picture = _plain(ImageOps.exif_transpose(image), kind)
    picture.thumbnail((LONG_EDGE, LONG_EDGE), Image.Resampling.LANCZOS)
    target = io.BytesIO()
    picture.save(target, kind, **({"quality": QUALITY, "optimize": True} if kind == "JPEG" else {"optimize": False}))
    changes = (
        *(["已转正"] if turned else []),
        *([] if small else [f"已缩小到长边 {LONG_EDGE} 像素"]),
        *(["已去掉拍摄地点等附带信息"] if described else []),
    )
    return Inspected(target.getvalue(), changes)


def _plain(image, kind):
    """The first picture of the file, decoded, with nothing beside it."""
    if image.mode not in MODES[kind]:
        image = _in_eight_bits(image) if image.mode.startswith("I") else image.convert("RGB")
    elif kind == "PNG" and image.mode in ("1", "P") and max(image.size) > LONG_EDGE:
        image = image.convert({"1": "L", "P": "RGBA"}[image.mode])  # these cannot be made smaller smoothly
    image.load()
    plain = image.copy()
    shown = ("transparency",) if plain.mode in ("P", "L", "RGB") else ()
    plain.info = {key: value for key, value in image.info.items() if key in shown}
    return plain


def _in_eight_bits(image):
    """Grey of 16 bits as grey of 8: Pillow would cut off what is bright."""
    return image.point(lambda value: value / 256).convert("L")
