"""What hangs on an account or a person: asked of the model's own relations, so an app above needs no entry here."""

from django.db.models import PROTECT


def mark_hung_on(things):
    """Set `hung_on` on each of these rows of one model: does a row refer to it that would forbid its deletion (PROTECT)?

    Hidden relations count too; a person is part of its account. One query per relation, however many rows.
    """
    found = set()
    for relation in _protecting(type(things[0])) if things else ():
        name = relation.field.attname
        rows = relation.related_model._base_manager.filter(**{f"{name}__in": [thing.pk for thing in things]})
        found |= set(rows.order_by().values_list(name, flat=True).distinct())
    for thing in things:
        thing.hung_on = thing.pk in found


def _protecting(model):
    """Relations to `model` whose rows would be left without it."""
    related = (each for each in model._meta.get_fields(include_hidden=True) if each.auto_created and not each.concrete)
    return [each for each in related if getattr(each, "on_delete", None) is PROTECT and each.name != "person"]
