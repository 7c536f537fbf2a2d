"""Sixty files as strangers send them, made here once a session: what each is, and what becomes of it."""

from functools import cache

from tests.factories.hostile.pdfs import active_pdfs, harmless_pdfs, refused_pdfs
from tests.factories.hostile.pictures import pictures
from tests.factories.hostile.tables import tables


@cache
def hostile_files():
    """All sixty."""
    made = [*harmless_pdfs(), *active_pdfs(), *refused_pdfs(), *pictures(), *tables()]
    assert len(made) == len({each.name for each in made}) == 60, len(made)
    return made
