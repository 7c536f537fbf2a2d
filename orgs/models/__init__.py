"""The tables of `orgs`."""

from orgs.models.account import Account, AccountKind, DocumentKind
from orgs.models.records import AppendOnly, AuditEvent, StoredFile
from orgs.models.unit import KINDS_BELOW, DirectCounty, Kind, Nature, Unit

__all__ = [
    "KINDS_BELOW", "Account", "AccountKind", "AppendOnly", "AuditEvent", "DirectCounty", "DocumentKind", "Kind", "Nature",
    "StoredFile", "Unit",
]  # fmt: skip
