"""Every recipe of docs/extending.md works as it is written: carried out in a copy of the project, checked, tested there."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.checkout import ROOT, copy_to
from tests.project.recipes import BLOCK, carry_out, recipes

DOCUMENT = (ROOT / "docs/extending.md").read_text(encoding="utf-8")
RECIPES = recipes(DOCUMENT)
# Whatever fails for somebody who forgot a line of a table.
MATRIX = "tests/access/test_matrix.py"
TABLES = (
    f"{MATRIX}::test_every_address_has_its_row",
    "tests/project/test_contracts.py",
    "tests/project/test_state_machines.py",
    "tests/queries/test_lists.py::test_no_list_page_is_left_out",
    "tests/titleplatform/test_menus.py::test_every_list_stands_in_the_menu",
    "tests/titleplatform/test_menus.py::test_the_menu_is_letter_for_letter_that_of_the_document",
)

LIST = "tests/queries/test_lists.py::test_the_same_at_one_and_three_rows"


def run(folder, *command):
    """A command of this interpreter in the copy, as a developer would give it there."""
    program, *given = command
    path = [sys.executable] if program == "python" else [str(Path(sys.executable).with_name(program))]
    outside = {key: value for key, value in os.environ.items() if not key.startswith(("PYTEST_", "DATABASE_"))}
    environment = outside | {"VAR_DIR": str(folder / "var"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run([*path, *given], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout[-4000:]}{done.stderr[-4000:]}"
    return done.stdout


def commands(number):
    """The commands of a recipe, as its text has them."""
    text = re.split(r"^## ", DOCUMENT, flags=re.M)[int(number)]
    found = re.findall(r"^    \.venv/bin/(\S.*?)(?:  +#.*)?$", text, flags=re.M)
    return [line.split() for line in found]


def expect_green(numbers, folder, *more):
    """Carry these recipes out, format as `make fmt` does, give their commands, and run their tests, the tables' and `more`."""
    blocks = [block for number in numbers for block in RECIPES[number]]
    for block in blocks:
        carry_out(block, folder)
    run(folder, "ruff", "check", "--quiet", "--fix", ".")
    run(folder, "ruff", "format", "--quiet", ".")
    run(folder, "djangofmt", "--check", "templates")
    for number in numbers:
        for command in commands(number):
            run(folder, *command)
    run(folder, "python", "manage.py", "makemigrations", "--check", "--dry-run")
    own = [block.path for block in blocks if block.how == "new" and Path(block.path).name.startswith("test_")]
    rows = [f"{LIST}[{name} {role}]" for name, role in queried(blocks)]
    run(folder, "python", "-m", "pytest", "-q", "-x", "-n", "0", "-p", "no:cacheprovider", *own, *TABLES, *rows, *more)


def queried(blocks):
    """(address, role) of the rows that these blocks add to LISTS."""
    text = "".join(block.text for block in blocks if block.path == "tests/queries/test_lists.py")
    return re.findall(r'^    \("([\w:]+)", "(\w+)"', text, flags=re.M)


def test_every_block_belongs_to_a_recipe():
    assert sorted(RECIPES) == ["1", "2", "3", "4", "5", "6"]
    assert len(re.findall(r"^```\w", DOCUMENT, flags=re.M)) == len(BLOCK.findall(DOCUMENT)) > 40


def test_all_recipes_together(tmp_path):
    expect_green(sorted(RECIPES), copy_to(tmp_path / "project"))


@pytest.mark.prove
@pytest.mark.parametrize("number", sorted(RECIPES))
def test_each_recipe_stands_for_itself(number, tmp_path):
    expect_green([number], copy_to(tmp_path / "project"), f"{MATRIX}::test_every_address_for_every_role")
