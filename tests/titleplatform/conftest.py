"""Units that go up in each other."""

import pytest

from orgs.models import Kind
from tests.factories.orgs import province, unit_with_admin


@pytest.fixture
def city():
    return unit_with_admin(kind=Kind.CITY, parent=province(), name="洛阳市职改办")


@pytest.fixture
def bureaus(city):
    return [unit_with_admin(kind=Kind.DEPARTMENT, parent=city, name=name) for name in ("洛阳市教育局", "洛阳市卫健委")]


@pytest.fixture
def schools(bureaus):
    """(the one that goes up, the survivor), of two departments."""
    return [unit_with_admin(parent=bureau, name=name) for bureau, name in zip(bureaus, ("一中", "二中"), strict=True)]
