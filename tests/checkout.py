"""The project as it stands in the repository: everything but what .gitignore names."""

import os
import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]
TEXTS = {".css", ".csv", ".html", ".js", ".md", ".py", ".sh", ".toml", ".txt", ".yaml", ".yml", ""}


def _ignored():
    """A function of (folder, names) for `shutil.copytree`. The patterns of .gitignore are plain names, in whatever folder."""
    patterns = (ROOT / ".gitignore").read_text(encoding="utf-8").split()
    return shutil.ignore_patterns(".git", *(each.strip("/") for each in patterns))


def copy_to(folder):
    """A copy of the project, to be changed at will."""
    shutil.copytree(ROOT, folder, ignore=_ignored())
    return folder


def texts():
    """{path from the root: text} of all files that people write."""
    ignored, found = _ignored(), {}
    for folder, below, names in os.walk(ROOT):
        below[:] = sorted(set(below) - ignored(folder, below))
        for name in sorted(set(names) - ignored(folder, names)):
            path = Path(folder, name)
            if path.suffix in TEXTS:
                found[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
    return found
