"""Logging in: by login name in the 管理系统, by ID number in the 申报系统."""

from dataclasses import dataclass
from datetime import timedelta

from axes.attempts import get_cool_off_threshold
from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.auth import authenticate
from django.contrib.auth.backends import BaseBackend
from django.utils import timezone

from orgs.models import Account, AccountKind
from orgs.passwords import matches
from titleplatform.kit.fields import keyed_hash
from titleplatform.kit.identity import normalise_id, normalise_login

STAFF, APPLICANT = "staff", "applicant"
STAFF_LOCKOUT = timedelta(minutes=15)
LONGEST_LOCKOUT = timedelta(hours=1)
COUNTED = timedelta(days=1)  # an applicant's wrong tries
FREE_TRIES = 5


@dataclass(frozen=True)
class Attempt:
    """What was typed, at which entrance. Lock-out asks it of the request, and knows it by a keyed hash, never by a personal number.

    `at_home`: this account has logged in in this browser before. It then has a count of its own, so that nobody behind the same
    address can lock it out there by typing its name.
    """

    typed: str
    entrance: str
    at_home: bool = False

    @property
    def as_stored(self):
        return normalise_id(self.typed) if self.entrance == APPLICANT else normalise_login(self.typed)

    @property
    def key(self):
        return keyed_hash(self.as_stored)[:40]

    @property
    def lockout_name(self):
        return f"{self.key} at home" if self.at_home else self.key

    def account(self):
        """The account for what was typed, or None. Full-width digits and a lower-case x are accepted."""
        if self.entrance == APPLICANT:
            return Account.objects.holding(self.as_stored).filter(kind=AccountKind.APPLICANT).first()
        return Account.objects.exclude(kind=AccountKind.APPLICANT).filter(login_name=self.as_stored).first()


def attempt_of(account):
    """What this account types to log in."""
    is_applicant = account.kind == AccountKind.APPLICANT
    return Attempt(account.id_number if is_applicant else account.login_name, APPLICANT if is_applicant else STAFF)


def try_to_open(request, attempt, password):
    """The account that this attempt opens, or None; a wrong one counts towards lock-out, also in 修改密码."""
    request.login_attempt = attempt
    return authenticate(request, username=attempt.typed, password=password, entrance=attempt.entrance)


class AccountBackend(BaseBackend):
    """Finds the account behind what was typed at one of the two entrances. A disabled account is refused like a wrong password, and as
    slowly; no time tells which accounts exist (`orgs.passwords.matches`)."""

    def authenticate(self, request, username=None, password=None, entrance=STAFF):
        account = Attempt(username or "", entrance).account()
        opened = matches(account, password or "")
        return account if opened and account.is_active else None

    def get_user(self, user_id):
        return Account.objects.select_related("unit").filter(pk=user_id, is_active=True).first()


class LockoutHandler(AxesDatabaseHandler):
    """Forgets what ran out for this account and address alone: how long a lock-out lasts differs, and the one of axes would end
    everybody's after the shortest."""

    def clean_expired_user_attempts(self, request=None, credentials=None):
        over = get_cool_off_threshold(request)
        return sum(
            attempts.filter(attempt_time__lte=over).delete()[0]
            for attempts in self.filter_user_attempts(request, credentials)
        )


def lockout_time(request):
    """How long this account stays locked for this address: staff 15 minutes, an applicant 1 minute after the fifth wrong try, doubled
    by each further one up to an hour. Guessing gets slow, and who knows a stranger's ID number locks out only the own address."""
    wrong = wrong_tries(request)
    if wrong < FREE_TRIES:
        return STAFF_LOCKOUT
    return min(timedelta(minutes=2 ** min(wrong - FREE_TRIES, 6)), LONGEST_LOCKOUT)


def tries_allowed(request, credentials):
    """Wrong tries until the next lock-out: five, but one for an applicant who has been locked out already."""
    return 1 if wrong_tries(request) >= FREE_TRIES else FREE_TRIES


def wrong_tries(request):
    """An applicant's wrong tries from this address within a day and since the last right one; 0 at the entrance of staff."""
    attempt = _attempt_behind(request)
    if attempt is None or attempt.entrance != APPLICANT:
        return 0
    return _failures(request).filter(attempt_time__gte=timezone.now() - COUNTED).count()


def forget_wrong_tries(request):
    """After a right password the next mistake is a first one again."""
    _failures(request).delete()


def forget_old_tries():
    """What no lock-out counts any more (`titleplatform.tidy`); returns how many."""
    before = timezone.now() - COUNTED
    return sum(
        model.objects.filter(attempt_time__lt=before).delete()[0]
        for model in (AccessAttempt, AccessFailureLog, AccessLog)
    )


def _failures(request):
    return AccessFailureLog.objects.filter(username=lockout_name(request, None), ip_address=request.axes_ip_address)


def lockout_name(request, credentials):
    """What lock-out tables know an account by. The attempt comes first: after a login axes passes the opaque user name, and would
    forget the tries of nobody."""
    attempt = _attempt_behind(request) or Attempt((credentials or {}).get("username") or "", STAFF)
    return attempt.lockout_name


def _attempt_behind(request):
    return getattr(request, "login_attempt", None)
