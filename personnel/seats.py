"""Who is acting: the one place where an account becomes a Seat."""

from dataclasses import replace

from orgs.chain.seat import Seat
from orgs.chain.words import Role
from orgs.models import Account, AccountKind
from personnel.grants import granted


def seat_for(account, address="", session=""):
    """The Seat of a logged-in account, made once per request. Only an enabled reviewer with a 证件号, role and scope in a working unit
    has desks."""
    held = _seats(Account.objects.filter(pk=account.pk)) if account.kind == AccountKind.REVIEWER else []
    seat = held[0] if held else Seat(account, account.unit)
    return replace(seat, account=account, unit=account.unit, address=address, session=session)


def seats_at(unit):
    """The Seats at the desks of a unit, by name, in one query: everybody who may judge there, and what."""
    return _seats(Account.objects.filter(unit=unit))


def _seats(accounts):
    held = granted(accounts.able_to_review().filter(reviewer__isnull=False))
    seats = [
        Seat(account, account.unit, _roles(account.reviewer), each.scope, applicant_id=each.applicant_id)
        for account, each in held.items()
    ]
    return [seat for seat in seats if seat.roles and seat.unit.is_working]


def _roles(reviewer):
    held = {Role.HANDLER: reviewer.is_handler, Role.LEADER: reviewer.is_leader}
    return frozenset(role for role, here in held.items() if here)
