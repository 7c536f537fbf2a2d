"""One client that waits for each answer, as a person does."""

import http.client
import shutil
import statistics
import subprocess
import time
from dataclasses import dataclass

ROUNDS = 5


@dataclass
class Answer:
    status: int
    seconds: float
    queries: int
    sql_ms: float
    size: int
    body: bytes


@dataclass
class Figure:
    """One page: milliseconds, and what the database had of them."""

    median: float
    p95: float
    queries: int
    sql: float
    kilobytes: float


class Driver:
    def __init__(self, port):
        self.port = port

    def get(self, path, cookie=""):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=300)
        started = time.perf_counter()
        connection.request("GET", path, headers={"Cookie": cookie, "Host": "127.0.0.1"})
        response = connection.getresponse()
        body = response.read()
        seconds = time.perf_counter() - started
        connection.close()
        queries, sql = int(response.headers.get("X-Queries", 0)), float(response.headers.get("X-Sql-Ms", 0))
        return Answer(response.status, seconds, queries, sql, len(body), body)

    def figure(self, path, cookie="", rounds=ROUNDS):
        """The page's figure; raises where it does not answer 200."""
        self.get(path, cookie)  # the first use of a session writes
        answers = [self.get(path, cookie) for _ in range(rounds)]
        if wrong := {answer.status for answer in answers} - {200}:
            raise RuntimeError(f"{path}: {wrong}")
        times = sorted(answer.seconds * 1000 for answer in answers)
        sql = statistics.median(answer.sql_ms for answer in answers)
        most = max(answer.queries for answer in answers)
        return Figure(statistics.median(times), times[int(len(times) * 0.95)], most, sql, answers[0].size / 1024)


def has_wrk():
    return shutil.which("wrk") is not None


def throughput(port, path, cookie="", seconds=4):
    """Requests a second with 8 connections, by Debian's wrk."""
    address = f"http://127.0.0.1:{port}{path}"
    command = ["wrk", "-t1", "-c8", f"-d{seconds}s", "--timeout", "30s", "-H", f"Cookie: {cookie}", address]
    out = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in out:
        raise RuntimeError(f"{path}: {out}")
    return float(next(line.split()[1] for line in out.splitlines() if line.startswith("Requests/sec")))
