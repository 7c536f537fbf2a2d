"""Who is acting: the one place where an account becomes a Seat."""

from orgs.chain.seat import Seat


def seat_for(account, address=""):
    """The Seat of a logged-in account, made once per request."""
    return Seat(account, account.unit, address=address)
