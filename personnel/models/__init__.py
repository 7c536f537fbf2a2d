"""The tables of `personnel`."""

from personnel.models.catalogue import Level, Method, Series, Title
from personnel.models.dossier import DossierEntry, EntryAttachment
from personnel.models.person import Person

__all__ = ["DossierEntry", "EntryAttachment", "Level", "Method", "Person", "Series", "Title"]
