"""Verbs of the entrance: what a login and the first start write."""

from django.db import transaction
from django.utils import timezone

from orgs import audit
from orgs.models import Account
from orgs.passwords import give_one_time_password


@transaction.atomic
def note_login(*, by):
    """Somebody logged in.

    Effects: the first time that this initial password opened the account is kept with its address, to be shown to its owner, and
    audited; a login name that an upgrade changed need not be told any more.
    """
    account, changed = by.account, []
    if account.must_change_password and not account.initial_password_used:
        account.initial_login_at, account.initial_login_address = timezone.now(), by.address or None
        changed += ["initial_login_at", "initial_login_address"]
        audit.record("首次登录", by=by, on=account)
    if account.former_login_name:
        account.former_login_name = ""
        changed.append("former_login_name")
    if changed:
        account.save(update_fields=changed)


@transaction.atomic
def issue_first_password(*, by=None, account):
    """A random one-time password for one of the first accounts (`manage.py first_passwords`). Returns it, to be shown once; "" where
    somebody has logged in meanwhile.

    Effects: the password opens the account and must be changed then; audited without it.
    """
    account = Account.objects.never_opened().select_for_update(of=("self",)).filter(pk=account.pk).first()
    if account is None:
        return ""
    password = give_one_time_password(account)
    account.save(update_fields=["password", "initial_password_at"])
    audit.record("发放首次登录密码", by=by, on=account)
    return password
