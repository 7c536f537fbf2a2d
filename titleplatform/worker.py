"""gunicorn's worker, which answers in our own page where it refuses a request before Django sees it: an address or a header that is too
long. Imported before Django is set up."""

import contextlib
import gc
import socket

from django.template.loader import render_to_string
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker

# (status, heading, reason)
ANSWERS = {
    LimitRequestLine: (
        "414 URI Too Long",
        "网址过长",
        "网址里的内容（如查询条件）过多，不能打开。请返回上一页，缩短或减少查询条件后再试。",
    ),
    LimitRequestHeaders: (
        "431 Request Header Fields Too Large",
        "请求不能识别",
        "浏览器发来的附带信息过多，不能打开。请清除本网站的 Cookie 后再试，或换一个浏览器。",
    ),
}
HEAD = "HTTP/1.1 {}\r\nConnection: close\r\nCache-Control: no-store\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\r\n"
# What is still on its way is read and dropped, so much at most: to close a connection with something unread would take the page back.
PIECES, PIECE, PATIENCE = 16, 65536, 1


def settle(server, worker):
    """Before a worker is forked (gunicorn's `pre_fork`): what was read stays for good, so the collector need not walk it. It took 150 ms
    out of a request now and then."""
    gc.freeze()
    gc.set_threshold(20_000, 10, 20)


class Worker(ThreadWorker):
    """The threaded worker with calm refusals."""

    def handle_error(self, req, client, addr, exc):
        if type(exc) not in ANSWERS:
            super().handle_error(req, client, addr, exc)
            return
        status, heading, reason = ANSWERS[type(exc)]
        self.log.warning("Refused %s from %s", status, addr and addr[0])
        page = render_to_string("errors/unread.html", {"heading": heading, "reason": reason}).encode()
        with contextlib.suppress(OSError):  # whoever has gone needs no page
            client.settimeout(PATIENCE)
            client.sendall(HEAD.format(status, len(page)).encode() + page)
            client.shutdown(socket.SHUT_WR)
            for _ in range(PIECES):
                if not client.recv(PIECE):
                    break
