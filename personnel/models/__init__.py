"""The tables of `personnel`."""

from personnel.models.catalogue import Level, Method, Series, Title
from personnel.models.dossier import DossierEntry, EntryAttachment
from personnel.models.person import Person
from personnel.models.reviewer import Reviewer
from personnel.models.transfer import Transfer

# Declared in the one file that imports guardian.
from personnel.grants import SeriesGrant  # isort: skip

__all__ = [
    "DossierEntry",
    "EntryAttachment",
    "Level",
    "Method",
    "Person",
    "Reviewer",
    "Series",
    "SeriesGrant",
    "Title",
    "Transfer",
]
