"""Every address × every kind of account: a table. An address without a row fails; a changed permission is a changed line there.

Columns: anonymous, system administrator, administrator of the city above, own administrator, administrator of another employer,
own 经办人, own 负责人, the city's 经办人 (whom the case has not reached), the applicant, another applicant of the same unit; by GET.
302 = to the login or onwards, 404 = invisible, 403 = visible but refused, 200 = opens, 405 = POST only.
"""

from tests.access.table import TABLE, expected
from tests.factories.access import ROLES, address_of
from titleplatform.kit.checks import all_patterns


def statuses(client, world):
    accounts, objects = world
    found = {}
    patterns = [(name, pattern) for name, pattern in all_patterns()]
    for role in ROLES:
        client.logout()
        if accounts[role]:
            client.force_login(accounts[role])
        for name, pattern in patterns:
            found.setdefault(name, []).append(str(client.get(address_of(name, pattern, objects)).status_code))
            if name == "entrance:logout" and accounts[role]:
                client.force_login(accounts[role])
    return found


def test_every_address_for_every_role(client, world):
    found, table = statuses(client, world), expected()
    changed = [f"{name:<27} {' '.join(row)}" for name, row in found.items() if row != table.get(name)]
    assert not changed, "\n".join([f"Lines of {TABLE} as they would be now, new or changed:", *changed])


def test_every_address_has_its_row():
    addresses, table = {name for name, _ in all_patterns()}, set(expected())
    assert not addresses - table, "\n".join([f"Addresses without a line in {TABLE}:", *sorted(addresses - table)])
    assert not table - addresses, "\n".join([f"Lines of {TABLE} without an address:", *sorted(table - addresses)])
