"""Every state machine of the project, rendered as a table and compared with the one written here: this table is the documentation."""

import pytest
from django.apps import apps
from django_fsm import FSMField, TransitionNotAllowed

APPS = ("orgs", "personnel", "plans", "review", "experts")
CLIMB = """
hand_in    draft|returned -> in_review
take_back  in_review -> draft
take_back_again in_review -> returned
send_back  in_review -> returned
complete   in_review -> passed
reject     in_review -> failed
give_up    returned -> forfeited
"""
MACHINES = {
    "orgs.Unit": """
submit     incomplete|returned -> pending
approve    pending -> active
send_back  pending -> returned
disable    active -> disabled
enable     disabled -> active
found      incomplete -> active
""",
    "personnel.Transfer": """
agree      pending -> agreed
refuse     pending -> refused
""",
    "plans.Plan": CLIMB,
    "review.Application": CLIMB,
    "experts.ExpertFiling": CLIMB,
}


def machines():
    """{model label: model} of everything with a state."""
    models = [model for name in APPS for model in apps.get_app_config(name).get_models()]
    return {m._meta.label: m for m in models if any(isinstance(f, FSMField) for f in m._meta.concrete_fields)}


def table(text):
    """{transition: (sources, target)}."""
    lines = [line.split() for line in text.strip().splitlines()]
    return {name: (set(sources.split("|")), target) for name, sources, _arrow, target in lines}


def test_no_machine_is_left_out():
    assert set(machines()) == set(MACHINES)


@pytest.mark.parametrize("label", MACHINES)
def test_every_state_and_transition_is_as_written(label):
    model, written = machines()[label], table(MACHINES[label])
    states = [value for value, _ in model._meta.get_field("state").choices]
    assert {each.name for each in model().get_all_state_transitions()} == set(written)
    found = {name: (set(), None) for name in written}
    for name in written:
        for state in states:
            thing = model(state=state)
            try:
                getattr(thing, name)()
            except TransitionNotAllowed:
                continue
            found[name] = (found[name][0] | {state}, thing.state)
    assert found == written


@pytest.mark.parametrize("label", MACHINES)
def test_no_state_is_set_by_hand(label):
    with pytest.raises(AttributeError):
        machines()[label]().state = "x"
