"""Verbs that write in `orgs`: one transaction each, audited, effects listed in order."""

from django.db import transaction

from orgs import audit


@transaction.atomic
def change_password(*, by, new):
    """The account behind `by` sets its own password (already validated).

    Effects: the password is hashed; the initial password no longer holds; audited.
    """
    account = by.account
    account.set_password(new)
    account.initial_password_at = None
    account.save(update_fields=["password", "initial_password_at"])
    audit.record("修改密码", by=by, on=account)
