"""Real parallel connections: each worker is a thread with a database connection of its own, all started at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection


def in_parallel(work, workers):
    """Run `work(number)` in so many threads at once; returns what each returned or the exception it raised."""
    start = Barrier(workers)

    def run(number):
        start.wait()
        try:
            return work(number)
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(run, range(workers)))
