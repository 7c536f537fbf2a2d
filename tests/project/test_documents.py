"""What the documents and container files say is true of the code."""

import ast
import json
import re
import tomllib
from pathlib import Path

import pytest
import yaml
from django.utils.module_loading import import_string

from tests.checkout import ROOT, texts

# docs/screens.md §2, §4
CITATION = re.compile(r"docs/(?P<document>[\w-]+)\.md`?(?P<sections>(?:,? §\w+)*)")
DECISION = re.compile(r"docs/adr/(?P<name>[\w-]+)")
SECTION = re.compile(r"§(\w+)")
HEADING = re.compile(r"^## (\d+\w?)\. ", flags=re.M)
# Documents that stood outside the repository once, by the names they had there.
ELSEWHERE = re.compile(r"\.\./shared|\b(?:SCREENS|DOMAIN|ARCHITECTURE|STYLE)(?:\.md| §)")


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def citing():
    """{path: text} of every file but this one, which has wrong citations as examples."""
    return {path: text for path, text in texts().items() if ROOT / path != Path(__file__)}


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


def test_whatever_dies_in_compose_is_started_again():
    services = yaml.safe_load(read("docker-compose.yml"))["services"]
    assert set(services) == {"web", "worker", "worker-short", "database"}
    assert {each["restart"] for each in services.values()} == {"unless-stopped"}
    assert "/health/" in "".join(services["web"]["healthcheck"]["test"])
    assert "pg_isready" in "".join(services["database"]["healthcheck"]["test"])
    assert services["web"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    for name, command in (("worker", "python manage.py work"), ("worker-short", "python manage.py work --short")):
        assert services[name]["depends_on"] == {"web": {"condition": "service_healthy"}}
        assert (services[name]["command"], services[name]["environment"]) == (command, services["web"]["environment"])
    served = json.loads(re.search(r"^CMD (.*)$", read("Dockerfile"), flags=re.M)[1])
    assert services["web"]["command"] == f'sh -c "python -m scripts.data && exec {" ".join(served)}"'


def test_requirement_files_name_no_index_and_every_pin_has_a_hash():
    for name in ("base", "dev"):
        text = read(f"requirements/{name}.txt")
        assert "http" not in "".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
        pins = re.findall(r"^[A-Za-z0-9][\w.-]*(?:\[[\w,]+\])?==", text, flags=re.M)
        assert len(pins) > 30
        assert all("--hash=sha256:" in part for part in re.split(r"^(?=[A-Za-z0-9])", text, flags=re.M) if "==" in part)


def name_of(requirement):
    """Distribution name as the pinned files write it: without extras and versions."""
    return re.match(r"[\w.-]+", requirement).group().lower().replace("_", "-")


def test_the_pinned_files_are_compiled_from_the_direct_dependencies_in_pyproject():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    direct = {
        "base": project["dependencies"],
        "dev": [*project["dependencies"], *project["optional-dependencies"]["dev"]],
    }
    for name, expected in direct.items():
        parts = re.split(r"^(?=[A-Za-z0-9])", read(f"requirements/{name}.txt"), flags=re.M)
        found = {name_of(part) for part in parts if "titleplatform (pyproject.toml)" in part}
        assert found == set(map(name_of, expected)), "Run: make requirements"


def what_is_wrong(path, text):
    """Citations that lead nowhere. One form, as at CITATION above; inside a document a section sign alone means its own."""
    own = Path(path).stem if re.fullmatch(r"docs/[\w-]+\.md", path) else None
    for document, sections in [*CITATION.findall(text), (own, CITATION.sub("", text))]:
        numbers = SECTION.findall(sections)
        if document is None:
            yield from (f"{path}: §{number} of which document?" for number in numbers)
        elif not (ROOT / f"docs/{document}.md").is_file():
            yield f"{path}: docs/{document}.md does not exist"
        else:
            known = HEADING.findall(read(f"docs/{document}.md"))
            yield from (f"{path}: docs/{document}.md has no §{number}" for number in numbers if number not in known)


def test_every_citation_leads_to_a_section_of_a_document():
    wrong = [each for path, text in citing().items() for each in what_is_wrong(path, text)]
    assert not wrong, "\n".join(wrong)
    assert sum(len(CITATION.findall(text)) for text in citing().values()) > 40


@pytest.mark.parametrize(
    ("path", "text", "wrong"),
    [
        ("orgs/x.py", "docs/screens.md §1, §99", "orgs/x.py: docs/screens.md has no §99"),
        ("orgs/x.py", "docs/screen.md §1", "orgs/x.py: docs/screen.md does not exist"),
        ("orgs/x.py", "as in §1", "orgs/x.py: §1 of which document?"),
        ("docs/domain.md", "as in §99", "docs/domain.md: docs/domain.md has no §99"),
    ],
)
def test_a_citation_that_leads_nowhere_is_named(path, text, wrong):
    assert list(what_is_wrong(path, text)) == [wrong]


def test_every_cited_decision_exists():
    known_decisions = [each.stem for each in (ROOT / "docs/adr").glob("*.md")]
    cited = {(path, each["name"]) for path, text in citing().items() for each in DECISION.finditer(text)}
    wrong = [f"{path}: {name}" for path, name in cited if not any(each.startswith(name) for each in known_decisions)]
    assert not wrong, "\n".join(wrong)
    assert len(cited) > 5


def test_nothing_refers_to_a_document_outside_the_repository():
    wrong = [f"{path}: {each}" for path, text in citing().items() for each in ELSEWHERE.findall(text)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("line", ["(SCREENS §1)", "see DOMAIN.md", "run ../shared/tools/x.py"])
def test_what_lies_outside_is_recognised(line):
    assert ELSEWHERE.search(line)


def words_of(heading):
    """[(English, name in the code)] of one table of the glossary."""
    part = read("docs/glossary.md").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\| ([a-z][\w -]*) \| `([\w.]+)` \|", part, flags=re.M)


def chain_names():
    """(classes, all names) that orgs/chain defines: its modules, classes, functions, and the fields of its classes."""
    classes, names = set(), set()
    for path in (ROOT / "orgs/chain").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and node.name != "Meta":
                classes.add(node.name)
            if isinstance(node, (ast.ClassDef, ast.FunctionDef)):
                names.add(node.name)
            if isinstance(node, ast.ClassDef):
                targets = [target for each in node.body for target in targets_of(each)]
                names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return classes, names


def targets_of(statement):
    if isinstance(statement, ast.AnnAssign):
        return [statement.target]
    return statement.targets if isinstance(statement, ast.Assign) else []


def test_the_words_of_the_workflow_are_names_of_the_chain_engine_and_none_is_left_out():
    classes, names = chain_names()
    explained = [name for _, name in words_of("The workflow")]
    assert [name for name in explained if name not in names] == []
    assert sorted(classes - set(explained)) == []
    assert len(explained) == len(set(explained)) > 30


def test_the_words_of_the_domain_are_names_in_the_code():
    words = words_of("The domain")
    assert len(words) > 25
    for _, name in words:
        assert resolved(name) is not None, name


def resolved(name):
    """What a dotted name means: a module, something in it, or an attribute of a class in it."""
    holder, _, last = name.rpartition(".")
    try:
        return import_string(name)
    except ImportError:
        return getattr(resolved(holder), last) if "." in holder else None


def test_every_word_is_explained_once():
    words = [word for heading in ("The workflow", "The domain") for word, _ in words_of(heading)]
    rows = re.findall(r"^\| (?!English|---)", read("docs/glossary.md"), flags=re.M)
    assert len(words) == len(set(words)) == len(rows)
