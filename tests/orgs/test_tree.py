"""The forest: one line from the province down, moves, parallel writers."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models import Q

from orgs import tree
from orgs.models import Account, Kind, Unit
from tests.factories.orgs import AccountFactory, UnitFactory, admin_seat, branch_is_sound, line_of_six, province
from tests.parallel import in_parallel
from titleplatform.kit.refusals import Refused


@pytest.mark.django_db
def test_readers_see_one_tree():
    six = line_of_six()
    top, city, county, department, employer, sub = six.values()
    other = UnitFactory(kind=Kind.CITY)
    sub.refresh_from_db()
    county.refresh_from_db()
    assert tree.path(sub) == [top, city, county, department, employer, sub]
    assert tree.ancestors(county) == [top, city]
    assert tree.path(top) == [top]
    for node in (sub, county, city, top, other):
        assert tree.line_to(Unit, node.pk) == tree.path(node)
    assert list(tree.children(top)) == sorted([city, other], key=lambda unit: unit.code)
    assert set(tree.subtree(county)) == {county, department, employer, sub}
    assert set(tree.subtree(top)) == {*six.values(), other}
    assert tree.is_within(sub, county)
    assert not tree.is_within(other, city)
    assert tree.is_within(other, top)
    assert tree.children_counts(top) == 6
    assert tree.children_counts(county) == 3


@pytest.mark.django_db
def test_directly_below_is_the_same_for_one_node_for_rows_and_for_rows_behind_a_relation():
    six = line_of_six()
    other = UnitFactory(kind=Kind.CITY)
    units = list(Unit.objects.all())
    for unit in units:
        AccountFactory(unit=unit)
    for upper in units:
        by_node = {unit.pk for unit in units if tree.is_directly_below(unit, upper)}
        assert by_node == {unit.pk for unit in units if tree.parent_of(unit) == upper}
        assert by_node == set(Unit.objects.filter(tree.directly_below(upper)).values_list("pk", flat=True))
        assert by_node == set(
            Account.objects.filter(tree.directly_below(upper, "unit__")).values_list("unit", flat=True)
        )
    assert {unit for unit in units if tree.is_directly_below(unit, province())} == {six[Kind.CITY], other}
    assert {unit for unit in units if unit.is_branch_root} == {six[Kind.PROVINCE], six[Kind.CITY], other}
    assert tree.parent_of(province()) is None


@pytest.mark.django_db
def test_the_parent_costs_no_query_where_it_and_the_top_are_known(django_assert_num_queries):
    top, city, county, *_ = line_of_six().values()
    joined = list(Unit.objects.filter(pk__in=[city.pk, county.pk]).select_related("parent").order_by("code"))
    with django_assert_num_queries(0):
        assert [tree.parent_of(unit, top) for unit in joined] == [top, city]
    with django_assert_num_queries(1):
        assert tree.parent_of(joined[0]) == top


@pytest.mark.django_db
def test_levels_say_below_which_node_each_one_lies_and_how_long_its_level_is():
    top, city, county, department, *_ = line_of_six().values()
    other = UnitFactory(kind=Kind.CITY)
    opened = tree.levels(top, [top.pk, county.pk])
    assert {(unit.pk, unit.upper_pk) for unit in opened} == {
        (city.pk, top.pk),
        (other.pk, top.pk),
        (department.pk, county.pk),
    }
    assert {unit.pk: (unit.place, unit.level_size) for unit in tree.numbered(opened, ["code"])} == {
        city.pk: (1, 2),
        other.pk: (2, 2),
        department.pk: (1, 1),
    }
    assert [unit.pk for unit in tree.levels(city, [city.pk])] == [county.pk]


@pytest.mark.django_db
def test_holders_are_read_in_one_statement(django_assert_num_queries):
    top, city, county, department, employer, sub = line_of_six().values()
    other = UnitFactory(kind=Kind.CITY)
    everything = Unit.objects.values("pk")
    in_city = dict.fromkeys((county.pk, department.pk, employer.pk, sub.pk), county)
    with django_assert_num_queries(2):  # the places, all at one moment; the nodes that hold
        assert tree.holders(city, everything) == {city.pk: city, **in_city}
    assert tree.holders(top, everything) == {
        top.pk: top,
        other.pk: other,
        city.pk: city,
        **dict.fromkeys(in_city, city),
    }
    assert tree.holders(sub, [sub.pk, employer.pk]) == {sub.pk: sub}
    roots = tree.branch_roots(Unit)
    branches = Unit.objects.annotate(branch=tree.branch_of("")).filter(tree.within(city))
    assert {roots[unit.branch] for unit in branches} == {city.pk}


@pytest.mark.django_db
def test_places_read_at_two_moments_are_never_compared(django_assert_num_queries):
    """Between the reading of a unit and the question, the branch was renumbered, and the unit moved away: the answers are today's."""
    city, other = UnitFactory(kind=Kind.CITY), UnitFactory(kind=Kind.CITY)
    home = UnitFactory(kind=Kind.DEPARTMENT, parent=city)
    employer = UnitFactory(parent=home)
    seat = admin_seat(Unit.objects.get(pk=home.pk))
    mine = Unit.objects.visible_to(seat).get(pk=employer.pk)
    with django_assert_num_queries(0):
        assert tree.is_within(mine, seat.unit)  # answered by the statement that read it
    with django_assert_num_queries(1):
        assert tree.is_within(Unit(pk=employer.pk), seat.unit)  # what the instance holds is not asked
    for _ in range(3):
        UnitFactory(parent=UnitFactory(kind=Kind.DEPARTMENT, parent=city))
    tree.move(home, parent=other)
    late = UnitFactory(parent=home)
    assert set(Unit.objects.visible_to(seat)) == {home, employer, late}
    assert set(Unit.objects.filter(tree.within(seat.unit))) == {home, employer, late}
    assert tree.path(employer) == [province(), other, home, employer]
    assert not tree.is_within(employer, city)
    assert tree.holders(other, [late.pk]) == {other.pk: other, home.pk: home, late.pk: home}
    root = Unit.objects.get(pk=city.pk)
    assert city.pk in set(Unit.objects.filter(tree.within(root)).values_list("pk", flat=True))
    tree.move(city, parent=other)  # as read, `root` is a whole branch: it is none now, and shows nobody else's
    assert not Unit.objects.filter(tree.within(root)).exists()


def test_nobody_else_reads_a_place():
    """The columns that number the tree are named in `orgs/tree.py` and in migrations, nowhere else."""
    root = Path(__file__).parents[2]
    apps = [root / name for name in (*settings.PROJECT_APPS, "titleplatform")]
    files = [path for app in apps for path in app.rglob("*.py") if "migrations" not in path.parts]
    assert [
        str(path.relative_to(root))
        for path in files
        if path != root / "orgs/tree.py"
        and re.search(r"\b(lft|rght|tree_id)\b|get_ancestors|get_descendants", path.read_text())
    ] == []


@pytest.mark.django_db
def test_move_carries_everything_below_and_refuses_its_own_descendant():
    _, city, _, department, employer, sub = line_of_six().values()
    other = UnitFactory(kind=Kind.CITY)
    with pytest.raises(Refused, match="下级单位"):
        tree.move(employer, parent=sub)
    moved = tree.move(department, parent=other)
    assert moved.parent == other
    assert tree.path(Unit.objects.get(pk=sub.pk))[1:] == [other, department, employer, sub]
    assert branch_is_sound(Unit.objects.get(pk=city.pk))
    assert branch_is_sound(Unit.objects.get(pk=other.pk))
    to_province = tree.move(employer, parent=province())
    assert to_province.parent is None
    assert tree.path(Unit.objects.get(pk=sub.pk))[1:] == [employer, sub]
    assert branch_is_sound(to_province)


@pytest.mark.django_db
def test_remove_takes_leaves_only():
    employer = UnitFactory()
    sub = UnitFactory(kind=Kind.SUBUNIT, parent=employer)
    with pytest.raises(Refused):
        tree.remove(employer)
    tree.remove(sub)
    assert not Unit.objects.filter(pk=sub.pk).exists()
    assert branch_is_sound(Unit.objects.get(pk=employer.pk))


@pytest.mark.django_db
def test_plant_places_whole_branches_beside_what_is_there():
    first = UnitFactory(kind=Kind.CITY)

    def unplanted(code, *below):
        return Unit(code=code, name=code, certificate_name=code, kind=Kind.EMPLOYER), list(below)

    tree.plant(Unit, [unplanted("1", unplanted("11", unplanted("111")), unplanted("12")), unplanted("2")])
    planted = Unit.objects.get(code="1")
    assert branch_is_sound(planted)
    assert branch_is_sound(Unit.objects.get(code="2"))
    assert branch_is_sound(first)
    assert [unit.code for unit in tree.path(Unit.objects.get(code="111"))][1:] == ["1", "11", "111"]
    assert len({first.tree_id, planted.tree_id, Unit.objects.get(code="2").tree_id}) == 3


@pytest.mark.django_db
def test_renumber_places_new_nodes_below_old_and_new_ones():
    old = UnitFactory(kind=Kind.CITY)

    first, second, third, fourth = new = [
        Unit(pk=pk, code=str(pk), name=str(pk), certificate_name=str(pk), kind=Kind.EMPLOYER)
        for pk in (9001, 9002, 9003, 9004)
    ]
    tree.renumber(Unit, [(first, old), (second, first), (third, province()), (fourth, old)])
    Unit.objects.bulk_create(new)
    assert tree.uppers(Unit)[second.pk] == first.pk
    assert tree.uppers(Unit)[third.pk] == province().pk
    assert tree.uppers(Unit)[province().pk] is None
    assert branch_is_sound(Unit.objects.get(pk=old.pk))
    assert branch_is_sound(Unit.objects.get(pk=9003))
    assert [unit.pk for unit in tree.path(Unit.objects.get(pk=9002))][1:] == [old.pk, 9001, 9002]
    assert tree.children_counts(Unit.objects.get(pk=old.pk)) == 3


@pytest.mark.django_db(transaction=True)
def test_parallel_inserts_and_moves_leave_sound_branches():
    top = province()
    cities = [UnitFactory(kind=Kind.CITY, parent=top) for _ in range(2)]
    homes = [UnitFactory(kind=Kind.DEPARTMENT, parent=city) for city in cities]
    movers = [UnitFactory(parent=home) for home in homes]

    def work(number):
        near, far = homes[number % 2], homes[1 - number % 2]
        for turn in range(3):
            tree.insert(
                Unit(code=f"{number}{turn:05d}", name=f"{number}-{turn}", certificate_name="x", kind=Kind.EMPLOYER),
                parent=near,
            )
            if number < 2:
                tree.move(movers[number], parent=far if turn % 2 == 0 else near)

    assert in_parallel(work, 4) == [None] * 4
    for city in cities:
        assert branch_is_sound(Unit.objects.get(pk=city.pk))
    assert Unit.objects.count() == 1 + 2 + 2 + 2 + 12


@pytest.mark.django_db
def test_all_that_is_within_the_province_stays_beside_an_or():
    """An empty Q would vanish there, and the province's administrator would see only what is named besides."""
    top, other = province(), UnitFactory()
    assert set(Unit.objects.filter(Q(pk=other.pk) | tree.within(top))) == {top, other}
