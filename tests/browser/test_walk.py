"""The judged walk in a real browser, with JavaScript and without: the same story as `tests/journeys/test_walk.py`."""

import pytest
from django.core.management import call_command

from tests.walk import story

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def province_as_it_is(live_server, capsys):
    call_command("province")


def test_from_a_new_employer_to_the_printed_form(visitor):
    assert story.walk_a_new_employer(visitor)[-6:] == story.both_desks([story.UNIT, "洛阳市职改办", "省职改办"])


@pytest.mark.parametrize("case", story.LINES)
def test_every_desk_of_the_line_decides(visitor, case):
    unit, committee, road = story.line_of(case)
    assert story.walk_a_line(visitor, unit, committee, road) == story.both_desks(road)
