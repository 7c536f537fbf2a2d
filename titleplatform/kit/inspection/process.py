"""One small process beside each worker forks a child for every file, so that a child costs milliseconds and a hostile file only a child.

    worker                                    python -m titleplatform.kit.inspection.process
    inspect() ── a socket for this file ───▶  serve(): fork ──▶ child: limits, reads the file, answers on that socket, ends
              ◀── Inspected or Unfit ──────────────────────────┘

Nothing but bytes and JSON comes back. A child that dies (its limits end it) answers nothing: the file is refused.
"""

import json
import logging
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

from titleplatform.kit.inspection import pdf, picture
from titleplatform.kit.inspection.found import Inspected, Unfit

READERS = {"pdf": pdf.inspect, "jpg": picture.inspect, "png": picture.inspect}
MEMORY = 1024**3  # of addresses, 250 MB of which are libraries
CPU_SECONDS = 10
# A machine that is busy with other things may take longer than the processor's seconds.
PATIENCE_SECONDS = 60
EXHAUSTED = "文件结构异常，检查它要用的时间或内存超过限制。请重新导出或扫描后再上传。"
FOLDER = Path(__file__).resolve().parents[3]

_starting = threading.Lock()
_servers = {}  # {worker's pid: (socket, server)}: a worker that was forked starts its own


def inspect(kind, content, *, max_pages):
    """The Inspected behind `content` of a kind in READERS. Raises Unfit."""
    job = json.dumps({"kind": kind, "max_pages": max_pages}).encode()
    ours, theirs = socket.socketpair()
    with ours:
        with theirs:
            _hand_over(theirs)
        ours.settimeout(PATIENCE_SECONDS)
        try:
            _send(ours, job, content)
            head, body = _receive(ours)
        except (OSError, ValueError):
            raise Unfit(EXHAUSTED) from None
    answer = json.loads(head)
    if answer["unfit"]:
        raise Unfit(answer["unfit"])
    return Inspected(body if answer["changed"] else content, tuple(answer["changes"]))


def _hand_over(theirs):
    """Give the other end of a file's socket to the server; one that has gone is started anew, once."""
    try:
        socket.send_fds(_server(), [b"."], [theirs.fileno()])
    except OSError:
        _servers.pop(os.getpid(), None)
        socket.send_fds(_server(), [b"."], [theirs.fileno()])


def _server():
    with _starting:
        if os.getpid() not in _servers:
            _servers[os.getpid()] = _start()
        return _servers[os.getpid()][0]


def _start():
    """A new server. It ends by itself when this end of its socket closes, thus with the worker."""
    ours, theirs = socket.socketpair()
    with theirs:
        server = subprocess.Popen(
            [sys.executable, "-m", "titleplatform.kit.inspection.process"],
            stdin=theirs,
            stdout=subprocess.DEVNULL,
            cwd=FOLDER,
            start_new_session=True,
        )
    return ours, server


def serve(control):
    """Fork a child for each socket that comes; end when the worker does."""
    logging.disable()  # what a library says about a stranger's file is no news of ours
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children vanish by themselves
    while fds := socket.recv_fds(control, 1, 1)[1]:
        if not os.fork():
            control.close()
            _work(socket.socket(fileno=fds[0]))
        os.close(fds[0])


def _work(connection):
    """The child: one file, one answer, gone."""
    try:
        resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        job, content = _receive(connection)
        _send(connection, *_answer(json.loads(job), content))
    finally:
        os._exit(0)


def _answer(job, content):
    """(head, body) about one file: no body where the file stays as it is."""
    said = {"unfit": "", "changed": False, "changes": []}
    try:
        found = READERS[job["kind"]](content, max_pages=job["max_pages"])
    except Unfit as error:
        return json.dumps(said | {"unfit": str(error)}).encode(), b""
    except MemoryError:
        return json.dumps(said | {"unfit": EXHAUSTED}).encode(), b""
    changed = found.content != content
    said |= {"changed": changed, "changes": found.changes}
    return json.dumps(said).encode(), found.content if changed else b""


def _send(connection, head, body):
    connection.sendall(b"%d %d\n" % (len(head), len(body)) + head)
    connection.sendall(body)


def _receive(connection):
    """(head, body) as `_send` sent them. Raises ValueError when the other side ended before."""
    with connection.makefile("rb") as stream:
        sizes = [int(each) for each in stream.readline(64).split()]
        parts = [stream.read(size) for size in sizes]
    if len(sizes) != 2 or [len(part) for part in parts] != sizes:
        raise ValueError("the other side ended before it had said everything")
    return parts


if __name__ == "__main__":
    serve(socket.socket(fileno=sys.stdin.fileno()))
