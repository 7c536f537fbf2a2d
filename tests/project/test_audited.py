"""Every verb leaves an audit row: asked of the source of each function that acts for somebody (`by=`). What every request of the whole
suite writes is watched beside it (`tests/auditing.py`)."""

import ast
import inspect
import textwrap
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import transaction

from orgs import audit
from tests.auditing import every_request_is_audited
from tests.factories.orgs import UnitFactory
from titleplatform.kit.refusals import Refused

ROOT = Path(settings.BASE_DIR)
# Parts of a verb: whoever calls them writes the row. A preview keeps nothing.
PARTS = {
    "orgs.actions.units.preview_move",
    "orgs.chain.changes.desks_changed",
    "orgs.chain.engine.settle",
    "orgs.chain.steps.begin_round",
    "orgs.merging.begin",
    "plans.actions.consume",
    "plans.actions.recommend",
    "plans.actions.release",
    "plans.actions.restore",
}


def modules():
    """Every module of the project's apps but migrations."""
    for name in settings.PROJECT_APPS:
        folder = Path(apps.get_app_config(name).path)
        for path in sorted(folder.rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if "migrations" not in parts:
                yield import_module(".".join(parts).removesuffix(".__init__"))


def verbs():
    """{name: function} of everything public that takes who acts by keyword."""
    found = {}
    for module in modules():
        for name, function in inspect.getmembers(module, inspect.isfunction):
            by = inspect.signature(function).parameters.get("by")
            own = function.__module__ == module.__name__ and not name.startswith("_")
            if own and by is not None and by.kind is by.KEYWORD_ONLY and function.__module__ != audit.__name__:
                found[f"{module.__name__}.{name}"] = inspect.unwrap(function)
    return found


def called_by(function):
    """The functions of the project that this one calls, whatever their path."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    for call in (node.func for node in ast.walk(tree) if isinstance(node, ast.Call)):
        if isinstance(call, ast.Name):
            target = function.__globals__.get(call.id)
        elif isinstance(call, ast.Attribute) and isinstance(call.value, ast.Name):
            target = getattr(function.__globals__.get(call.value.id), call.attr, None)
        else:
            continue
        if inspect.isfunction(target):
            yield inspect.unwrap(target)


def leads_to_a_row(function, seen):
    if function is audit.record:
        return True
    seen.add(function)
    if not function.__module__.startswith(tuple(settings.PROJECT_APPS)):
        return False
    return any(leads_to_a_row(each, seen) for each in called_by(function) if each not in seen)


def test_every_verb_leads_to_an_audit_row():
    found = verbs()
    assert len(found) > 50
    silent = {name for name, function in found.items() if not leads_to_a_row(function, set())}
    silent = sorted(silent - PARTS)
    assert not silent, "\n".join(["These act for somebody and call audit.record nowhere:", *silent])


@pytest.mark.django_db
def test_the_watch_sees_a_write_without_a_row():
    with every_request_is_audited() as watch:
        UnitFactory()
        with pytest.raises(AssertionError, match="wrote orgs_unit and left no audit row"):
            watch.end()
        with suppress(Refused), transaction.atomic():
            UnitFactory()
            raise Refused("undone")
        watch.end()
        audit.record("试", by=None)
        UnitFactory()
        watch.end()
