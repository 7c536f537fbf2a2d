"""Every state machine of the project, rendered as a table and compared with the one written here: this table is the documentation."""

from itertools import product

import pytest
from django.apps import apps
from django_fsm import FSMField, TransitionNotAllowed

from orgs.chain.states import climbers

# What climbs has the same machine, whatever it is.
CLIMB = """
hand_in    draft|returned -> in_review
take_back  in_review -> draft
take_back_again in_review -> returned
send_back  in_review -> returned
complete   in_review -> passed
await_result in_review -> awaiting
go_back_to_the_desk awaiting -> in_review
succeed    awaiting|failed -> passed
fall_short awaiting|passed -> failed
reject     in_review -> failed
give_up    returned -> forfeited
not_recommend in_review|returned -> not_recommended
reopen     failed -> in_review
"""
MACHINES = {
    "orgs.AccountProposal": """
confirm    pending -> confirmed
refuse     pending -> refused
""",
    "orgs.Job": """
begin      queued -> running
wait_again running -> queued
finish     running -> done
finish_partly running -> partly
fail       queued|running -> failed
cancel     queued|running -> cancelled
""",
    "orgs.Unit": """
submit     incomplete|returned -> pending
approve    pending -> active
send_back  pending -> returned
disable    active|incomplete|pending|returned -> disabled
enable     disabled -> active
merge      active|disabled|incomplete|pending|returned -> merged
found      incomplete -> active
""",
    "orgs.UnitChange": """
approve    pending -> approved
send_back  pending -> returned
withdraw   pending -> withdrawn
lapse      pending -> lapsed
""",
    "personnel.Transfer": """
agree      pending -> agreed
refuse     pending -> refused
""",
    "review.Committee": """
ask        draft|returned -> pending
ask_again  filed -> widening
file       pending|widening -> filed
send_back  pending -> returned
withdraw   pending -> draft
stay       widening -> filed
found      draft|returned -> filed
""",
    **{model._meta.label: CLIMB for model in climbers()},
}


# What a row in this state knows beside it.
KNOWN = {("orgs.Unit", "disabled"): {"closed_in": "active"}}


def machines():
    """{model label: model} of everything with a state."""
    models = apps.get_models()
    return {m._meta.label: m for m in models if any(isinstance(f, FSMField) for f in m._meta.concrete_fields)}


def table(text):
    """{transition: (sources, target)}."""
    lines = [line.split() for line in text.strip().splitlines()]
    return {name: (set(sources.split("|")), target) for name, sources, _arrow, target in lines}


def as_text(model):
    """The table of a model as it would be written here."""
    found = rendered(model)
    return "\n".join(f"{name:<10} {'|'.join(sorted(sources))} -> {target}" for name, (sources, target) in found.items())


def rendered(model):
    """{transition: (sources, target)} as the model behaves: every transition tried from every state."""
    states = [value for value, _ in model._meta.get_field("state").choices]
    found = {each.name: (set(), None) for each in model().get_all_state_transitions()}
    for name, state in product(found, states):
        thing = model(state=state, **KNOWN.get((model._meta.label, state), {}))
        try:
            getattr(thing, name)()
        except TransitionNotAllowed:
            continue
        found[name] = (found[name][0] | {state}, thing.state)
    return found


def test_no_machine_is_left_out():
    missing = [f'    "{label}": """\n{as_text(machines()[label])}\n""",' for label in set(machines()) - set(MACHINES)]
    assert not missing, "\n".join([f"Add to MACHINES in {__file__}, if it is meant so:", *missing])
    assert set(machines()) == set(MACHINES)
    assert {model._meta.label for model in climbers()} >= {"plans.Plan", "review.Application", "experts.ExpertFiling"}


@pytest.mark.parametrize("label", MACHINES)
def test_every_state_and_transition_is_as_written(label):
    assert rendered(machines()[label]) == table(MACHINES[label])


@pytest.mark.parametrize("label", MACHINES)
def test_no_state_is_set_by_hand(label):
    with pytest.raises(AttributeError):
        machines()[label]().state = "x"
