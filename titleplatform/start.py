"""Before anybody is served: keys of one's own, and a folder that nobody else can read."""

import contextlib
import os
import sys
from pathlib import Path

from django.conf import settings

from titleplatform.checks import wrong_keys

# Where a worker of gunicorn loads the application itself, this code says: give up instead of starting the next one.
NEVER_BOOTED = 3
OTHERS = 0o077


def begin():
    """What every process that serves does first: it refuses a server without keys of its own."""
    if reason := why_not():
        sys.stderr.write(f"{reason}\n")
        sys.exit(NEVER_BOOTED)
    close(settings.VAR_DIR)


def why_not():
    """Why this server may not begin; "" where it may. Every checkout has the same development keys."""
    wrong = {} if settings.DEBUG or settings.DEMO else wrong_keys()
    if not wrong:
        return ""
    lines = [f"    {name} {reason}" for name, reason in wrong.items()]
    return "\n".join(
        [
            "The server does not start without keys of its own (only with DEBUG or DEMO):",
            *lines,
            f"Set them in the environment or in {settings.VAR_DIR / 'env'}; `DEMO=off python scripts/env_file.py` writes that file once,",
            "with random keys. A database that is in use needs the keys it was filled with.",
        ]
    )


def close(path):
    """Leave a file or folder to its owner alone. Returns whether it was open; a link leads elsewhere and stays."""
    mode = path.lstat().st_mode
    if path.is_symlink() or not mode & OTHERS:
        return False
    path.chmod(mode & 0o777 & ~OTHERS)
    return True


def close_everything():
    """`VAR_DIR` with all below it: what an older version, or a hand, left open. Returns how much was."""
    opened = close(settings.VAR_DIR)
    for place, folders, files in os.walk(settings.VAR_DIR):
        for name in folders + files:
            with contextlib.suppress(FileNotFoundError):  # SQLite's own files come and go
                opened += close(Path(place, name))
    return opened
