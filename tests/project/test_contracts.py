"""Imports point down only: the contracts of pyproject.toml hold, and their list of wiring modules misses none."""

import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def contracts():
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def test_all_contracts_are_kept():
    linter = Path(sys.executable).with_name("lint-imports")
    result = subprocess.run([linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_every_module_of_the_wiring_stands_above_all_apps():
    folder = ROOT / "titleplatform"
    found = {each.stem for each in folder.glob("*.py")} | {each.parent.name for each in folder.glob("*/__init__.py")}
    expected = {f"titleplatform.{name}" for name in found - {"__init__", "kit"}}
    floors = next(each["layers"] for each in contracts() if each["name"].startswith("Floors"))
    assert set(floors[0].split(" : ")) == expected


def test_every_app_has_the_order_inside():
    inside = next(each for each in contracts() if each["name"].startswith("Inside"))
    apps = {each.parent.name for each in ROOT.glob("*/apps.py")} - {"titleplatform"}
    assert apps <= set(inside["containers"])
