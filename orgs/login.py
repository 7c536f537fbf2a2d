"""Logging in: by login name in the 管理系统, by ID number in the 申报系统."""

from datetime import timedelta

from axes.models import AccessFailureLog
from django.conf import settings
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
    """How long this account stays locked for this address, by the wrong tries of the last day: staff 15 minutes, an applicant 1
    minute at the fifth, doubled by each further try up to an hour. Guessing gets slow, and who knows a stranger's ID number locks
    out only the own address."""
    match = request and request.resolver_match
    if not match or match.view_name != APPLICANT_ENTRANCE:
        return STAFF_LOCKOUT
    since = timezone.now() - timedelta(days=1)
    name, address = lockout_name(request, None), request.axes_ip_address
    tries = AccessFailureLog.objects.filter(username=name, ip_address=address, attempt_time__gte=since).count()
    if tries < settings.AXES_FAILURE_LIMIT:
        return STAFF_LOCKOUT
    return min(timedelta(minutes=2 ** (tries - settings.AXES_FAILURE_LIMIT)), timedelta(hours=1))


def lockout_name(request, credentials):
    """What lock-out tables know an account by: a keyed hash, never a personal number."""
    typed = (credentials or {}).get("username") or (request.POST.get("username", "") if request else "")
    return keyed_hash(normalise_id(typed).upper())[:40]
