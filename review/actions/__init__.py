"""Verbs that write applications, their results, and committees."""

from review.actions.applications import (
    delete_application,
    give_up_application,
    hand_in_verdicts,
    keep_form_ahead,
    keep_printed_form,
    not_recommend,
    pass_everything,
    reopen_application,
    save_application,
    submit_application,
    take_back_application,
    undo_pass,
)
from review.actions.committees import (
    approve_filing,
    carry_on,
    file_committee,
    return_filing,
    save_committee,
    withdraw_filing,
)
from review.actions.results import accept, enter_result, set_interview

__all__ = [
    "accept",
    "approve_filing",
    "carry_on",
    "delete_application",
    "enter_result",
    "file_committee",
    "give_up_application",
    "hand_in_verdicts",
    "keep_form_ahead",
    "keep_printed_form",
    "not_recommend",
    "pass_everything",
    "reopen_application",
    "return_filing",
    "save_application",
    "save_committee",
    "set_interview",
    "submit_application",
    "take_back_application",
    "undo_pass",
    "withdraw_filing",
]
