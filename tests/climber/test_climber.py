"""The climber's own migration follows the engine's models, and its declaration stays small."""

from pathlib import Path

from django.core.management import call_command

from tests.climber import models


def test_its_migration_is_current(db, capsys):
    """After a change of `Climbing`: `manage.py makemigrations climber --settings=tests.settings`."""
    call_command("makemigrations", "climber", check=True, dry_run=True, verbosity=1)
    assert "No changes detected" in capsys.readouterr().out


def test_a_climber_is_declared_in_less_than_100_lines():
    assert len(Path(models.__file__).read_text().splitlines()) < 100
