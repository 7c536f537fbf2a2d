"""On SQLite an INSERT OR REPLACE removes the row it replaces without a word to the guard against DELETE. A row with a known id is
refused here; for any other key, `recursive_triggers` (settings) lets the guard hear of it. PostgreSQL has no such statement.
"""

from django.db import migrations

STAYS = "audit rows are never changed or removed"
GUARD = f"""CREATE TRIGGER orgs_auditevent_no_replace BEFORE INSERT ON orgs_auditevent
    WHEN EXISTS (SELECT 1 FROM orgs_auditevent WHERE id = NEW.id)
    BEGIN SELECT RAISE(ABORT, '{STAYS}'); END"""


def guard(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(GUARD, params=None)


def lift(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER orgs_auditevent_no_replace", params=None)


class Migration(migrations.Migration):
    dependencies = [("orgs", "0015_login_names_are_unique")]

    operations = [migrations.RunPython(guard, lift)]
