"""The heaviest statements of the slowest pages, with their plans: none may read a large table from end to end."""

import re
import time

from django.db import connection
from django.test import Client

SLOWEST_PAGES, MOST = 25, 10
LARGE = 100_000  # rows
SCAN = re.compile(r"Seq Scan on (\w+)")


def heaviest(found, accounts):
    """[{ms, sql, page, scans, plan}] of the MOST heaviest, `scans`: large tables that they read whole."""
    slowest = sorted(found, key=lambda page: -page["sql"])[:SLOWEST_PAGES]
    asked = {}
    for page in slowest:
        for ms, sql, params in _of_page(page["path"], accounts[page["role"]]):
            if ms > asked.get(sql, (0,))[0]:
                asked[sql] = (ms, params, page)
    most = sorted(asked.items(), key=lambda item: -item[1][0])[:MOST]
    large = _large_tables()
    return [_explained(sql, *rest, large) for sql, rest in most]


def _of_page(path, account):
    client, log = Client(HTTP_HOST="127.0.0.1"), []
    client.force_login(account, backend="orgs.login.AccountBackend")
    client.get(path)

    def note(execute, sql, params, many, context):
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            log.append(((time.perf_counter() - started) * 1000, sql, params))

    with connection.execute_wrapper(note):
        client.get(path)
    return [each for each in log if each[1].startswith("SELECT")]


def _explained(sql, ms, params, page, large):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF) {sql}", params)
        plan = [line for (line,) in cursor.fetchall()]
    scans = sorted(set(SCAN.findall("\n".join(plan))) & large)
    return {"ms": round(ms, 1), "role": page["role"], "path": page["path"], "sql": sql, "scans": scans, "plan": plan}


def _large_tables():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_stat_user_tables WHERE n_live_tup > %s", [LARGE])
        return {name for (name,) in cursor.fetchall()}
