"""The province's own data: its offices, their administrators, the counties under direct province control."""

import csv
from pathlib import Path

from django.conf import settings
from django.db import transaction

from orgs import audit, tree
from orgs.models import Account, AccountKind, DirectCounty, Kind, Unit
from orgs.passwords import close, give_initial_password

DATA = Path(__file__).parent / "data"
DIVISIONS = ("henan_divisions.csv", "henan_local_divisions.csv")
LEVELS = {"province": Kind.PROVINCE, "city": Kind.CITY, "county": Kind.COUNTY}


@transaction.atomic
def load_province():
    """Bring the offices, their administrator accounts and the direct counties up to the data files; what exists stays as it is.

    Effects: missing offices (已启用 at once: nobody is above to approve them) and their accounts, closed, in bulk; direct
    county periods; audited. Returns how many offices are new.
    """
    rows = [row for name in DIVISIONS for row in read(name)]
    known = set(Unit.objects.filter(code__in=[row["code"] for row in rows]).values_list("code", flat=True))
    new = [row for row in rows if row["code"] not in known]
    if new:
        _plant_offices(new)
    _insert_counties([row for row in new if row["parent_code"] in known and row["level"] == "county"])
    _create_accounts([row["code"] for row in rows])
    _load_direct_counties()
    if new:
        audit.record("加载省级数据", by=None, 新增职改办=len(new))
    return len(new)


def read(name):
    """The rows of a data file as dicts."""
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def _plant_offices(rows):
    """Whole new branches: the province office, and cities with the counties below them."""
    counties = [row for row in rows if row["level"] == "county"]
    branches = []
    for row in rows:
        if row["level"] != "county":
            below = [(_office(each), []) for each in counties if each["parent_code"] == row["code"]]
            branches.append((_office(row), below))
    tree.plant(Unit, branches)


def _insert_counties(rows):
    """Counties that are new below a city office that exists."""
    for row in rows:
        office = _office(row)
        tree.insert(office, parent=Unit.objects.get(code=row["parent_code"]))


def _office(row):
    name = "省职改办" if row["level"] == "province" else f"{row['name']}职改办"
    unit = Unit(code=row["code"], name=name, certificate_name=name, kind=LEVELS[row["level"]])
    unit.derive()
    unit.found()
    return unit


def _create_accounts(codes):
    """Administrators, closed until `manage.py first_passwords` or the upper unit's 【初始化密码】: 000000 would open 176 offices to
    whoever comes first. Only a demo has them open by the rule."""
    have = set(Account.objects.filter(login_name__in=codes).values_list("login_name", flat=True))
    accounts = [
        Account(kind=AccountKind.UNIT_ADMIN, login_name=unit.code, unit=unit)
        for unit in Unit.objects.filter(code__in=codes)
        if unit.code not in have
    ]
    for account in accounts:
        account.derive()
        if settings.DEMO and not settings.RANDOM_INITIAL_PASSWORDS:
            give_initial_password(account)
        else:
            close(account)
    Account.objects.bulk_create(accounts)


def _load_direct_counties():
    units = {unit.code: unit for unit in Unit.objects.filter(kind=Kind.COUNTY)}
    periods = [
        DirectCounty(
            unit=units[row["code"]], valid_from=row["valid_from"], valid_to=row["valid_to"] or None, note=row["note"]
        )
        for row in read("henan_direct_counties.csv")
    ]
    DirectCounty.objects.bulk_create(periods, ignore_conflicts=True)
