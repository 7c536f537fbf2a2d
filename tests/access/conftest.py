import pytest

from tests.factories.access import one_of_each


@pytest.fixture
def world(db):
    return one_of_each()
