"""The tables of `personnel`."""

from personnel.models.catalogue import Level, Method, Series, Title
from personnel.models.person import Person

__all__ = ["Level", "Method", "Person", "Series", "Title"]
