"""Going back and forth in the migrations of an app, on real tables."""

from contextlib import contextmanager

from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def migrate(*targets):
    """Migrate to these targets, each (app, migration), and return the models as they are then."""
    executor = MigrationExecutor(connection)
    executor.migrate(list(targets))
    return executor.loader.project_state(list(targets)).apps


def to_now():
    """Migrate to where all apps are now: from here on the real models fit again."""
    migrate(*MigrationExecutor(connection).loader.graph.leaf_nodes())


@contextmanager
def up_again(*before):
    """Gives a function that goes back to `before`; whatever happens, the tables are as they should be afterwards."""
    try:
        yield lambda: migrate(*before)
    finally:
        to_now()
