"""Accounts of the demo: one real password for all, hashed once, and the list that the login page prints."""

import json

from django.conf import settings
from django.contrib.auth.hashers import make_password

from titleplatform.demo_accounts import FILE

PASSWORD = "Yanshi-2026-mima"  # noqa: S105 - printed on purpose, and only where DEMO is on


class Passwords:
    """Gives accounts the demo's password. One hash serves all: 125 ms of Argon2 each would be most of the time of `make run`, and
    a shared salt gives nothing away about a password that the login page prints."""

    def __init__(self, stored=None):
        self.hash = stored or make_password(PASSWORD)

    def give(self, account):
        account.password, account.initial_password_at = self.hash, None
        account.save(update_fields=["password", "initial_password_at"])
        return account


def write_list(lines):
    """Keep what the login page prints: (entrance, role, account, password)."""
    keys = ("entrance", "role", "account", "password")
    path = settings.VAR_DIR / FILE
    text = json.dumps([dict(zip(keys, line, strict=True)) for line in lines], ensure_ascii=False, indent=1)
    path.write_text(text, encoding="utf-8")
