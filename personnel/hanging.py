"""What hangs on persons and reviewers: asked of the models' own relations, so an app above needs no entry here."""

from django.db.models import PROTECT

from orgs.models import Account


def hung_on(holders):
    """The pks of those of these persons (or reviewers) to whom, or to whose account, a row refers that would forbid their deletion.

    PROTECT forbids, hidden relations count too; a person is part of its account. One query per relation, however many holders.
    """
    if not holders:
        return set()
    accounts = _referred_to(Account, [each.account_id for each in holders])
    themselves = _referred_to(type(holders[0]), [each.pk for each in holders])
    return {each.pk for each in holders if each.pk in themselves or each.account_id in accounts}


def note_hung_on(holders):
    """Fill `is_hung_on` of all rows of a list at once."""
    found = hung_on(holders)
    for each in holders:
        each.is_hung_on = each.pk in found


def _referred_to(model, pks):
    found = set()
    for relation in _protecting(model):
        name = relation.field.attname
        rows = relation.related_model._base_manager.filter(**{f"{name}__in": pks})
        found |= set(rows.order_by().values_list(name, flat=True).distinct())
    return found


def _protecting(model):
    """Relations to `model` whose rows would be left without it."""
    related = (each for each in model._meta.get_fields(include_hidden=True) if each.auto_created and not each.concrete)
    return [each for each in related if getattr(each, "on_delete", None) is PROTECT and each.name != "person"]
