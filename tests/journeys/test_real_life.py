"""Renames, moves, closures, mergers, transfers and changed reviewers thrown at cases under way: no case stranded, no record changed,
no quota off. hypothesis chooses the verbs and what they are about, over the real actions; `prove` does it at length."""

import random
from collections import Counter

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.journeys.life import VERBS, Life

pytestmark = pytest.mark.django_db


class RealLife(RuleBasedStateMachine):
    """Each example is undone at its end."""

    life = None
    done = Counter()

    def __init__(self):
        super().__init__()
        self.undone = transaction.atomic()
        self.undone.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.undone.__exit__(None, None, None)

    @initialize(data=st.data())
    def begin(self, data):
        self.life = Life(picking(data))

    @rule(verb=st.sampled_from(VERBS), data=st.data())
    def somebody_acts(self, verb, data):
        self.done[verb] += self.life.act(verb, picking(data))

    @precondition(lambda self: self.life)
    @invariant()
    def everything_holds(self):
        self.life.check()


def picking(data):
    return lambda options: data.draw(st.sampled_from(options))


@pytest.mark.parametrize("examples", [5, pytest.param(200, marks=pytest.mark.prove)])
def test_whatever_moves(examples):
    given = {"stateful_step_count": 25, "deadline": None, "suppress_health_check": [*HealthCheck]}
    RealLife.done.clear()
    run_state_machine_as_test(RealLife, settings=settings(max_examples=examples, **given))
    assert sum(RealLife.done.values()) > examples  # not everything was refused


@pytest.mark.prove
@pytest.mark.parametrize("seed", range(3))
def test_two_hundred_cases_under_way(seed):
    dice = random.Random(seed)
    life = Life(dice.choice, persons=67)
    for number in range(1500):
        life.act(dice.choice(VERBS), dice.choice)
        if number % 50 == 0:
            life.check()
    life.check()
