"""What every way of walking shares."""

from typing import NamedTuple

ENTRANCES = ("管理系统", "申报系统")


class Paper(NamedTuple):
    """A file on the person's own disk."""

    name: str
    content: bytes


def starts(said, wanted):
    """Is this the option a person means who looks for `wanted`?"""
    return said == wanted or said.startswith(wanted)
