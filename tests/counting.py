"""Counting a page's own queries, without those that every page of the same seat asks (session, account, menu, 待办事项)."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

SHELL = "entrance:password"  # a page that asks nothing of its own


def shell_queries(client):
    """How many queries every page of this seat asks."""
    return len(_asked(client, reverse(SHELL))[0])


def expect_queries(client, address, data=None, *, queries):
    """The page, which asks exactly so many queries of its own. The session must have been used before: its first request writes."""
    shell = shell_queries(client)
    asked, page = _asked(client, address, data)
    own = len(asked) - shell
    head = f"{own} queries of its own instead of {queries}, {shell} of every page:"
    assert own == queries, "\n".join([head, *(each["sql"][:200] for each in asked)])
    return page


def _asked(client, address, data=None):
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address, data)
    assert page.status_code == 200, address
    return asked.captured_queries, page
