"""The life of a unit as a table: every state × transition. This table is the documentation."""

import pytest
from django_fsm import TransitionNotAllowed

from orgs.models import Unit
from orgs.states import UnitState

INCOMPLETE, PENDING, ACTIVE, RETURNED, DISABLED, MERGED = UnitState
TABLE = {
    # transition: {source: target}; everything else is refused
    "submit": {INCOMPLETE: PENDING, RETURNED: PENDING},
    "approve": {PENDING: ACTIVE},
    "send_back": {PENDING: RETURNED},
    "disable": dict.fromkeys([INCOMPLETE, PENDING, ACTIVE, RETURNED], DISABLED),
    "enable": {DISABLED: ACTIVE},
    "found": {INCOMPLETE: ACTIVE},
    "merge": dict.fromkeys([INCOMPLETE, PENDING, ACTIVE, RETURNED, DISABLED], MERGED),
}


def test_the_table_names_every_transition():
    assert {each.name for each in Unit().get_all_state_transitions()} == set(TABLE)


@pytest.mark.parametrize("state", UnitState)
@pytest.mark.parametrize("name", TABLE)
def test_transition(name, state):
    unit = Unit(state=state, closed_in=ACTIVE if state == DISABLED else "")
    if state in TABLE[name]:
        getattr(unit, name)()
        assert unit.state == TABLE[name][state]
    else:
        with pytest.raises(TransitionNotAllowed):
            getattr(unit, name)()


@pytest.mark.parametrize("state", [INCOMPLETE, PENDING, ACTIVE, RETURNED])
def test_a_closed_unit_comes_back_to_where_it_was_closed(state):
    unit = Unit(state=state)
    unit.disable()
    unit.enable()
    assert (unit.state, unit.closed_in) == (state, "")


def test_the_state_cannot_be_set_by_hand():
    with pytest.raises(AttributeError):
        Unit().state = ACTIVE


def test_words_and_shapes():
    assert [(state.label, state.css) for state in UnitState] == [
        ("待完善", "is-draft"),
        ("待审核", "is-wait"),
        ("已启用", "is-pass"),
        ("已退回", "is-return"),
        ("停用", "is-off"),
        ("已撤并", "is-off"),
    ]
