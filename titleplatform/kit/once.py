"""A form counts once: a second POST with the same token (double click, back button) does nothing and leads where the first one led."""

import uuid

from django.core.cache import caches

KEEP_SECONDS = 24 * 3600
RUNNING = "running"


def new_token():
    return uuid.uuid4().hex


def claim(token, account):
    """Take the token: None for the first comer, otherwise where the first one led ("" while it is still running)."""
    if not token:
        return None
    if caches["once"].add(_key(token, account), RUNNING, KEEP_SECONDS):
        return None
    return led_to(token, account)


def led_to(token, account):
    """Where the POST with this token led; "" where there was none or it is still running."""
    seen = caches["once"].get(_key(token, account), "") if token else ""
    return "" if seen == RUNNING else seen


def settle(token, account, url):
    """Remember where the first POST led."""
    if token:
        caches["once"].set(_key(token, account), url, KEEP_SECONDS)


def release(token, account):
    """The first POST was refused: the corrected form may come again with the same token."""
    if token:
        caches["once"].delete(_key(token, account))


def _key(token, account):
    return f"{account.pk}:{token[:64]}"
