"""Conditions of `access.py` that all climbers share: the case's own answers, so that a button and a forced request say the same.

Where a rule of the climb is asked, the thing is the submission, or its `Case` where the page has loaded it already.
"""

from orgs.chain.case import OWN_CASE, Case
from orgs.chain.endings import why_not_decline, why_not_reopen
from orgs.chain.states import EDITABLE, ClimbState, word_of
from orgs.chain.words import Role
from titleplatform.kit.access import Condition, condition


def sits_at(roles, text):
    """A condition: this seat sits at one of these desks of its unit; `text` is what the app says to everybody else."""
    return Condition(lambda seat, thing: not seat.roles.isdisjoint(roles), text)


holds_a_desk = sits_at(Role, "只有经办人和负责人可以办理；请单位管理员在【审查人员角色分配】设置角色和审查权限。")


@condition("只有单位管理员和审查人员可以查看。")
def is_staff(seat, thing):
    return seat.is_staff


def was_never_handed_in(text):
    """A condition: no approval record hangs on it; `text` is what the app says of one that has been handed in."""
    return Condition(lambda seat, subject: subject.run_id is None, text)


def _closed_text(seat, subject):
    unsent = "或".join(word_of(state, subject.spec) for state in EDITABLE)
    return f"{subject.spec.label}状态为“{subject.state_label}”，只有{unsent}的可以操作。"


@condition(_closed_text)
def is_editable(seat, subject):
    return subject.is_editable


def _not_returned_text(seat, subject):
    waits = word_of(ClimbState.RETURNED, subject.spec)
    return f"{subject.spec.label}状态为“{subject.state_label}”，只有{waits}的可以放弃。"


@condition(_not_returned_text)
def is_returned(seat, subject):
    return subject.state == ClimbState.RETURNED


@condition("只有申报人可以操作。")
def is_applicant(seat, thing):
    return seat.is_applicant


@condition("只能操作自己的申报。")
def is_own(seat, thing):
    return subject_of(thing).chain_owner == seat.account


@condition("只有本单位的经办人和负责人可以操作。")
def is_staff_of_its_unit(seat, subject):
    """Of what a unit hands in; asked after `holds_a_desk`."""
    return subject.unit_id == seat.unit.pk


@condition("材料还没有送达您的单位，现在只能看状态。")
def has_reached_the_seat(seat, thing):
    """Its owner sees it anyway, and so does the unit from which it comes now that another went up in it (`inbox.reached`). Lists have
    fetched the steps of all their rows."""
    steps = thing.steps if isinstance(thing, Case) else thing.run.steps.all()
    opened = {step.unit_id for step in steps if step.opened_at}
    places = {*opened, thing.run.unit_id} if opened else opened
    return seat.is_applicant or (seat.unit is not None and seat.unit.pk in places)


@condition(OWN_CASE)
def is_not_own_case(seat, thing):
    """At no desk; with the account of an applicant everybody opens the own submission."""
    run = subject_of(thing).run
    return run is None or not seat.is_about_me(run)


def subject_of(thing):
    """The submission itself, of whichever of the two it is."""
    return thing.subject if isinstance(thing, Case) else thing


def _asked_of_case(question):
    """A condition that holds while the case gives no reason against it."""

    def reason(seat, thing):
        return question(thing if isinstance(thing, Case) else Case.load(thing, seat))

    return Condition(lambda seat, thing: not reason(seat, thing), reason)


may_judge_now = _asked_of_case(lambda case: case.why_not_decide)
may_pass_now = _asked_of_case(lambda case: case.why_not_pass_all)
may_undo_now = _asked_of_case(lambda case: case.why_not_undo)
may_take_back = _asked_of_case(lambda case: case.why_not_take_back)
may_decline = _asked_of_case(why_not_decline)
may_reopen = _asked_of_case(why_not_reopen)
