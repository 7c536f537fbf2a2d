"""Who is acting: the one place where an account becomes a Seat."""

from orgs.chain.seat import Scope, Seat
from orgs.chain.words import Role
from orgs.models import AccountKind
from personnel.grants import scope_of
from personnel.models import Reviewer


def seat_for(account, address=""):
    """The Seat of a logged-in account, made once per request. Only a reviewer with role and scope in a working unit has desks."""
    if account.kind != AccountKind.REVIEWER or not account.unit.is_working:
        return Seat(account, account.unit, address=address)
    reviewer = Reviewer.objects.filter(account=account).first()
    roles, scope = _roles(reviewer), scope_of(account)
    if not (account.is_active and roles and scope.pairs):
        roles, scope = frozenset(), Scope()
    return Seat(account, account.unit, roles, scope, address)


def _roles(reviewer):
    if reviewer is None:
        return frozenset()
    held = {Role.HANDLER: reviewer.is_handler, Role.LEADER: reviewer.is_leader}
    return frozenset(role for role, here in held.items() if here)
