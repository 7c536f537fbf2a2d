"""Imports point down only (the contracts of pyproject.toml, whose list of wiring modules misses none); no test imports from another."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(__file__).parents[2]
# How one asks, without `orgs.tree`, whether something lies directly below the province office.
SEAM = re.compile(
    r"""(?<![a-z])parent(_id\b|__isnull|__exact|__pk|=None|["']:\s*None|\s+is\s)|(?<![a-z])(lft|rght|tree_id)(?![a-z])"""
)


def linter():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]


def contract(beginning):
    return next(each for each in linter()["contracts"] if each["name"].startswith(beginning))


def test_all_contracts_are_kept():
    program = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_every_module_of_the_wiring_stands_above_all_apps():
    folder = ROOT / "titleplatform"
    found = {each.stem for each in folder.glob("*.py")} | {each.parent.name for each in folder.glob("*/__init__.py")}
    expected = {f"titleplatform.{name}" for name in found - {"__init__", "kit"}}
    named = set(contract("Floors")["layers"][0].split(" : "))
    assert not expected - named, f"Add to the first of the layers of “Floors” in pyproject.toml: {expected - named}"
    assert named == expected


def lists_of_apps():
    """Where pyproject.toml, which cannot derive, names the project's apps: (place, names, what stands there besides)."""
    wiring = {"titleplatform"}
    yield "root_packages", linter()["root_packages"], wiring
    floors = [name for layer in contract("Floors")["layers"][1:] for name in layer.split(" | ")]
    yield "layers of “Floors” (on its floor)", floors, {"titleplatform.kit"}
    yield "containers of “Inside an app”", contract("Inside")["containers"], {"personnel.dossier"}
    yield "source_modules of “Only orgs.tree”", contract("Only orgs.tree")["source_modules"], wiring
    yield "source_modules of “Only personnel.grants”", contract("Only personnel.grants")["source_modules"], wiring
    yield "forbidden_modules of “The chain engine”", [*contract("The chain")["forbidden_modules"], "orgs"], set()


def test_every_app_is_installed():
    folders = {each.parent.name for each in ROOT.glob("*/apps.py")} - {"titleplatform"}
    missing = folders - set(settings.PROJECT_APPS)
    assert not missing, f"Add to PROJECT_APPS in titleplatform/settings.py: {missing}"
    assert set(settings.PROJECT_APPS) == folders


@pytest.mark.parametrize(
    ("place", "names", "besides"), list(lists_of_apps()), ids=[each[0] for each in lists_of_apps()]
)
def test_every_app_stands_in_pyproject(place, names, besides):
    missing = [name for name in settings.PROJECT_APPS if name not in names]
    assert not missing, f"Add to {place} in pyproject.toml, [tool.importlinter]: {missing}"
    assert sorted(names) == sorted({*settings.PROJECT_APPS, *besides})


def product_code():
    """(path, text) of the Python and the templates of all apps, migrations left out."""
    apps = sorted({each.parent for each in ROOT.glob("*/apps.py")})
    files = [each for folder in apps for each in folder.rglob("*.py")] + sorted((ROOT / "templates").rglob("*.html"))
    return [(str(each.relative_to(ROOT)), each.read_text()) for each in files if "migrations" not in each.parts]


def test_the_seam_of_the_forest_is_known_to_its_own_file_alone():
    found = {path: len(SEAM.findall(text)) for path, text in product_code()}
    assert found.pop("orgs/tree.py") > 10
    assert [path for path, number in found.items() if number] == []


@pytest.mark.parametrize(
    "line",
    [
        "units.filter(parent=None)",
        "units.filter(parent__isnull=True)",
        '{"unit__parent": None}',
        "unit.parent_id == upper.pk",
        "{% if unit.parent_id %}",
        "if unit.parent is None:",
        "units.get(tree_id=3)",
        "Q(unit__lft__gte=2)",
    ],
)
def test_the_seam_is_recognised(line):
    assert SEAM.search(line)


def imported(path):
    """The modules that a file imports, and what it takes from them, as dotted names."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{each.name}" for each in node.names)


def test_no_test_imports_from_another_test():
    found = {path.relative_to(ROOT): set(imported(path)) for path in (ROOT / "tests").rglob("*.py")}
    borrowed = {
        f"{path}: {name}"
        for path, names in found.items()
        for name in names
        if any(part.startswith("test_") for part in name.split("."))
    }
    assert not borrowed, "\n".join(["What two tests need belongs to tests/factories:", *sorted(borrowed)])


def test_the_browser_says_nothing_of_a_form_that_we_say_better():
    """A bubble in the browser's language, one mistake at a time, and gone at the next click."""
    posts = [
        (path, tag)
        for path in (ROOT / "templates").rglob("*.html")
        for tag in re.findall(
            r"<form\b(?:\{%.*?%\}|\{\{.*?\}\}|[^>])*>", path.read_text(encoding="utf-8"), flags=re.DOTALL
        )
        if 'method="post"' in tag
    ]
    assert len(posts) >= 20
    assert [str(path) for path, tag in posts if "novalidate" not in tag] == []
