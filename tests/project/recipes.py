"""The recipes of docs/extending.md: their blocks, and what it means to carry one out."""

import re
from typing import NamedTuple

RECIPE = re.compile(r"^## (?P<number>\d+)\. .*?(?=^## |\Z)", flags=re.M | re.S)
BLOCK = re.compile(
    r"^\*\*`(?P<path>[^`]+)`\*\*, (?P<how>new|imports|at the end|after|before|instead of each|instead of)(?: `(?P<line>[^\n]+?)`)?"
    r"(?: \([^\n]*\))?:\n\n```\w+\n(?P<text>.*?)^```$",
    flags=re.M | re.S,
)


class Block(NamedTuple):
    """Lines that belong into a file: at its end, among its imports, or beside the one `line` that is quoted."""

    path: str
    how: str
    line: str
    text: str


def recipes(document):
    """{number: its Blocks}."""
    return {each["number"]: [Block(*found) for found in BLOCK.findall(each[0])] for each in RECIPE.finditer(document)}


def carry_out(block, root):
    """Do in the project at `root` what a reader of the block would do."""
    path = root / block.path
    if block.how == "new":
        assert not path.exists(), f"{block.path} is there already"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block.text, encoding="utf-8")
        return
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(_changed(lines, block)), encoding="utf-8")


def _changed(lines, block):
    if block.how == "at the end":
        return [*lines, "\n\n" if block.path.endswith(".py") else "", block.text]
    places = _places(lines, block)
    if block.how.startswith("instead of"):
        return [block.text if at in places else line for at, line in enumerate(lines)]
    (at,) = places
    at += block.how == "after"
    return [*lines[:at], block.text, *lines[at:]]


def _places(lines, block):
    """Where the line stands that the block is about."""
    if block.how == "imports":
        return [next(at for at, line in enumerate(lines) if line.startswith(("import ", "from ")))]
    found = [at for at, line in enumerate(lines) if line.strip() == block.line]
    wanted = len(found) > 1 if block.how == "instead of each" else len(found) == 1
    assert wanted, f"{block.path} has {len(found)} lines “{block.line}”"
    return found
