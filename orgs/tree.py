"""The unit tree. The only file that touches MPTT.

The province office stands above a forest: every city-level office and every department directly under the province is the root
of an MPTT tree of its own, so a write in one branch never rewrites the rows of another. Readers see one tree: this module hides
the seam. Every structural write takes the lock of its branch first and then reads the parent again.
"""

from django.db import models, transaction
from django.db.models import Q
from mptt.managers import TreeManager
from mptt.models import MPTTModel, TreeForeignKey
from mptt.querysets import TreeQuerySet

from titleplatform.kit.refusals import Refused

__all__ = [
    "ForestManager", "ForestNode", "ForestQuerySet", "ParentField",
    "ancestors", "children", "children_counts", "insert", "is_within", "move", "path", "remove", "subtree", "within",
]  # fmt: skip

ParentField = TreeForeignKey
ForestQuerySet = TreeQuerySet


class ForestManager(TreeManager):
    """MPTT's manager, to be combined with a queryset class by `from_queryset`."""


class ForestNode(MPTTModel):
    """A node of the forest. Subclasses declare `parent` with `ParentField` and an `is_top` property (the province office)."""

    class Meta:
        abstract = True

    class MPTTMeta:
        # No order_insertion_by: a new branch root would renumber every tree to its right, across branch locks.
        pass


def top_of(model):
    """The one node above the forest (the province office); None before the province's data is loaded."""
    return model.objects.filter(kind=model.Kind.PROVINCE).first()


def path(node):
    """All nodes from the province office down to `node` itself."""
    line = list(node.get_ancestors(include_self=True))
    top = None if node.is_top else top_of(type(node))
    return [top, *line] if top else line


def ancestors(node):
    """All nodes above `node`, the province office first."""
    return path(node)[:-1]


def subtree(node):
    """Queryset of `node` and everything below it."""
    return type(node).objects.filter(within(node))


def within(node, prefix=""):
    """Q that holds for rows whose unit (behind `prefix`, such as "unit__") is `node` or lies below it."""
    if node.is_top:
        return Q()
    return Q(**{f"{prefix}tree_id": node.tree_id, f"{prefix}lft__gte": node.lft, f"{prefix}rght__lte": node.rght})


def is_within(node, top):
    """Is `node` the node `top`, or below it?"""
    return top.is_top or (node.tree_id == top.tree_id and node.lft >= top.lft and node.rght <= top.rght)


def children(node):
    """Queryset of the nodes directly below `node`, by code."""
    model = type(node)
    below = model.objects.filter(parent=node)
    if node.is_top:
        below = model.objects.filter(parent=None).exclude(pk=node.pk)
    return below.order_by("code")


def children_counts(node):
    """How many nodes lie below `node` at any depth. No query but for the province office."""
    if node.is_top:
        return type(node).objects.count() - 1
    return node.get_descendant_count()


@transaction.atomic
def insert(node, *, parent):
    """Save the new `node` below `parent` and return it."""
    if parent.is_top:
        _lock(parent)
        node.parent = None
    else:
        _lock(_branch_root(parent))
        node.parent = type(parent).objects.get(pk=parent.pk)
    node.save(force_insert=True)
    parent.refresh_from_db(fields=["tree_id", "lft", "rght", "level"])  # callers may go on asking what lies below it
    return node


@transaction.atomic
def move(node, *, parent):
    """Move `node` with all below it under `parent`. Raises Refused where `parent` is the node itself or one of its descendants."""
    model = type(node)
    roots = {_branch_root(node).pk: node, (parent if parent.is_top else _branch_root(parent)).pk: parent}
    for pk in sorted(roots):  # one order for everybody: two moves that cross cannot wait for each other
        _lock(model(pk=pk))
    node, parent = model.objects.get(pk=node.pk), model.objects.get(pk=parent.pk)
    if not parent.is_top and is_within(parent, node):
        raise Refused("上级单位不能是本单位或它的下级单位。")
    node.move_to(None if parent.is_top else parent, "last-child" if not parent.is_top else "right")
    return model.objects.get(pk=node.pk)


@transaction.atomic
def remove(node):
    """Delete a leaf. Raises Refused where something lies below it."""
    _lock(_branch_root(node))
    node = type(node).objects.get(pk=node.pk)
    if not node.is_leaf_node():
        raise Refused("该单位还有下级单位，不能删除。")
    node.delete()


def _branch_root(node):
    return node.get_root()


def _lock(node):
    """Hold the row of a branch root until the transaction ends; SQLite's IMMEDIATE transactions already exclude other writers."""
    models.QuerySet(type(node)).select_for_update().filter(pk=node.pk).values_list("pk", flat=True).get()
