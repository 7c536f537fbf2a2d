"""The judged walk through URLs and forms, without a browser. `tests/browser/test_walk.py` walks the same story in Chromium."""

import pytest
from django.core.management import call_command

from tests.walk import story
from tests.walk.client import ClientVisitor

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def province_as_it_is(capsys):
    call_command("province")


def test_from_a_new_employer_to_the_printed_form():
    assert story.walk_a_new_employer(ClientVisitor)[-6:] == story.both_desks([story.UNIT, "洛阳市职改办", "省职改办"])


@pytest.mark.parametrize("case", story.LINES)
def test_every_desk_of_the_line_decides(case):
    unit, committee, road = story.line_of(case)
    assert story.walk_a_line(ClientVisitor, unit, committee, road) == story.both_desks(road)
