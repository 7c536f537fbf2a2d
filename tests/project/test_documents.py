"""What the documents and container files say is true of the code."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def test_readme_explains_every_setting():
    asked = set(re.findall(r'env\.\w+\(\s*"([A-Z_0-9]+)"', read("titleplatform/settings.py"))) | {"VAR_DIR"}
    explained = set(re.findall(r"`([A-Z_0-9]{4,})`", read("README.md")))
    assert asked <= explained | {"DATABASE_URL"}, asked - explained


def test_readme_names_only_what_exists():
    for path in re.findall(r"^    (\w[\w/]*/) ", read("README.md"), flags=re.M):
        assert (ROOT / path).is_dir(), path
    for image in re.findall(r"\]\((docs/images/[\w.]+)\)", read("README.md")):
        assert (ROOT / image).is_file()


def test_container_files_use_the_same_lists_and_version():
    assert "requirements/system.txt" in read("Dockerfile")
    assert "requirements/base.txt" in read("Dockerfile")
    assert "postgres:15" in read("docker-compose.yml")
    assert "PostgreSQL 15" in read("README.md")


def test_requirement_files_name_no_index_and_every_pin_has_a_hash():
    for name in ("base", "dev"):
        text = read(f"requirements/{name}.txt")
        assert "http" not in "".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
        pins = re.findall(r"^[A-Za-z0-9][\w.-]*(?:\[[\w,]+\])?==", text, flags=re.M)
        assert len(pins) > 30
        assert all("--hash=sha256:" in part for part in re.split(r"^(?=[A-Za-z0-9])", text, flags=re.M) if "==" in part)
