"""What an inspection ends with."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Inspected:
    """The bytes to keep, and what was changed in them, in words for the person who uploaded the file."""

    content: bytes
    changes: tuple[str, ...] = ()


class Unfit(Exception):
    """This file cannot be taken; the text says why and what to do."""
