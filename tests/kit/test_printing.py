"""Printing: nothing from outside, the same bytes in every process."""

import hashlib
import io
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont

from titleplatform.kit import press, printing, typefaces

ROOT = Path(__file__).parents[2]
PRINT = """
import hashlib, os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()
from titleplatform.kit.printing import pdf_from_template
print(hashlib.sha256(pdf_from_template("base_print.html", {"mark": "堃喆㛃 2026"})).hexdigest())
"""


@pytest.mark.parametrize(
    "address", ["http://example.org/a.png", "https://example.org/a.css", "file:///etc/passwd", "ftp://x/y"]
)
def test_nothing_is_loaded_from_outside(address):
    with pytest.raises(ValueError, match="may not load"):
        press._Sealed(frozenset()).fetch(address)


def test_three_processes_give_the_same_bytes():
    others = [
        subprocess.Popen([sys.executable, "-c", PRINT], cwd=ROOT, stdout=subprocess.PIPE, text=True) for _ in range(2)
    ]
    mine = hashlib.sha256(printing.pdf_from_template("base_print.html", {"mark": "堃喆㛃 2026"})).hexdigest()
    assert [process.communicate()[0].strip() for process in others] == [mine, mine]


def test_a_press_that_dies_stops_nothing_and_what_it_made_is_made_again_with_the_same_bytes():
    document = printing.document_of("base_print.html", {"mark": "堃喆㛃 2026"})
    with printing.presses() as presses:
        wait = presses.begin(*document)
        for press_id in list(presses.pool._processes):
            os.kill(press_id, signal.SIGKILL)
        assert wait() == printing.pdf_from_template("base_print.html", {"mark": "堃喆㛃 2026"})
        wrong = presses.begin("<p>1</p>", "", "/nowhere.css", frozenset())
        with pytest.raises(OSError, match="nowhere"):
            wrong()
        assert presses.begin(*document)() == wait()


def test_rare_characters_of_names_come_from_the_whole_font(settings, tmp_path):
    """堃 喆 㛃 are not in GB 2312: the small font lacks them, and the form prints them all the same."""
    settings.FONT_DIR = tmp_path
    assert [ord(each) in typefaces.common() for each in "洛堃喆㛃"] == [True, False, False, False]
    assert set(TTFont(typefaces.cut(typefaces.SONG, set(map(ord, "洛阳")))).getBestCmap()) == {ord("洛"), ord("阳")}
    common, rare = (
        mapped(printing.pdf_from_template("base_print.html", {"mark": mark})) for mark in ("洛阳", "洛堃喆㛃")
    )
    assert {ord(each) for each in "洛堃喆㛃"} & common == {ord("洛")}
    assert {ord(each) for each in "洛堃喆㛃"} <= rare


def mapped(content):
    """The characters that the fonts of a PDF say they draw (their ToUnicode maps)."""
    found = set()
    document = pikepdf.open(io.BytesIO(content))
    for font in document.pages[0].Resources.Font.values():
        for part in re.findall(rb"beginbfchar(.*?)endbfchar", font.ToUnicode.read_bytes(), re.DOTALL):
            found |= {int(code, 16) for code in re.findall(rb"<[0-9a-fA-F]+> *<([0-9a-fA-F]{4})>", part)}
    return found


def test_a_qr_code_is_drawn_inline():
    uri = printing.qr_data_uri("2026410300000100010000001")
    assert uri.startswith("data:image/svg+xml")
