"""The recipes of docs/extending.md: their blocks, and what it means to carry one out."""

import re
from typing import NamedTuple

RECIPE = re.compile(r"^## (?P<number>\d+)\. .*?(?=^## |\Z)", flags=re.M | re.S)
BLOCK = re.compile(
    r"^\*\*`(?P<path>[^`]+)`\*\*, (?P<how>new|imports|at the end|after|before|instead of|everywhere)(?: `(?P<line>[^\n]+?)`)?"
    r"(?: becomes)?(?: \([^\n]*\))?:\n\n```\w+\n(?P<text>.*?)^```$",
    flags=re.M | re.S,
)


class Block(NamedTuple):
    """Lines that belong into a file: at its end, among its imports, or beside the one `line` that is quoted; or words that take the
    place of the quoted ones everywhere."""

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
    before = path.read_text(encoding="utf-8")
    after = (
        _everywhere(before, block) if block.how == "everywhere" else _changed(before.splitlines(keepends=True), block)
    )
    path.write_text(after, encoding="utf-8")


def _everywhere(text, block):
    _demand(block.line in text, block)
    return text.replace(block.line, block.text.strip("\n"))


def _demand(stands_there, block):
    assert stands_there, (
        f"docs/extending.md quotes “{block.line}”, which {block.path} does not have (or has several times): bring the recipe up to date"
    )


def _changed(lines, block):
    if block.how == "at the end":
        return "".join([*lines, "\n\n" if block.path.endswith(".py") else "", block.text])
    at = _place(lines, block)
    rest = lines[at + 1 :] if block.how == "instead of" else lines[at:]
    if block.how == "after":
        at, rest = at + 1, lines[at + 1 :]
    return "".join([*lines[:at], block.text, *rest])


def _place(lines, block):
    """Where the line stands that the block is about."""
    if block.how == "imports":
        return next(at for at, line in enumerate(lines) if line.startswith(("import ", "from ")))
    found = [at for at, line in enumerate(lines) if line.strip() == block.line]
    _demand(len(found) == 1, block)
    return found[0]
