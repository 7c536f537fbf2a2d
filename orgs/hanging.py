"""What hangs on units: asked generically of every model that refers to them, because a lower app does not know the upper ones.

What counts is what would stop a deletion (PROTECT); the unit's own administrator account goes with the unit. A model may say how it
is called (`counted_as = "名人员"`, default “个” and its verbose name) and which of its rows count (`counted_rows`, a dict of lookups).
A model that refers twice counts once.
"""

from django.db.models import PROTECT, Count


def hanging_on(units):
    """{pk: words} such as “2 个下级单位、15 名人员”, "" where nothing hangs; one query per referring model, however many units."""
    counts = {unit.pk: {} for unit in units}
    for relation in _relations(units[0]) if units else ():
        rows = _rows(relation, list(counts)).order_by().values_list(relation.field.attname).annotate(Count("pk"))
        for pk, number in rows:
            _note(counts[pk], relation, number)
    return {pk: _in_words(found) for pk, found in counts.items()}


def hanging_below(unit, subtree):
    """The same in words for a whole subtree (a queryset), without the units themselves."""
    found = {}
    for relation in _relations(unit):
        if relation.related_model is not relation.model:
            _note(found, relation, _rows(relation, subtree.values("pk")).count())
    return _in_words(found)


def _relations(unit):
    """下级单位 first, then in the order of the apps."""
    related = [each for each in unit._meta.related_objects if each.on_delete is PROTECT]
    return sorted(related, key=lambda each: each.related_model is not each.model)


def _rows(relation, pks):
    model = relation.related_model
    return model._base_manager.filter(**{f"{relation.field.name}__in": pks}, **getattr(model, "counted_rows", {}))


def _note(found, relation, number):
    model = relation.related_model
    name = "个下级单位" if model is relation.model else getattr(model, "counted_as", f"个{model._meta.verbose_name}")
    if number:
        found[name] = max(number, found.get(name, 0))


def _in_words(found):
    return "、".join(f"{number} {name}" for name, number in found.items())
