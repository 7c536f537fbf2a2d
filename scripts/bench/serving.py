"""gunicorn with two sync workers, as the measured figures say."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.request


@contextlib.contextmanager
def server():
    """The product and its floors on a free port; yields the port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "scripts.bench.settings"}
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        "python:scripts.bench.gunicorn",
        "--bind",
        f"127.0.0.1:{port}",
    ]
    child = subprocess.Popen(command, env=environment)
    try:
        _wait(port)
        yield port
    finally:
        child.terminate()
        child.wait(60)


def _wait(port):
    for _ in range(600):
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/floor/constant/", timeout=60).read()
            return
        time.sleep(0.1)
    raise RuntimeError("gunicorn does not answer")
