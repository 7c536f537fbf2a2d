"""The unit tree. The only file that touches MPTT.

The province office stands above a forest: every city-level office and every department directly under the province is the root
of an MPTT tree of its own, so a write in one branch never rewrites the rows of another. Readers see one tree: this module hides
the seam. Every structural write takes the lock of its branch first and then reads the parent again.
"""

from bisect import bisect_right

from django.db import models, transaction
from django.db.models import Count, F, Q, Value, Window
from django.db.models.functions import Coalesce, RowNumber
from mptt.managers import TreeManager
from mptt.models import MPTTModel, TreeForeignKey
from mptt.querysets import TreeQuerySet

from titleplatform.kit.refusals import Refused

__all__ = [
    "BRANCH_ROOTS",
    "ForestManager",
    "ForestNode",
    "ForestQuerySet",
    "ParentField",
    "above",
    "ancestors",
    "children",
    "children_counts",
    "directly_below",
    "holder_of",
    "insert",
    "is_directly_below",
    "is_within",
    "levels",
    "line_to",
    "lock",
    "move",
    "numbered",
    "parent_of",
    "path",
    "place_field",
    "place_index",
    "plant",
    "refresh",
    "remove",
    "subtree",
    "top_of",
    "within",
]

ParentField = TreeForeignKey
TREE_FIELDS = ["tree_id", "lft", "rght", "level"]
ForestQuerySet = TreeQuerySet
# The seam: what stands directly below the province office has no parent row, and neither has the province office itself.
BRANCH_ROOTS = Q(parent=None)


class ForestManager(TreeManager):
    """MPTT's manager, to be combined with a queryset class by `from_queryset`."""


class ForestNode(MPTTModel):
    """A node of the forest. Subclasses declare `parent` with `ParentField` and an `is_top` property (the province office)."""

    class Meta:
        abstract = True

    class MPTTMeta:
        # No order_insertion_by: a new branch root would renumber every tree to its right, across branch locks.
        pass

    @property
    def is_branch_root(self):
        """Directly below the province office, or that office itself."""
        return self.parent_id is None


def place_index(name):
    """The index that MPTT needs but never puts into the migrations (django-mptt #682)."""
    return models.Index(fields=["tree_id", "lft"], name=name)


def top_of(model):
    """The one node above the forest (the province office); None before the province's data is loaded."""
    return model.objects.filter(kind=model.Kind.PROVINCE).first()


def parent_of(node, top=None):
    """The node directly above; None above the province office. No query where `top` (the province office) is given and the parent
    was joined."""
    if node.is_top or not node.is_branch_root:
        return node.parent
    return top or top_of(type(node))


def path(node):
    """All nodes from the province office down to `node` itself."""
    line = list(node.get_ancestors(include_self=True))
    top = None if node.is_top else top_of(type(node))
    return [top, *line] if top else line


def line_to(model, pk):
    """As `path`, for the node with this pk as it is now: one statement, so one moment, whatever an instance remembers."""
    here = model.objects.filter(pk=pk)
    places = {name: models.Subquery(here.values(name)[:1]) for name in ("tree_id", "lft", "rght")}
    encloses = Q(tree_id=places["tree_id"], lft__lte=places["lft"], rght__gte=places["rght"])
    line = model.objects.filter(encloses | Q(kind=model.Kind.PROVINCE))
    return sorted(line, key=lambda node: (not node.is_top, node.lft))


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


def above(upper, lower):
    """Q that holds for rows whose unit behind the prefix `upper` stands above the one behind `lower`, at any distance."""
    is_top = Q(**{f"{upper}kind": "province"}) & ~Q(**{f"{lower}kind": "province"})
    encloses = {"tree_id": f"{lower}tree_id", "lft__lt": f"{lower}lft", "rght__gt": f"{lower}rght"}
    return is_top | Q(**{f"{upper}{place}": models.F(other) for place, other in encloses.items()})


def is_within(node, top):
    """Is `node` the node `top`, or below it?"""
    return top.is_top or (node.tree_id == top.tree_id and node.lft >= top.lft and node.rght <= top.rght)


def directly_below(upper, prefix=""):
    """Q that holds for rows whose unit (behind `prefix`, such as "unit__") lies directly below `upper`."""
    if upper.is_top:
        return Q(**{f"{prefix}parent": None}) & ~Q(**{f"{prefix}pk": upper.pk})
    return Q(**{f"{prefix}parent": upper})


def is_directly_below(node, upper):
    """Is `upper` the node directly above `node`?"""
    if upper.is_top:
        return node.is_branch_root and not node.is_top
    return node.parent_id == upper.pk


def children(node):
    """Queryset of the nodes directly below `node`, by code."""
    return type(node).objects.filter(directly_below(node)).order_by("code")


def levels(root, pks):
    """Queryset of the nodes directly below any of these nodes of the tree of `root`, each with `upper_pk`, the one it lies below."""
    below = Q(parent__in=pks)
    if root.is_top and root.pk in pks:
        below |= directly_below(root)
    return type(root).objects.filter(below).annotate(upper_pk=Coalesce("parent_id", Value(root.pk)))


def numbered(nodes, order):
    """These nodes in this order, each with its `place` in its level and the `level_size`."""
    level = {"partition_by": F("parent_id")}
    place = Window(RowNumber(), order_by=order, **level)
    return nodes.annotate(place=place, level_size=Window(Count("pk"), **level)).order_by(*order)


def children_counts(node):
    """How many nodes lie below `node` at any depth. No query but for the province office."""
    if node.is_top:
        return type(node).objects.count() - 1
    return node.get_descendant_count()


def place_field(node, prefix=""):
    """The field (behind `prefix`) that tells below which child of `node` a row's unit lies: what `holder_of` takes as a place."""
    return f"{prefix}tree_id" if node.is_top else f"{prefix}lft"


def holder_of(place, node, below):
    """The one of `below` (the children of `node`) that holds the place or has it somewhere below itself; `node` where none does."""
    if node.is_top:
        return next((child for child in below if child.tree_id == place), node)
    ordered = sorted(below, key=lambda child: child.lft)
    at = bisect_right([child.lft for child in ordered], place) - 1
    return ordered[at] if at >= 0 and place <= ordered[at].rght else node


@transaction.atomic
def insert(node, *, parent):
    """Save the new `node` below `parent` and return it."""
    fresh = lock(parent)
    node.parent = None if fresh.is_top else fresh
    node.save(force_insert=True)
    refresh(parent)  # callers may go on asking what lies below it
    return node


@transaction.atomic
def move(node, *, parent):
    """Move `node` with all below it under `parent`. Raises Refused where `parent` is the node itself or one of its descendants."""
    node, parent = lock(node, parent)
    if not parent.is_top and is_within(parent, node):
        raise Refused("上级单位不能是本单位或它的下级单位。")
    node.move_to(None if parent.is_top else parent, "right" if parent.is_top else "last-child")
    return type(node).objects.get(pk=node.pk)


@transaction.atomic
def remove(node):
    """Delete a leaf. Raises Refused where something lies below it."""
    node = lock(node)
    if not node.is_leaf_node():
        raise Refused("该单位还有下级单位，不能删除。")
    node.delete()


def plant(model, branches):
    """Bulk-insert whole new branches below the province office, given as nested (unsaved node, [branches below]) pairs.

    The places are computed here and the rows written level by level: a province in seconds where single inserts take minutes.
    """
    with transaction.atomic():
        if top := top_of(model):
            lock(top)
        tree_id = model.objects.aggregate(last=models.Max("tree_id"))["last"] or 0
        for number, branch in enumerate(branches, tree_id + 1):
            _place(branch, number, left=1, level=0)
        while branches:
            model.objects.bulk_create([node for node, _ in branches], batch_size=2000)
            for node, below in branches:
                for child, _ in below:
                    child.parent = node
            branches = [branch for _, below in branches for branch in below]


def lock(*nodes):
    """Hold the branches of these nodes until the transaction ends and return the nodes (one: the node) as they are now.

    A branch is locked by its root's row, several in one order for everybody, so that two moves that cross cannot wait for each
    other (SQLite's IMMEDIATE transactions already exclude other writers). A node that moved away while we waited is followed.
    """
    model = type(nodes[0])
    roots = None
    while (now := sorted({_root_pk(node) for node in nodes})) != roots:
        roots = now
        list(models.QuerySet(model).select_for_update().filter(pk__in=roots).order_by("pk").values_list("pk"))
    fresh = [model.objects.get(pk=node.pk) for node in nodes]
    return fresh[0] if len(fresh) == 1 else fresh


def refresh(*nodes):
    """Give these instances their present places, all read in one statement: places read at two moments do not compare."""
    model = type(nodes[0])
    places = model.objects.in_bulk([node.pk for node in nodes])
    for node in nodes:
        for name in TREE_FIELDS:
            setattr(node, name, getattr(places[node.pk], name))


def _root_pk(node):
    """The root of the branch where `node` is now, whatever this instance remembers: one statement, so one moment."""
    nodes = type(node).objects
    here = nodes.filter(pk=node.pk).values("tree_id")
    return nodes.values_list("pk", flat=True).get(BRANCH_ROOTS, tree_id=models.Subquery(here))


def _place(branch, tree_id, left, level):
    """Number a nested branch depth first; returns the next free place."""
    node, below = branch
    node.tree_id, node.lft, node.level = tree_id, left, level
    place = left + 1
    for child in below:
        place = _place(child, tree_id, place, level + 1)
    node.rght = place
    return place + 1
