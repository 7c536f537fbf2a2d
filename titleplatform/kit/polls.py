"""A page that keeps itself current: it asks its own address again, with the mark of what it shows in a header, and is answered 204 while
that stands.

Nobody sits before a poll: it is no activity (`titleplatform.middleware.IdleLogoutMiddleware`).
"""

import hashlib

from django.http import HttpResponse

SINCE = "X-Poll-Since"
EVERY_SECONDS = 30


def is_poll(request):
    return SINCE in request.headers


def mark_of(values):
    """A short mark of what is shown: another mark means something else is to be shown."""
    return hashlib.sha256(repr(values).encode()).hexdigest()[:16]


def nothing_new(request, mark):
    """The answer to a poll that knows this mark, else None."""
    return HttpResponse(status=204) if request.headers.get(SINCE) == mark else None
