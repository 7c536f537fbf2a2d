"""Tables of 单位管理, of what climbs, and of 我的任务."""

from orgs.tables.climbing import ClimbTable, ComingTable, StepTable, StuckRoadTable, UnattendedTable, WholeTable
from orgs.tables.jobs import JobsTable, job_buttons, repeat_label
from orgs.tables.units import (
    AccountProposalTable,
    AdministratorTable,
    AuditTable,
    ChangeTable,
    ExpiredPasswordTable,
    RenamedLoginTable,
    UnitTable,
    WaitingUnitTable,
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
    "StuckRoadTable",
    "UnattendedTable",
    "UnitTable",
    "WaitingUnitTable",
    "WholeTable",
    "job_buttons",
    "repeat_label",
    "unit_buttons",
]
