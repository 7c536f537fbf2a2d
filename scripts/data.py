"""Bring database, fonts, static files and file modes up to date, in one process. A step that runs again changes nothing."""

import hashlib
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import OperationalError

from titleplatform import start


def static_fingerprint() -> str:
    """Changes when a static file appears, goes or is edited."""
    lines = []
    for finder in get_finders():
        for name, storage in finder.list([]):
            stat = Path(storage.path(name)).stat()
            lines.append(f"{name} {stat.st_size} {stat.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def collect_static() -> None:
    """collectstatic compresses every file (seconds), so it runs only when one has changed."""
    stamp = Path(settings.STATIC_ROOT).with_name("static.stamp")
    fingerprint = static_fingerprint()
    if not stamp.exists() or stamp.read_text() != fingerprint:
        print("Collecting static files")
        call_command("collectstatic", "--noinput", "--clear", verbosity=0)
        stamp.write_text(fingerprint)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "titleplatform.settings")
    django.setup()
    start.begin()
    try:
        call_command("migrate", verbosity=0)
    except OperationalError as error:
        sys.exit(f"The database does not answer; start it, then run the same command again.\n    {error}")
    call_command("province")
    call_command("fonts")
    collect_static()
    if settings.DEMO:
        call_command("demo")  # prints the accounts, every time
    start.close_everything()


if __name__ == "__main__":
    main()
