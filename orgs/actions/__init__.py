"""Verbs that write in `orgs`."""

from orgs.actions.accounts import issue_first_password, note_login
from orgs.actions.changes import (
    approve_change,
    change_unit,
    lapse_changes,
    propose_change,
    return_change,
    withdraw_change,
)
from orgs.actions.jobs import cancel_job, start_job
from orgs.actions.roads import lay_road_again
from orgs.actions.units import (
    NEEDED_TO_SUBMIT,
    NewUnit,
    approve_unit,
    change_password,
    create_system_administrator,
    create_unit,
    delete_unit,
    demand_open,
    disable_unit,
    edit_contact,
    enable_unit,
    move_unit,
    preview_move,
    reset_account_password,
    reset_unit_password,
    return_unit,
    save_own_unit,
    submit_own_unit,
)
from orgs.actions.uploads import hold_upload

__all__ = [
    "NEEDED_TO_SUBMIT",
    "NewUnit",
    "approve_change",
    "approve_unit",
    "cancel_job",
    "change_password",
    "change_unit",
    "create_system_administrator",
    "create_unit",
    "delete_unit",
    "demand_open",
    "disable_unit",
    "edit_contact",
    "enable_unit",
    "hold_upload",
    "issue_first_password",
    "lapse_changes",
    "lay_road_again",
    "move_unit",
    "note_login",
    "preview_move",
    "propose_change",
    "reset_account_password",
    "reset_unit_password",
    "return_change",
    "return_unit",
    "save_own_unit",
    "start_job",
    "submit_own_unit",
    "withdraw_change",
]
