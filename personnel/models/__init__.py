"""The tables of `personnel`."""

from personnel.models.catalogue import Level, Method, Series, Title
from personnel.models.dossier import DossierEntry, EntryAttachment
from personnel.models.imports import Found, ImportRow, PersonImport
from personnel.models.person import Person
from personnel.models.reviewer import Reviewer
from personnel.models.transfer import Transfer

# Declared in the one file that imports guardian.
from personnel.grants import SeriesGrant  # isort: skip

__all__ = [
    "DossierEntry",
    "EntryAttachment",
    "Found",
    "ImportRow",
    "Level",
    "Method",
    "Person",
    "PersonImport",
    "Reviewer",
    "Series",
    "SeriesGrant",
    "Title",
    "Transfer",
]
