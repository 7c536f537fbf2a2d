"""The demo accounts that the login page and `manage.py demo --accounts` print; only ever while DEMO is on."""

import json

from django.conf import settings

FILE = "demo_accounts.json"


def printed_accounts(entrance=None):
    """[{entrance, role, account, password}, …] as `manage.py demo` wrote them; empty before the demo data exists."""
    path = settings.VAR_DIR / FILE
    if not settings.DEMO or not path.exists():
        return []
    accounts = json.loads(path.read_text(encoding="utf-8"))
    return [each for each in accounts if entrance in (None, each["entrance"])]
