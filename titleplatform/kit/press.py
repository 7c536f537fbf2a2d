"""HTML to PDF, and nothing else: no settings and no database, so that it runs in processes of its own.

Byte for byte reproducible: no creation date, a fixed identifier, fonts cut once at set-up, no network.
"""

import gc
import logging
import os
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher

PROCESSES = min(2, os.cpu_count() or 1)


def pdf(html, rules, sheet, faces):
    """The bytes. `rules`: the `@font-face` rules; `sheet`: the path of the style sheet; `faces`: the only files that it may load.

    The cycle collector waits meanwhile: it would walk the boxes of a long form again and again and find none to free (1.30 → 1.10 s of
    47 pages, + 30 MB)."""
    collected = gc.isenabled()
    gc.disable()
    try:
        return _pdf(html, rules, sheet, faces)
    finally:
        if collected:
            gc.enable()


def _pdf(html, rules, sheet, faces):
    fonts = FontConfiguration()
    styles = [CSS(string=rules, font_config=fonts), CSS(filename=sheet, font_config=fonts)]
    document = HTML(string=html, url_fetcher=_Sealed(faces), base_url="print:").render(
        stylesheets=styles, font_config=fonts
    )
    return document.write_pdf(pdf_identifier=b"titleplatform")


class _Sealed(URLFetcher):
    """Nothing comes from outside: data URIs and the faces cut at set-up, no network, no other file."""

    def __init__(self, faces):
        super().__init__()
        self.faces = faces

    def fetch(self, url, headers=None):
        if url.startswith("data:") or url in self.faces:
            return super().fetch(url, headers)
        raise ValueError(f"a printed form may not load {url}")


def _prepare():
    logging.getLogger("weasyprint").setLevel(
        logging.ERROR
    )  # as in the settings: else a line for every character that no font has


class Presses:
    """A few processes that make PDFs at once. They are begun with the first one and end with the `with`."""

    def __init__(self):
        self.pool = self._begin()

    def _begin(self):
        # Not forked: a child would hold the worker's connection to the database.
        return ProcessPoolExecutor(PROCESSES, get_context("spawn"), initializer=_prepare)

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.pool.shutdown(cancel_futures=True)

    def begin(self, *document):
        """Begin a PDF (the arguments of `pdf`): a function that waits for its bytes. It raises what making it raised, and RuntimeError
        where it ended the process: what others were making there is made once more, each alone."""
        pool, future = self.pool, self.pool.submit(pdf, *document)

        def wait():
            try:
                return future.result()
            except BrokenProcessPool:
                return self._alone(pool, document)

        return wait

    def _alone(self, broken, document):
        if self.pool is broken:
            self.pool = self._begin()
        pool = self.pool
        try:
            return pool.submit(pdf, *document).result()
        except BrokenProcessPool:
            self.pool = self._begin()
            raise RuntimeError("The making of a PDF ended its process") from None
