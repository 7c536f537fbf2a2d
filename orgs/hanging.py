"""What hangs on a unit: asked generically of every model that refers to it, because a lower app does not know the upper ones."""

from django.db.models import PROTECT, Count


def hanging_on(units):
    """{pk: words} such as “2 个下级单位、15 名人员”, "" where nothing hangs; one query per referring model, however many units.

    What counts is what would stop the deletion (PROTECT). The unit's own administrator account goes with the unit. A model may
    say how it is called (`counted_as = "名人员"`, default “个” + its verbose name) and which of its rows count (`counted_rows`, a
    dict of lookups). A model that refers twice counts once.
    """
    counts = {unit.pk: {} for unit in units}
    relations = units[0]._meta.related_objects if units else ()
    for relation in sorted(relations, key=lambda each: each.related_model is not each.model):  # 下级单位 first
        if relation.on_delete is PROTECT:
            for pk, n in _counts(relation, counts):
                words = _words(relation)
                counts[pk][words] = max(n, counts[pk].get(words, 0))
    return {pk: "、".join(f"{n} {words}" for words, n in found.items()) for pk, found in counts.items()}


def _counts(relation, pks):
    model, name = relation.related_model, relation.field.attname
    rows = model._base_manager.filter(**{f"{name}__in": list(pks)}, **getattr(model, "counted_rows", {}))
    return rows.order_by().values_list(name).annotate(Count("pk"))


def _words(relation):
    model = relation.related_model
    if model is relation.model:
        return "个下级单位"
    return getattr(model, "counted_as", f"个{model._meta.verbose_name}")
