"""What hangs on units: asked generically of every model that refers to them, because a lower app does not know the upper ones.

What counts is what would stop a deletion (PROTECT); the unit's own administrator account goes with the unit. Rows are called “个” and
the model's verbose name, unless the model says otherwise: `counted_as` is a dict of words and the lookups of the rows so called, and
other rows do not count. A model that refers twice counts once.
"""

from django.contrib.auth import get_user_model
from django.db.models import PROTECT, Count, Q


def hanging_on(units):
    """{pk: words} such as “2 个下级单位、15 名人员”, "" where nothing hangs; one query per referring model, however many units."""
    counts = {unit.pk: {} for unit in units}
    for relation in _relations(units[0]) if units else ():
        name = relation.field.attname
        for row in _rows(relation, list(counts)).order_by().values(name).annotate(**_counters(relation)):
            _note(counts[row.pop(name)], row)
    return {pk: _in_words(found) for pk, found in counts.items()}


def hanging_below(unit, subtree):
    """The same in words for a whole subtree (a queryset), without the units themselves."""
    found = {}
    for relation in _relations(unit):
        if relation.related_model is not relation.model:
            _note(found, _rows(relation, subtree.values("pk")).aggregate(**_counters(relation)))
    return _in_words(found)


def _relations(unit):
    return sorted((each for each in unit._meta.related_objects if each.on_delete is PROTECT), key=_rank)


def _rank(relation):
    """下级单位 first, then what the upper apps keep, then the people, then the other records of this app."""
    model = relation.related_model
    if model is relation.model:
        return 0
    if model._meta.app_label != relation.model._meta.app_label:
        return 1
    return 2 if model is get_user_model() else 3


def _counters(relation):
    """{word: how to count the rows so called}."""
    model = relation.related_model
    usual = "个下级单位" if model is relation.model else f"个{model._meta.verbose_name}"
    words = _own_words(model) or {usual: {}}
    return {word: Count("pk", filter=Q(**lookups)) for word, lookups in words.items()}


def _own_words(model):
    return getattr(model, "counted_as", None)


def _rows(relation, pks):
    return relation.related_model._base_manager.filter(**{f"{relation.field.name}__in": pks})


def _note(found, numbers):
    for word, number in numbers.items():
        if number:
            found[word] = max(number, found.get(word, 0))


def _in_words(found):
    return "、".join(f"{number} {word}" for word, number in found.items())
