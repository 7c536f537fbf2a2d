"""Columns of every table of the product: a name that leads nowhere would show “—” for everybody, without an error."""

from importlib import import_module

import pytest
from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.utils.module_loading import module_has_submodule

from personnel.models import Person
from titleplatform.kit.tables import Table

for app in settings.PROJECT_APPS:
    if module_has_submodule(import_module(app), "tables"):
        import_module(f"{app}.tables")

# What a list's queryset adds to its rows, or `prepare` notes on them: shown, and so tested, on the page itself.
ADDED = {"CapTable.asked", "ReviewTable.total"}


def all_tables(of=Table):
    for table in of.__subclasses__():
        yield table
        yield from all_tables(table)


def leads_nowhere(model, path):
    """Does this accessor (`account__phone`) name something that rows of the model do not have?"""
    for name in path.split("__"):
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:
            return not hasattr(model, name)
        if field.is_relation:
            model = field.related_model
    return False


def test_every_column_shows_something_that_its_rows_have():
    found = {
        f"{table.__name__}.{name}"
        for table in all_tables()
        if (model := getattr(table._meta, "model", None)) and table.__module__.split(".")[0] in settings.PROJECT_APPS
        for name, column in table.base_columns.items()
        if leads_nowhere(model, str(column.accessor or name).replace(".", "__"))
    }
    assert found == ADDED


@pytest.mark.parametrize(("path", "wrong"), [("account__phone", False), ("account__phone_masked", True)])
def test_a_name_that_leads_nowhere_is_found(path, wrong):
    assert leads_nowhere(Person, path) is wrong
