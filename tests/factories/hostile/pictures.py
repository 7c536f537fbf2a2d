"""Hostile and telling pictures."""

import io
import struct
import zlib

from PIL import Image, PngImagePlugin

from tests.factories.files import PNG
from tests.factories.hostile.expected import CLEANED, MARK, REFUSED, Hostile


def picture(kind="JPEG", size=(400, 300), mode="RGB", **how):
    target = io.BytesIO()
    Image.new(mode, size, *(["white"] if mode == "RGB" else [])).save(target, kind, **how)
    return target.getvalue()


def exif(orientation=1, place=False):
    made = Image.Exif()
    made[0x0112], made[0x010F] = orientation, "EVIL-PAYLOAD"
    if place:
        made.get_ifd(0x8825).update({1: "N", 2: (34.0, 37.0, 12.0), 3: "E", 4: (112.0, 27.0, 1.0)})
    return made


def png_chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png_of(width, height, *chunks):
    head = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + png_chunk(b"IEND", b"")


def unfolding_png():
    text = png_chunk(b"zTXt", b"a\x00\x00" + zlib.compress(b" " * 20_000_000, 9))
    rows = png_chunk(b"IDAT", zlib.compress(b"\x00" + b"\xff" * 3))
    return png_of(1, 1, text, rows)


def animated():
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("white", "red")]
    target = io.BytesIO()
    frames[0].save(target, "PNG", save_all=True, append_images=frames[1:])
    return target.getvalue()


def described_png():
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "EVIL-PAYLOAD")
    return picture("PNG", pnginfo=notes)


def pictures():
    huge = picture()
    at = huge.index(b"\xff\xc0") + 5
    yield Hostile("定位.jpg", picture(exif=exif(place=True)), CLEANED, "已去掉拍摄地点等附带信息", "jpg")
    yield Hostile("横放.jpeg", picture(exif=exif(orientation=6)), CLEANED, "已转正", "jpg")
    yield Hostile("很大.jpg", picture(size=(3600, 90)), CLEANED, "已缩小到长边 3508 像素", "jpg")
    yield Hostile("四色.jpg", picture(mode="CMYK"), CLEANED, "", "jpg")
    yield Hostile("说明.png", described_png(), CLEANED, "", "png")
    yield Hostile("尾巴.png", PNG + MARK * 9, CLEANED, "", "png")
    yield Hostile("动图.png", animated(), CLEANED, "", "png")
    yield Hostile("十六位.png", picture("PNG", mode="I;16"), CLEANED, "", "png")
    yield Hostile("像素炸弹.png", png_of(50_000, 50_000), REFUSED, "像素过多", "png")
    yield Hostile("像素炸弹.jpg", huge[:at] + b"\xff\xdc\xff\xdc" + huge[at + 4 :], REFUSED, "像素过多", "jpg")
    yield Hostile("文字炸弹.png", unfolding_png(), REFUSED, "已损坏", "png")
    yield Hostile(
        "半截.jpg", (whole := picture(size=(900, 900), quality=95))[: len(whole) // 3], REFUSED, "已损坏", "jpg"
    )
