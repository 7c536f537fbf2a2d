"""Settings of the test run: its own folder, fast password hashing, plain static files; nothing from the developer's var/env."""

import os
import tempfile
from pathlib import Path

_folder = tempfile.TemporaryDirectory(prefix="titleplatform-test-")  # removed when the process ends
os.environ["VAR_DIR"] = _folder.name
# Keys of its own, as every server has.
os.environ |= {
    "SECRET_KEY": "of-the-test-run-" + "2" * 48,
    "FIELD_ENCRYPTION_KEY": "b2YtdGhlLXRlc3QtcnVuLTIyMjIyMjIyMjIyMjIyMjI=",
    "FIELD_HASH_KEY": "b2YtdGhlLXRlc3QtcnVuLTMzMzMzMzMzMzMzMzMzMzM=",
}

from titleplatform.settings import *  # noqa: E402, F403

VAR_DIR = Path(_folder.name)
INSTALLED_APPS += ["tests.climber.apps.ClimberConfig"]  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file: threads need connections of their own. Nobody needs it after a power cut.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["timeout"] = 120  # noqa: F405 a busy machine is no fault
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"  # noqa: F405
TASKS = {"default": {"BACKEND": "tests.queues.AtOnceQueue", "QUEUES": []}}
MIDDLEWARE.remove("whitenoise.middleware.WhiteNoiseMiddleware")  # noqa: F405
AXES_ENABLED = True
# Half of the tests ask to be refused: only what breaks is worth reading below a failed one.
LOGGING["loggers"] |= {name: {"level": "ERROR"} for name in ("django.request", "django.security")}  # noqa: F405
