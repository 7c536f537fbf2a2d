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
    story.walk_a_new_employer(ClientVisitor)


@pytest.mark.parametrize("case", story.LINES)
def test_every_desk_of_the_line_decides(case):
    story.walk_a_line(ClientVisitor, *story.line_of(case))
