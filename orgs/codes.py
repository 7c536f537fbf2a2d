"""Unit codes (docs/screens.md §1). Pure: the caller brings the codes in use and holds the branch's lock.

Offices carry their six-digit division code. Below an office a competent department appends 3 digits (9 in all), an employer 7
(13); below a department an employer appends 4 (13); a sub-unit appends 2 (15), its own sub-unit 2 more (17).
"""

from django.core.exceptions import ValidationError

from orgs.models import Kind

OFFICE_DIGITS = 6
# What an employer directly below an office has where others have the department's three digits; no department gets it.
NO_DEPARTMENT = "000"
RUNNING_DIGITS = {Kind.DEPARTMENT: 3, Kind.EMPLOYER: 4, Kind.SUBUNIT: 2}


def stem_of(kind, parent_code):
    """What the code of a new unit of this kind below the unit with `parent_code` begins with; its running number follows."""
    below_office = len(parent_code) == OFFICE_DIGITS
    return parent_code + NO_DEPARTMENT if kind == Kind.EMPLOYER and below_office else parent_code


def code_length(kind, parent_code):
    """Digits of a new unit's code."""
    return len(stem_of(kind, parent_code)) + RUNNING_DIGITS[kind]


def next_code(kind, parent_code, highest):
    """The code after `highest`, the highest one in use with the same stem and length (None for the first).

    Raises ValidationError where the digits are used up.
    """
    stem, digits = stem_of(kind, parent_code), RUNNING_DIGITS[kind]
    number = int(highest[len(stem) :]) + 1 if highest else 1
    if number >= 10**digits:
        raise ValidationError(f"该单位下的编码已用完（{10**digits - 1} 个），请先设一级主管部门或下属单位。")
    return f"{stem}{number:0{digits}d}"
