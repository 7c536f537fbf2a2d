"""gunicorn on 127.0.0.1:PORT and the background worker beside it: they start together and stop together."""

import os
import signal
import socket
import subprocess
import sys
import time
from types import FrameType

PORT = os.environ.get("PORT", "8000")
SERVER = ["-m", "gunicorn", "titleplatform.wsgi", "--bind", f"127.0.0.1:{PORT}", "--workers", "2", "--threads", "4"]
SERVER += ["--log-level", "warning"]
WORKER = ["manage.py", "work"]
# Both finish what they are at (a request, a task); who needs longer than this is killed.
PATIENCE = 20  # seconds
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def stop(signum: int, _frame: FrameType | None) -> None:
    """Turn a signal into an orderly way out; a second one changes nothing."""
    for each in STOPS:
        signal.signal(each, signal.SIG_IGN)
    print("\nStopping…", flush=True)
    sys.exit(0)


def start(arguments: list[str]) -> subprocess.Popen:
    """A session of its own: Ctrl-C reaches this process alone, which then stops both in order."""
    return subprocess.Popen([sys.executable, *arguments], start_new_session=True)


def answers() -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(PORT))) == 0


def watch(children: list[subprocess.Popen]) -> int:
    """Say the address as soon as it answers; return when one child has ended."""
    said = False
    while all(child.poll() is None for child in children):
        if not said and answers():
            said = True
            print(f"\n    http://127.0.0.1:{PORT}/    (Ctrl-C stops it)\n", flush=True)
        time.sleep(0.2)
    ended = next(child for child in children if child.poll() is not None)
    print(f"{' '.join(ended.args[1:3])} ended by itself ({ended.returncode}); stopping the other.", file=sys.stderr)
    return 1


def end(children: list[subprocess.Popen]) -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + PATIENCE
    for child in children:
        try:
            child.wait(max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def main() -> int:
    for each in STOPS:
        signal.signal(each, stop)
    children: list[subprocess.Popen] = []
    try:
        for arguments in (SERVER, WORKER):
            children.append(start(arguments))
        return watch(children)
    finally:
        end(children)


if __name__ == "__main__":
    sys.exit(main())
