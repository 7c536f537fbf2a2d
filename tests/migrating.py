"""Going back and forth in the migrations of an app, on real tables."""

from contextlib import contextmanager

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def migrate(target):
    """Migrate to `target` (app, migration) and return the models as they are then."""
    executor = MigrationExecutor(connection)
    executor.migrate([target])
    return executor.loader.project_state([target]).apps


@contextmanager
def up_again(before, after):
    """Gives a function that goes back to `before`; whatever happens, the tables are as they should be afterwards."""
    try:
        yield lambda: migrate(before)
    finally:
        migrate(after)
