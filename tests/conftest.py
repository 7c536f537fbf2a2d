"""Plumbing of every test: which tests a run takes."""

from functools import cache
from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.state import ModelState
from django.db.models import Field
from django.db.models.signals import class_prepared
from django.test import TransactionTestCase
from django.utils.functional import cached_property
from django_fsm import FSMFieldMixin

from tests.auditing import every_request_is_audited

pytest.register_assert_rewrite("tests.walk")
DATABASE_FIXTURES = {"db", "transactional_db", "live_server"}
REAL_CONNECTIONS = {"transactional_db", "live_server"}
# What runs on PostgreSQL in `make test` already, because another database could answer differently: locks, constraints, scopes,
# searches and sorting, sums, query counts, imports. Tests on real connections (races) do so wherever they stand; the rest runs there in
# `make prove`.
ON_POSTGRES = (
    "access/test_matrix.py",  # every page once: every query is valid SQL there
    "climber/",
    "experts/",
    "journeys/test_demo.py::TestDemo::test_every_state_exists_and_a_second_run_changes_nothing",
    "journeys/test_demo.py::TestDemo::test_todo_counts_equal_the_lists_before_and_after_a_decision",
    "journeys/test_walk.py::test_from_a_new_employer_to_the_printed_form",
    "kit/test_fields.py",
    "kit/test_pages.py",  # the token of a form is claimed once
    "orgs/chain/",
    "orgs/test_actions.py",
    "orgs/test_audit_page.py",
    "orgs/test_bin.py",
    "orgs/test_copied_columns.py",
    "orgs/test_login_names.py",
    "orgs/test_provinces.py",
    "orgs/test_tree.py",
    "orgs/views/test_browse.py",
    "personnel/dossier/test_actions.py",
    "personnel/test_actions.py",
    "personnel/test_grants.py",
    "personnel/test_imports.py",
    "personnel/views/",
    "plans/test_actions.py",
    "plans/test_caps.py",
    "plans/test_desk.py",
    "plans/test_parameters.py",
    "plans/test_races.py",
    "plans/test_statistics.py",
    "queries/",
    "review/test_actions.py",
    "review/test_committees.py::test_an_applicant_is_offered_what_serves_its_unit_in_one_query",
    "review/test_races.py",
    "review/test_status.py",
    "review/test_unattended.py",
    "titleplatform/test_home.py",
    "titleplatform/test_merging.py",
    "review/test_recommendation.py",
)


def forget_models_of_migrations():
    """A migration makes every model many times, and each state field of each of them would look at every model made after it: two
    fifths of the time that the tables of a test run take."""
    contribute = FSMFieldMixin.contribute_to_class

    def contribute_and_forget(self, cls, name, **options):
        contribute(self, cls, name, **options)
        if cls.__module__ == "__fake__":
            class_prepared.disconnect(self._collect_transitions)

    FSMFieldMixin.contribute_to_class = contribute_and_forget


def copy_fields_of_migrations():
    """A migration also makes each field of these models anew, from the words that it was written in. A copy is the same, in a third of
    the time: the fields of a migration's state belong to no model, so nothing is shared."""
    render = ModelState.render

    def copied(field):
        copy = field.__deepcopy__({})
        for name in reckoned(type(field)) & vars(copy).keys():
            del vars(copy)[name]  # reckoned from the models of another moment
        return copy

    def render_copies(self, apps):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Field, "clone", copied)
            return render(self, apps)

    ModelState.render = render_copies


@cache
def reckoned(kind):
    """The names of what a class reckons once."""
    return {name for each in kind.__mro__ for name, value in vars(each).items() if isinstance(value, cached_property)}


forget_models_of_migrations()
copy_fields_of_migrations()


@pytest.fixture(autouse=True, scope="session")
def audit_rows_are_flushed():
    """Tests on real connections empty the tables afterwards: for that moment the database lets go of the audit rows."""
    migration = import_module("orgs.migrations.0011_audit_stands_by_itself")
    teardown = TransactionTestCase._fixture_teardown

    def lifted(self):
        with connection.schema_editor() as editor:
            migration.lift(None, editor)
        try:
            teardown(self)
        finally:
            with connection.schema_editor() as editor:
                migration.guard(None, editor)

    TransactionTestCase._fixture_teardown = lifted
    yield
    TransactionTestCase._fixture_teardown = teardown


@pytest.fixture(autouse=True)
def no_request_writes_in_silence(request):
    """Every request of every test that writes leaves an audit row."""
    if not uses_database(request.node):
        yield
        return
    request.getfixturevalue("transactional_db" if "transactional_db" in request.fixturenames else "db")
    with every_request_is_audited():
        yield


def pytest_addoption(parser):
    parser.addoption("--database-only", action="store_true", help="leave out the tests that never ask the database")


def uses_database(item):
    return item.get_closest_marker("django_db") or DATABASE_FIXTURES & set(getattr(item, "fixturenames", ()))


def needs_postgres(item):
    marker = item.get_closest_marker("django_db")
    if (marker and marker.kwargs.get("transaction")) or REAL_CONNECTIONS & set(getattr(item, "fixturenames", ())):
        return True
    return uses_database(item) and item.nodeid.startswith(tuple(f"tests/{each}" for each in ON_POSTGRES))


@pytest.hookimpl(tryfirst=True)  # before `-m` chooses by the marker
def pytest_collection_modifyitems(config, items):
    for item in filter(needs_postgres, items):
        item.add_marker("postgres")
    if config.getoption("--database-only"):
        left_out = [item for item in items if not uses_database(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if uses_database(item)]
