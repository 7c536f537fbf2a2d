"""Logging in: by login name in the 管理系统, by ID number in the 申报系统."""

from datetime import timedelta

from axes.models import AccessFailureLog
from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from orgs.models import Account, AccountKind
from orgs.passwords import matches
from titleplatform.kit.fields import keyed_hash
from titleplatform.kit.identity import normalise_id

STAFF, APPLICANT = "staff", "applicant"
APPLICANT_ENTRANCE = "entrance:login_applicant"
STAFF_LOCKOUT = timedelta(minutes=15)
FREE_TRIES = 5


class AccountBackend(BaseBackend):
    """Finds the account behind what was typed at one of the two entrances. A disabled account is refused like a wrong password."""

    def authenticate(self, request, username=None, password=None, entrance=STAFF):
        account = find_account(username or "", entrance)
        if account is None:
            make_password(password)  # the same time as for an existing account: no telling which accounts exist
            return None
        return account if account.is_active and matches(account, password or "") else None

    def get_user(self, user_id):
        return Account.objects.select_related("unit").filter(pk=user_id, is_active=True).first()


def find_account(typed, entrance):
    """The account for what was typed, or None. Full-width digits and a lower-case x are accepted."""
    name = normalise_id(typed)
    if entrance == APPLICANT:
        return Account.objects.holding(name).filter(kind=AccountKind.APPLICANT).first()
    staff = Account.objects.exclude(kind=AccountKind.APPLICANT)
    return staff.filter(login_name__iexact=name).first()


def lockout_time(request):
    """How long this account stays locked for this address: staff 15 minutes, an applicant 1 minute after the fifth wrong try, doubled
    by each further one up to an hour. Guessing gets slow, and who knows a stranger's ID number locks out only the own address."""
    wrong = wrong_tries(request)
    if wrong < FREE_TRIES:
        return STAFF_LOCKOUT
    return min(timedelta(minutes=2 ** (wrong - FREE_TRIES)), timedelta(hours=1))


def tries_allowed(request, credentials):
    """Wrong tries until the next lock-out: five, but one for an applicant who has been locked out already."""
    return 1 if wrong_tries(request) >= FREE_TRIES else FREE_TRIES


def wrong_tries(request):
    """An applicant's wrong tries from this address within a day and since the last right one; 0 at the entrance of staff."""
    match = request and request.resolver_match
    if not match or match.view_name != APPLICANT_ENTRANCE:
        return 0
    return _failures(request).filter(attempt_time__gte=timezone.now() - timedelta(days=1)).count()


def forget_wrong_tries(request):
    """After a right password the next mistake is a first one again."""
    _failures(request).delete()


def _failures(request):
    return AccessFailureLog.objects.filter(username=lockout_name(request, None), ip_address=request.axes_ip_address)


def lockout_name(request, credentials):
    """What lock-out tables know an account by: a keyed hash of what was typed, never a personal number. The request comes first: after
    a login axes passes the opaque user name, and would forget the tries of nobody."""
    typed = (request.POST.get("username") if request else None) or (credentials or {}).get("username") or ""
    return keyed_hash(normalise_id(typed).upper())[:40]
