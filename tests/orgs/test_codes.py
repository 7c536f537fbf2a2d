"""Unit codes as a table (docs/screens.md §1)."""

import pytest
from django.core.exceptions import ValidationError

from orgs.codes import code_length, next_code, stem_of
from orgs.models import Kind

D, E, S = Kind.DEPARTMENT, Kind.EMPLOYER, Kind.SUBUNIT
CODES = [
    # kind, parent's code, highest in use, next
    (D, "410000", None, "410000001"),
    (D, "410300", "410300006", "410300007"),
    (D, "410311", "410311099", "410311100"),
    (E, "410300", None, "4103000000001"),
    (E, "410300", "4103000000041", "4103000000042"),
    (E, "410300007", None, "4103000070001"),
    (E, "410300007", "4103000070029", "4103000070030"),
    (S, "4103000070003", None, "410300007000301"),
    (S, "4103000070003", "410300007000309", "410300007000310"),
    (S, "410300007000301", None, "41030000700030101"),
    (S, "410300007000301", "41030000700030198", "41030000700030199"),
]


@pytest.mark.parametrize(("kind", "parent", "highest", "expected"), CODES)
def test_next_code(kind, parent, highest, expected):
    assert next_code(kind, parent, highest) == expected
    assert code_length(kind, parent) == len(expected)


@pytest.mark.parametrize(
    ("kind", "parent", "last", "digits"),
    [
        (D, "410300", "410300999", 999),
        (E, "410300", "4103000009999", 9999),
        (S, "4103000070003", "410300007000399", 99),
    ],
)
def test_digits_used_up(kind, parent, last, digits):
    with pytest.raises(ValidationError, match=f"{digits} 个"):
        next_code(kind, parent, last)


def test_an_employer_below_an_office_never_meets_one_below_a_department():
    first_department = next_code(D, "410300", None)
    assert not first_department.startswith(stem_of(E, "410300"))
    assert stem_of(E, "410300") == "410300000"
