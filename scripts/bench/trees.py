"""What a change of the tree costs where it is largest: a branch of 5,000 units, of which a unit is added in the middle and 500 move."""

import statistics
import time

from django.db import connection, transaction

from orgs import tree
from orgs.models import Kind, Unit

DEPARTMENTS, EACH, ROUNDS = 10, 500, 7


def writes():
    """{what: milliseconds, the median}; nothing of it stays."""
    with transaction.atomic():
        city, county, departments = _branch()
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE orgs_unit")
        other = Unit.objects.filter(kind=Kind.CITY).exclude(pk=city.pk).first()
        found = {
            "insert": _median(lambda turn: _insert(departments[turn], turn)),
            "move_within": _median(lambda turn: _move(departments[2], county if turn % 2 == 0 else city)),
            "move_away": _median(lambda turn: _move(departments[3], other if turn % 2 == 0 else city)),
        }
        transaction.set_rollback(True)
    return found


def _branch():
    department = [_new(Kind.DEPARTMENT, f"419999{number:03}", f"局{number}") for number in range(1, DEPARTMENTS + 1)]
    below = [
        (each, [(_new(Kind.EMPLOYER, f"{each.code}{at:04}", f"{each.name}单位{at}"), []) for at in range(EACH)])
        for each in department
    ]
    city, county = _new(Kind.CITY, "419999", "五千家单位的市"), _new(Kind.COUNTY, "419998", "其中的县")
    tree.plant(Unit, [(city, [*below, (county, [])])])
    return city, county, department


def _new(kind, code, name):
    return Unit(kind=kind, code=code, name=name, certificate_name=name, state="active")


def _insert(department, turn):
    tree.insert(_new(Kind.EMPLOYER, f"{department.code}{9000 + turn}", f"新单位{turn}"), parent=department)


def _move(department, parent):
    tree.move(Unit.objects.get(pk=department.pk), parent=Unit.objects.get(pk=parent.pk))


def _median(write):
    times = []
    for turn in range(ROUNDS):
        started = time.perf_counter()
        with transaction.atomic():
            write(turn)
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)
