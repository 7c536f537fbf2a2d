"""Tables of 单位管理, of what climbs, and of 我的任务."""

from orgs.tables.jobs import JobsTable, job_buttons, repeat_label
from orgs.tables.units import (
    AccountProposalTable,
    AdministratorTable,
    AuditTable,
    ChangeTable,
    ClimbTable,
    ComingTable,
    ExpiredPasswordTable,
    RenamedLoginTable,
    StepTable,
    UnattendedTable,
    UnitTable,
    WaitingUnitTable,
    WholeTable,
    unit_buttons,
)

__all__ = [
    "AccountProposalTable",
    "AdministratorTable",
    "AuditTable",
    "ChangeTable",
    "ClimbTable",
    "ComingTable",
    "ExpiredPasswordTable",
    "JobsTable",
    "RenamedLoginTable",
    "StepTable",
    "UnattendedTable",
    "UnitTable",
    "WaitingUnitTable",
    "WholeTable",
    "job_buttons",
    "repeat_label",
    "unit_buttons",
]
