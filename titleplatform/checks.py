"""What a server for real people must have: keys of its own (`check --deploy` and every start ask here), and the client's address."""

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


def check_client_address(app_configs, **kwargs):
    """`check --deploy` fails where a proxy stands before us (HTTPS is its work) and nothing says where it writes the client's address:
    all the world would be one address, which lock-out and the pause after many failed logins count by."""
    if not settings.HTTPS or settings.CLIENT_IP_HEADERS != ["REMOTE_ADDR"]:
        return []
    hint = "the header that your proxy writes, such as HTTP_X_FORWARDED_FOR, and CLIENT_IP_PROXIES"
    return [
        Error("CLIENT_IP_HEADERS is not set: every client has the proxy's address", hint=hint, id="titleplatform.E002")
    ]
