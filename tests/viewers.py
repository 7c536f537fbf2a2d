"""What two viewers that share no code make of a PDF: poppler, and MuPDF (SumatraPDF and others)."""

import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

DOTS = "60"
PROGRAMS = {
    # A line thinner than a dot would be drawn as a dot.
    "poppler": ("pdftoppm", "-gray", "-thinlinemode", "shape", "-r", DOTS, "form.pdf", "page"),
    "MuPDF": ("mutool", "draw", "-q", "-c", "gray", "-r", DOTS, "-o", "page-%03d.pgm", "form.pdf"),
}
PAPER = 255
FOOT = 0.935  # of the page's height: the margin in which the page's number stands begins


def drawn(content, viewers=PROGRAMS):
    """{viewer: [picture of each page]}, in grey."""
    return {viewer: _pages(content, PROGRAMS[viewer]) for viewer in viewers}


def ink(picture):
    """How much of the paper is black, per mille."""
    counts = picture.histogram()
    return sum(count * (PAPER - grey) for grey, count in enumerate(counts)) * 1000 / PAPER / sum(counts)


def filled(picture):
    """How far down the page is used, without the foot."""
    width, height = picture.size
    body = picture.crop((0, 0, width, int(height * FOOT)))
    return body.point(lambda grey: PAPER - grey).getbbox()[3] / height


def texts(content):
    """[[line]] of each page, from the top, without empty lines."""
    command = ["pdftotext", "-layout", "-", "-"]
    text = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()
    return [[line.strip() for line in page.splitlines() if line.strip()] for page in text.split("\f")[:-1]]


def _pages(content, command):
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "form.pdf").write_bytes(content)
        subprocess.run(command, cwd=folder, capture_output=True, check=True)
        return [Image.open(path).copy() for path in sorted(folder.glob("page-*"))]
