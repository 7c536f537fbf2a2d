"""Names and ID numbers of nobody, each following from a number."""

from datetime import date, timedelta

from titleplatform.demo.cast import GIVEN, SURNAMES
from titleplatform.kit.identity import synthetic_id

FIRST_DAY, DAYS = date(1965, 1, 1), 14_000
MIDDLE = "一小子文思国建海明春永雪玉志家新"


def name_of(number):
    """王小志远: 20 × 16 × 16 names, the commonest of them some hundred times in a province."""
    number = number * 2_654_435_761 % 2**32  # neighbours have other names
    return SURNAMES[number % 20] + (MIDDLE[number // 20 % 16] if number % 3 else "") + GIVEN[number // 320 % 16]


def identity(account, number):
    """Name, ID number and phone into the account; every number gives another ID number."""
    account.name = name_of(number)
    born = FIRST_DAY + timedelta(days=number % DAYS)
    account.id_number = synthetic_id(f"{410100 + number // DAYS // 900:06d}", born, 50 + number // DAYS % 900)
    account.phone = f"139{number:08d}"
