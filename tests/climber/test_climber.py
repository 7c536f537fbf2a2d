"""The climber's own migration follows the engine's models, and its declaration stays small."""

from pathlib import Path

from django.core.management import call_command

from tests import climber

HERE = Path(climber.__file__).parent
MODELS = ("models/__init__.py", "models/letter.py", "models/note.py")
NOTE = ("models/note.py", "access.py", "views.py", "urls.py")


def lines_of(file):
    return (HERE / file).read_text(encoding="utf-8").splitlines()


def test_its_migration_is_current(db, capsys):
    """After a change of `Climbing`: `manage.py makemigrations climber --settings=tests.settings`."""
    call_command("makemigrations", "climber", check=True, dry_run=True, verbosity=1)
    assert "No changes detected" in capsys.readouterr().out


def test_a_climber_is_declared_in_less_than_100_lines():
    assert sum(len(lines_of(file)) for file in MODELS) < 100


def test_with_access_pages_and_addresses_too():
    """Blank lines are the formatter's."""
    said = {file: sum(bool(line.strip()) for line in lines_of(file)) for file in NOTE}
    assert sum(said.values()) < 100, said
