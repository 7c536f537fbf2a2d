"""How many statements a request sent, and how long the database took for them, in headers of the answer."""

import time

from django.db import connection

MARKS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


class CountingMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        count, spent = 0, 0.0

        def note(execute, sql, params, many, context):
            nonlocal count, spent
            started = time.perf_counter()
            try:
                return execute(sql, params, many, context)
            finally:
                spent += time.perf_counter() - started
                count += not sql.startswith(MARKS)

        with connection.execute_wrapper(note):
            response = self.get_response(request)
        response["X-Queries"], response["X-Sql-Ms"] = count, f"{spent * 1000:.2f}"
        return response
