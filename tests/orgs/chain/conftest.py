"""A letter at the first of six levels."""

import pytest

from orgs.chain import engine
from orgs.models import Kind
from tests.climber.models import Letter
from tests.factories.orgs import handler, line_of_six


@pytest.fixture
def six():
    return line_of_six()


@pytest.fixture
def letter(six):
    letter = Letter.objects.create(unit=six[Kind.SUBUNIT], host=six[Kind.PROVINCE], series="05", text="一", files="甲")
    engine.start(letter, by=handler(six[Kind.SUBUNIT]))
    return letter
