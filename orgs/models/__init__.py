"""The tables of `orgs`."""

# The engine's tables belong to this app; they come last because they refer to units and accounts.
from orgs.chain.models import AreaVerdict, ChainRun, ChainStep
from orgs.models.account import Account, AccountKind, DocumentKind
from orgs.models.administrators import AccountChange, AccountProposal
from orgs.models.change import KEY_FACTS, UnitChange
from orgs.models.held import HeldUpload
from orgs.models.job import Job, JobItem
from orgs.models.merge import UnitMerge
from orgs.models.records import AppendOnly, AuditEvent, AuditTopic, Frozen, StoredFile, Upload
from orgs.models.unit import KINDS_BELOW, MERGES_INTO, DirectCounty, Kind, Nature, Unit

__all__ = [
    "KEY_FACTS",
    "KINDS_BELOW",
    "MERGES_INTO",
    "Account",
    "AccountChange",
    "AccountKind",
    "AccountProposal",
    "AppendOnly",
    "AreaVerdict",
    "AuditEvent",
    "AuditTopic",
    "ChainRun",
    "ChainStep",
    "DirectCounty",
    "DocumentKind",
    "Frozen",
    "HeldUpload",
    "Job",
    "JobItem",
    "Kind",
    "Nature",
    "StoredFile",
    "Unit",
    "UnitChange",
    "UnitMerge",
    "Upload",
]
