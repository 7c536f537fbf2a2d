"""Which browser the tests and the pictures use, and how it is started.

Debian packs the engine a second time without windows: the same pages in half of the time. Where that package is not installed,
Chromium itself or Chrome does as well.
"""

import shutil

PROGRAMS = ("chromium-headless-shell", "chromium", "google-chrome")
FLAGS = ["--no-sandbox", "--disable-quic", "--disable-background-networking"]


def program() -> str | None:
    """The path of the first of PROGRAMS that is installed."""
    return next(filter(None, map(shutil.which, PROGRAMS)), None)
