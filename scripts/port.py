"""`port.py PORT`: says in words why the server could not listen on 127.0.0.1:PORT, before any work is done for it."""

import socket
import sys


def trouble(port: str) -> str | None:
    """Why nobody can listen on this port of the loopback address; None when one can."""
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        return f"PORT={port} is not a port: give a number from 1 to 65535."
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(port)))
        except PermissionError:
            return f"Port {port} is kept for root. Choose another: make run PORT=8001"
        except OSError:
            return f"Port {port} is taken by another program. Stop it, or choose another port: make run PORT={int(port) + 1}"
    return None


if __name__ == "__main__":
    sys.exit(trouble(sys.argv[1]))
