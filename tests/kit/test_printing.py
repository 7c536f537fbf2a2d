"""Printing: nothing from outside, the same bytes in every process."""

import subprocess
import sys
from pathlib import Path

import pytest

from titleplatform.kit import printing

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
        printing._Sealed().fetch(address)


def test_three_processes_give_the_same_bytes():
    made = {
        subprocess.run([sys.executable, "-c", PRINT], cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for _ in range(3)
    }
    assert len(made) == 1
    assert len(made.pop().strip()) == 64


def test_a_qr_code_is_drawn_inline():
    uri = printing.qr_data_uri("2026410300000100010000001")
    assert uri.startswith("data:image/svg+xml")
