"""The unit tree. The only file that touches MPTT.

The province office stands above a forest: every city-level office and every department directly under the province is the root
of an MPTT tree of its own, so a write in one branch never rewrites the rows of another. Readers see one tree: this module hides
the seam. Every structural write takes the lock of its branch first and then reads the parent again.
"""

from bisect import bisect_right

from django.db import connection, models, transaction
from django.db.models import Case, Count, F, Func, Q, Subquery, Sum, Value, When, Window
from django.db.models.functions import Cast, Coalesce, RowNumber
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
    "branch_of",
    "branch_roots",
    "children",
    "children_counts",
    "directly_below",
    "hold",
    "hold_row",
    "holders",
    "insert",
    "is_directly_below",
    "is_within",
    "levels",
    "line_of",
    "line_to",
    "lock",
    "move",
    "numbered",
    "parent_of",
    "path",
    "path_now",
    "path_text",
    "place_index",
    "plant",
    "read_within",
    "remove",
    "renumber",
    "subtree",
    "top_of",
    "uppers",
    "within",
]

ParentField = TreeForeignKey
PLACE = ("tree_id", "lft", "rght")
ForestQuerySet = TreeQuerySet
ForestManager = TreeManager  # to be combined with a queryset class by `from_queryset`
# The seam: what stands directly below the province office has no parent row, and neither has the province office itself.
BRANCH_ROOTS = Q(parent=None)
LONGEST_LINE = 6  # below the province office: city, county, department, employer, sub-unit, its sub-unit
TEXT = models.TextField()


class ForestNode(MPTTModel):
    """A node of the forest. Subclasses declare `parent` with `ParentField` and an `is_top` property (the province office)."""

    tree_id = models.PositiveIntegerField(editable=False)  # MPTT's own has an index, which `place_index` makes needless
    known_within = None  # the pk of a node within which the statement that read this one has found it (`read_within`)

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
    return models.Index(fields=["tree_id", "lft"], include=["id"], name=name)  # the pks of a branch need no row


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
    """All nodes from the province office down to `node` itself, as they are now."""
    return line_to(type(node), node.pk)


def path_text(node):
    """The line from the branch root down to `node` as text, such as "/3/17/204/": what lies below a node begins with its text."""
    return f"/{'/'.join(str(each.pk) for each in path(node) if not each.is_top or each.pk == node.pk)}/"


def path_now(model, pk):
    """`path_text` as an expression, worked out inside the statement that stores it."""
    line = [f"{'parent__' * above}pk" for above in reversed(range(LONGEST_LINE))]
    parts = [Coalesce(_joined(Cast(name, TEXT), Value("/")), Value(""), output_field=TEXT) for name in line]
    return Subquery(_rows(model).filter(pk=pk).values(text=_joined(Value("/"), *parts)))


def line_of(model, pk):
    """Queryset of the node with this pk and all above it, as they are now: one statement, so one moment."""
    place = _place_now(model, pk)
    encloses = Q(tree_id=place["tree_id"], lft__lte=place["lft"], rght__gte=place["rght"])
    return model.objects.filter(encloses | Q(kind=model.Kind.PROVINCE))


def line_to(model, pk):
    """As `path`, for the node with this pk."""
    return sorted(line_of(model, pk), key=lambda node: (not node.is_top, node.lft))


def ancestors(node):
    """All nodes above `node`, the province office first."""
    return path(node)[:-1]


def subtree(node):
    """Queryset of `node` and everything below it."""
    return type(node).objects.filter(within(node))


def within(node, prefix=""):
    """Q that holds for rows whose unit (behind `prefix`, such as "unit__") is `node` or lies below it, wherever it stands by then."""
    if node.is_top:  # everything; an empty Q would vanish beside “or”, and with it all the rows
        return Q(**{f"{prefix}pk__isnull": False})
    # Descendants begin between a node's two ends: one range of the index. A whole branch is said by its number alone, which PostgreSQL
    # can estimate; should it have gone below another meanwhile, that is nothing for a moment.
    if node.is_branch_root:
        root = _rows(type(node)).filter(BRANCH_ROOTS, pk=node.pk)
        return Q(**{f"{prefix}tree_id": Subquery(root.values("tree_id")[:1])})
    place = _place_now(type(node), node.pk)
    bounds = {"tree_id": place["tree_id"], "lft__gte": place["lft"], "lft__lte": place["rght"]}
    return Q(**{f"{prefix}{bound}": value for bound, value in bounds.items()})


def read_within(rows, node):
    """Those of `rows` (a queryset of nodes) that are `node` or lie below it, each knowing that it was found there: `is_within` then
    asks nothing."""
    if node.is_top:
        return rows
    found = Case(When(within(node), then=Value(node.pk)), default=None, output_field=models.BigIntegerField(null=True))
    return rows.filter(within(node)).annotate(known_within=found)


def above(upper, lower):
    """Q that holds for rows whose unit behind the prefix `upper` stands above the one behind `lower`, at any distance."""
    is_top = Q(**{f"{upper}kind": "province"}) & ~Q(**{f"{lower}kind": "province"})
    encloses = {"tree_id": f"{lower}tree_id", "lft__lt": f"{lower}lft", "rght__gt": f"{lower}rght"}
    return is_top | Q(**{f"{upper}{place}": models.F(other) for place, other in encloses.items()})


def is_within(node, top):
    """Is `node` the node `top`, or below it? A query, except where the one that read `node` has answered it (`read_within`)."""
    if top.is_top or top.pk in (node.pk, node.known_within):
        return True
    return type(node).objects.filter(within(top), pk=node.pk).exists()


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


def uppers(model):
    """{pk: pk of the node directly above} of all nodes; None for the province office. One query."""
    top = top_of(model).pk
    above = dict(_rows(model).values_list("pk", "parent"))
    return {pk: upper or (None if pk == top else top) for pk, upper in above.items()}


def children_counts(node):
    """How many nodes lie below `node` at any depth. No query but for the province office: one over the branches' roots, the first time."""
    if node.is_top and not hasattr(node, "_below_top"):
        roots = _rows(type(node)).filter(parent=None)
        node._below_top = roots.aggregate(all=Sum((F("rght") - F("lft") + 1) / 2) - 1)["all"]
    return node._below_top if node.is_top else node.get_descendant_count()


def branch_of(prefix):
    """Expression: the branch in which a row's unit (behind `prefix`) lies, a key of `branch_roots`."""
    return F(f"{prefix}tree_id")


def branch_roots(model):
    """{branch: pk of its root}. One query."""
    return dict(_rows(model).filter(BRANCH_ROOTS).values_list("tree_id", "pk"))


def holders(node, pks):
    """{pk: the one directly below `node` that is it or has it somewhere below itself, or `node` itself} for the nodes within `node` with
    these pks (a queryset or a list). One statement for the places, so one moment, as numbers: a city has thousands; one for the nodes."""
    model, wanted = type(node), Q(pk__in=pks) | directly_below(node) | Q(pk=node.pk)
    places = sorted(_rows(model).filter(within(node)).filter(wanted).values_list(*PLACE, "parent", "pk"))
    uppermost = (None, node.pk) if node.is_top else (node.pk,)
    below = [place for place in places if place[3] in uppermost and place[4] != node.pk]
    starts = [place[:2] for place in below]
    held_by = {place[4]: _holder(place, below[: bisect_right(starts, place[:2])]) for place in places}
    known = model.objects.in_bulk(set(held_by.values()) - {None})
    return {pk: known.get(holder, node) for pk, holder in held_by.items()}


def _holder(place, before):
    """The pk of the last of the nodes that begin before this place (or are it), where it reaches as far; None where none does."""
    if not before:
        return None
    tree_id, _, right, _, pk = before[-1]
    return pk if tree_id == place[0] and place[2] <= right else None


@transaction.atomic
def insert(node, *, parent):
    """Save the new `node` below `parent` and return it."""
    fresh = lock(parent)
    node.parent = None if fresh.is_top else fresh
    node.save(force_insert=True)
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
        _number(branches, after=model.objects.aggregate(last=models.Max("tree_id"))["last"] or 0)
        while branches:
            model.objects.bulk_create([node for node, _ in branches], batch_size=2000)
            for node, below in branches:
                for child, _ in below:
                    child.parent = node
            branches = [branch for _, below in branches for branch in below]


def renumber(model, new):
    """Give every node a new place: those there are, which are saved, and the `new` ones, which are not (pairs of a node that has its key
    and the node above it). Nothing else may be at work: no branch is locked."""
    for node, parent in new:
        node.parent = None if parent.is_top else parent
    new = [node for node, _ in new]
    old = list(_rows(model).order_by("tree_id", "lft"))
    branches = {node.pk: (node, []) for node in (*old, *new)}
    roots = []
    for node in (*old, *new):
        (branches[node.parent_id][1] if node.parent_id else roots).append(branches[node.pk])
    _number(roots)
    model.objects.bulk_update(old, [*PLACE, "level"], batch_size=500)


def _number(branches, after=0):
    for tree_id, branch in enumerate(branches, after + 1):
        _place(branch, tree_id, left=1, level=0)


def lock(*nodes):
    """Hold the branches of these nodes until the transaction ends and return the nodes (one: the node) as they are now.

    A branch is locked by its root's row, several in one order for everybody, so that two moves that cross cannot wait for each
    other (SQLite's IMMEDIATE transactions already exclude other writers). A node that moved away while we waited is followed.
    """
    model = type(nodes[0])
    roots = None
    while (now := _roots_of(model, [node.pk for node in nodes])) != roots:
        roots = now
        # Not the key: what only refers to a unit (a hand-in, a new account) does not wait, so it cannot wait while it holds a lock.
        list(_rows(model).select_for_update(no_key=True).filter(pk__in=roots).order_by("pk").values_list("pk"))
    fresh = model.objects.in_bulk([node.pk for node in nodes])
    fresh = [fresh[node.pk] for node in nodes]
    return fresh[0] if len(fresh) == 1 else fresh


def hold(model, *pks):
    """Until the transaction ends nothing moves in the branches of these nodes: many hold a branch at once, `lock` waits for all of
    them. The first lock of a transaction that takes others (docs/adr/0014)."""
    if connection.vendor != "postgresql":
        return  # SQLite's IMMEDIATE transactions are alone
    roots = None
    while (now := _roots_of(model, pks)) != roots:
        roots = now
        _share(_rows(model).filter(pk__in=roots).order_by("pk").values("pk"))


def hold_row(node):
    """`node` as it is now; until the transaction ends it goes up in no other unit. The first lock of what adds rows to a unit."""
    if connection.vendor == "postgresql":
        _share(_rows(type(node)).filter(pk=node.pk).values("pk"))
    return type(node).objects.get(pk=node.pk)


def _share(rows):
    """SELECT … FOR SHARE, which Django does not know."""
    sql, params = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} FOR SHARE", params)


def _roots_of(model, pks):
    """The roots of the branches where these nodes are now, in one order for everybody: one statement, so one moment."""
    trees = _rows(model).filter(pk__in=pks).values("tree_id")
    return list(_rows(model).filter(BRANCH_ROOTS, tree_id__in=trees).order_by("pk").values_list("pk", flat=True))


def _place_now(model, pk):
    """{name: subquery} of where the node with this pk stands when the statement runs, whatever an instance remembers."""
    here = _rows(model).filter(pk=pk)
    return {name: Subquery(here.values(name)[:1]) for name in PLACE}


def _rows(model):
    """All nodes, in no order."""
    return models.QuerySet(model).order_by()


def _joined(*texts):
    """One text; NULL where one of them is."""
    return Func(*texts, template="(%(expressions)s)", arg_joiner=" || ", output_field=TEXT)


def _place(branch, tree_id, left, level):
    """Number a nested branch depth first; returns the next free place."""
    node, below = branch
    node.tree_id, node.lft, node.level = tree_id, left, level
    place = left + 1
    for child in below:
        place = _place(child, tree_id, place, level + 1)
    node.rght = place
    return place + 1
