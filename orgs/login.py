"""Logging in: by login name in the 管理系统, by ID number in the 申报系统."""

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.hashers import make_password

from orgs.models import Account, AccountKind
from orgs.passwords import matches
from titleplatform.kit.fields import keyed_hash
from titleplatform.kit.identity import normalise_id

STAFF, APPLICANT = "staff", "applicant"


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


def lockout_name(request, credentials):
    """What lock-out tables know an account by: a keyed hash, never a personal number."""
    typed = (credentials or {}).get("username") or (request.POST.get("username", "") if request else "")
    return keyed_hash(normalise_id(typed).upper())[:40]
