"""What hangs on persons and reviewers: asked of the models' own relations, so an app above needs no entry here."""

from django.db.models import PROTECT

from orgs.models import Account


def is_hung_on(holder):
    """Does a row that would forbid the deletion refer to this person (or reviewer) or to its account?

    PROTECT forbids, hidden relations count too; a person is part of its account. At most one query per relation.
    """
    return _is_referred_to(Account, holder.account_id) or _is_referred_to(type(holder), holder.pk)


def _is_referred_to(model, pk):
    relations = ((each.related_model._base_manager, each.field.attname) for each in _protecting(model))
    return any(rows.filter(**{name: pk}).exists() for rows, name in relations)


def _protecting(model):
    """Relations to `model` whose rows would be left without it."""
    related = (each for each in model._meta.get_fields(include_hidden=True) if each.auto_created and not each.concrete)
    return [each for each in related if getattr(each, "on_delete", None) is PROTECT and each.name != "person"]
