"""gunicorn on 127.0.0.1:PORT and two background workers beside it, one of them for what takes seconds: they start together and stop
together, and whichever dies is started again after a growing pause."""

import contextlib
import http.client
import os
import signal
import subprocess
import sys
import time
from types import FrameType

PORT = os.environ.get("PORT", "8000")
SERVER = ["-m", "gunicorn", "--bind", f"127.0.0.1:{PORT}"]  # the rest stands in gunicorn.conf.py
WORKERS = (["manage.py", "work"], ["manage.py", "work", "--short"])
# All finish what they are at (a request, a task); who needs longer than this is killed.
PATIENCE = 20  # seconds
FIRST_PAUSE, LONGEST_PAUSE = 1, 60  # seconds before one that died is started again
STEADY = 60  # seconds: who has run so long begins again with the first pause
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop:
    """Asked for by a signal. It only says so: whatever is being started is known before it is ended."""

    def __init__(self) -> None:
        self.asked = False
        for each in STOPS:
            signal.signal(each, self.ask)

    def ask(self, signum: int, _frame: FrameType | None) -> None:
        self.asked = True


class Child:
    """A program that is to run until we stop."""

    def __init__(self, arguments: list[str]):
        self.arguments = arguments
        self.name = " ".join(arguments).partition(" --bind")[0]
        self.pause = FIRST_PAUSE
        self.start()

    def start(self) -> None:
        """In a session of its own: Ctrl-C reaches this process alone, which then stops all in order."""
        self.process = subprocess.Popen([sys.executable, *self.arguments], start_new_session=True)
        self.started = time.monotonic()
        self.due: float | None = None

    def has_ended(self) -> bool:
        return self.process.poll() is not None

    def keep_running(self) -> None:
        if self.due is None and self.has_ended():
            self.kill()  # what it started may still hold the port
            if time.monotonic() - self.started > STEADY:
                self.pause = FIRST_PAUSE
            self.due = time.monotonic() + self.pause
            code = self.process.returncode
            print(
                f"{self.name} ended by itself ({code}); starting it again in {self.pause} s.",
                file=sys.stderr,
                flush=True,
            )
            self.pause = min(2 * self.pause, LONGEST_PAUSE)
        elif self.due is not None and time.monotonic() >= self.due:
            self.start()

    def end(self, deadline: float) -> None:
        try:
            self.process.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            self.kill()
            self.process.wait()

    def kill(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


def answers() -> bool:
    """gunicorn listens before it can serve: only an answer counts, whichever."""
    connection = http.client.HTTPConnection("127.0.0.1", int(PORT), timeout=1)
    try:
        connection.request("GET", "/health/")
        connection.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
    return True


def watch(server: Child, workers: list[Child], stop: Stop) -> int:
    """Say the address as soon as it answers, and keep all running. A server that ends before it ever answered has something to mend."""
    said = False
    while not stop.asked:
        if not said and answers():
            said = True
            print(f"\n    http://127.0.0.1:{PORT}/    (Ctrl-C stops it)\n", flush=True)
        for worker in workers:
            worker.keep_running()
        if said:
            server.keep_running()
        elif server.has_ended():
            print(f"{server.name} could not start ({server.process.returncode}): see above.", file=sys.stderr)
            return 1
        time.sleep(0.2)
    print("\nStopping…", flush=True)
    return 0


def main() -> int:
    stop = Stop()
    server, *workers = children = [Child(each) for each in (SERVER, *WORKERS)]
    try:
        return watch(server, workers, stop)
    finally:
        for each in children:
            each.process.terminate()
        deadline = time.monotonic() + PATIENCE
        for each in children:
            each.end(deadline)


if __name__ == "__main__":
    sys.exit(main())
