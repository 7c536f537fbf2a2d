"""The keys of a checkout never protect real people's numbers: `check --deploy` and every start of a server ask here."""

import base64
import binascii

from django.conf import settings
from django.core.checks import Error

KEY_BYTES = 32


def wrong_keys():
    """{setting: what is wrong with it}; empty where this server has keys of its own."""
    development = {
        "SECRET_KEY": settings.DEVELOPMENT_KEY,
        "FIELD_ENCRYPTION_KEY": settings.DEVELOPMENT_ENCRYPTION_KEY,
        "FIELD_HASH_KEY": settings.DEVELOPMENT_HASH_KEY,
    }
    wrong = {}
    for name, known in development.items():
        given = getattr(settings, name)
        if given in ("", known):
            wrong[name] = "is the development key: set a secret one"
        elif name != "SECRET_KEY" and not _is_key(given):
            wrong[name] = f"is not {KEY_BYTES} bytes in URL-safe base64"
    return wrong


def _is_key(text):
    try:
        return len(base64.b64decode(text, altchars=b"-_", validate=True)) == KEY_BYTES
    except (binascii.Error, ValueError):
        return False


def check_keys(app_configs, **kwargs):
    """`check --deploy` fails while a key is the one every checkout has."""
    return [Error(f"{name} {reason}", id="titleplatform.E001") for name, reason in wrong_keys().items()]
