"""A form counts once: a second POST with the same token (double click, back button) does nothing and leads where the first one led.

What was handed in is kept by a store with `claim`, `led_to`, `settle` and `release` (`titleplatform.models`), which the wiring names
with `keep_in`: the kit has no tables.
"""

import uuid

_stores = []


def keep_in(store):
    """Name the one store, a function that gives it."""
    _stores[:] = [store]


def _store():
    return _stores[0]()


def new_token():
    return uuid.uuid4().hex


def claim(token, account):
    """Take the token: None for the first comer, otherwise where the first one led ("" while it is still running)."""
    if not token or _store().claim(_key(token, account)):
        return None
    return led_to(token, account)


def led_to(token, account):
    """Where the POST with this token led; "" where there was none or it is still running."""
    return _store().led_to(_key(token, account)) if token else ""


def settle(token, account, url):
    """Remember where the first POST led."""
    if token:
        _store().settle(_key(token, account), url)


def release(token, account):
    """The first POST was refused: the corrected form may come again with the same token."""
    if token:
        _store().release(_key(token, account))


def _key(token, account):
    return f"{account.pk}:{token[:64]}"
