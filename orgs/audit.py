"""The audit trail: every write of `actions.py`, every export and every unmasking leaves a row."""

from orgs.models import AuditEvent


def record(verb, *, by, on=None, **detail):
    """Write one audit row in the caller's transaction.

    `by` is the acting Seat (None: the system itself); `on` the thing acted on; `detail` must hold no personal number in clear.
    """
    return AuditEvent.objects.create(
        account=by.account if by else None,
        account_label=by.account.label if by else "系统",
        unit=by.unit if by else None,
        verb=verb,
        subject_kind=on._meta.label_lower if on is not None else "",
        subject_id=str(on.pk) if on is not None else "",
        subject_label=str(on)[:200] if on is not None else "",
        detail=detail,
        address=(by.address or None) if by else None,
    )
