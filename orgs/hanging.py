"""What hangs on units: asked generically of every model that refers to them, because a lower app does not know the upper ones.

What counts is what would stop a deletion (PROTECT); the unit's own administrator account goes with the unit. Rows are called “个” and
the model's verbose name, unless the model says otherwise: `counted_as` is a dict of words and the lookups of the rows so called, and
other rows do not count. A model that refers twice counts once.
"""

from django.contrib.auth import get_user_model
from django.db.models import PROTECT

from titleplatform.kit.counting import TODO_MOST, CountUpTo, words


def hanging_on(unit):
    """Words such as “2 个下级单位、15 名人员”, "" where nothing hangs. One query."""
    return _in_words(unit, _relations(unit), [unit.pk])


def hanging_below(unit, subtree):
    """The same of a whole subtree (a queryset), without the units themselves. One query."""
    others = [each for each in _relations(unit) if each.related_model is not each.model]
    return _in_words(unit, others, subtree.values("pk"))


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


def _kinds(relation, pks):
    """(word, the rows so called) of what refers to these units."""
    model = relation.related_model
    usual = "个下级单位" if model is relation.model else f"个{model._meta.verbose_name}"
    rows = model._base_manager.filter(**{f"{relation.field.name}__in": pks})
    return [(word, rows.filter(**lookups)) for word, lookups in (_own_words(model) or {usual: {}}).items()]


def _own_words(model):
    return getattr(model, "counted_as", None)


def _in_words(unit, relations, pks):
    kinds = [kind for relation in relations for kind in _kinds(relation, pks)]
    counts = type(unit)._base_manager.filter(pk=unit.pk).values_list(*(CountUpTo(rows) for _, rows in kinds)).get()
    most = {}
    for (word, _), count in zip(kinds, counts, strict=True):
        most[word] = max(count, most.get(word, 0))
    return "、".join(f"{words(count, TODO_MOST)} {word}" for word, count in most.items() if count)
