"""Many rows at once on real commits: each is a transaction of its own, so a later one takes nothing back."""

from contextlib import contextmanager

import pytest
from django.db.models.signals import post_save
from django.urls import reverse
from django.utils import timezone

from orgs.models import AuditEvent, Kind, Unit
from orgs.states import UnitState
from tests.factories.orgs import UnitFactory, client_of, unit_with_admin
from tests.pages import messages_of, once_of
from tests.parallel import in_parallel

pytestmark = pytest.mark.django_db(transaction=True)
APPROVE = reverse("orgs:lower_units_approve")


@pytest.fixture
def client():
    return client_of(unit_with_admin(kind=Kind.CITY, name="洛阳市职改办").administrator)


@pytest.fixture
def units(client):
    """Three that wait for this administrator, in the order in which the page takes them."""
    city, waiting = Unit.objects.get(name="洛阳市职改办"), {"state": UnitState.PENDING, "submitted_at": timezone.now()}
    return [UnitFactory(kind=Kind.DEPARTMENT, parent=city, name=name, **waiting) for name in ("甲局", "乙局", "丙局")]


@contextmanager
def when_saved(unit, act):
    """Calls `act` in the middle of the transaction that saves this unit."""

    def receiver(instance, **kwargs):
        if instance.pk == unit.pk:
            act()

    post_save.connect(receiver, Unit)
    try:
        yield
    finally:
        post_save.disconnect(receiver, Unit)


def committed():
    """(units that work, audited approvals) by name, as another connection sees them now."""

    def read(number):
        audited = AuditEvent.objects.filter(verb="审核通过单位").values_list("subject_label", flat=True)
        working = Unit.objects.filter(kind=Kind.DEPARTMENT, state=UnitState.ACTIVE).values_list("name", flat=True)
        return sorted(working), sorted(audited)

    return in_parallel(read, 1)[0]


def form_for(client, units):
    """What the preview would send."""
    chosen = [unit.pk for unit in units]
    return {"chosen": chosen, "once": once_of(client.get(APPROVE, {"chosen": chosen}))}


def test_what_is_done_is_committed_before_the_next_row_and_stays_when_one_is_refused(client, units):
    form, seen = form_for(client, units), []
    Unit.objects.filter(pk=units[1].pk).update(state=UnitState.RETURNED)
    with when_saved(units[2], lambda: seen.append(committed())):
        response = client.post(APPROVE, form)
    assert seen == [(["甲局"], ["甲局"])]
    assert committed() == (["丙局", "甲局"], ["丙局", "甲局"])
    (said,) = messages_of(client, response)
    assert said.startswith("批量通过：完成 2 项。未完成 1 项：乙局：")


def test_it_stays_when_the_process_fails_and_the_same_form_does_the_rest(client, units):
    form = form_for(client, units)

    def fail():
        raise RuntimeError("power cut")

    with when_saved(units[1], fail), pytest.raises(RuntimeError, match="power cut"):
        client.post(APPROVE, form)
    assert committed() == (["甲局"], ["甲局"])
    (said,) = messages_of(client, client.post(APPROVE, form))
    assert said.startswith("批量通过：完成 2 项。未完成 1 项：甲局：")
    assert committed() == (["丙局", "乙局", "甲局"], ["丙局", "乙局", "甲局"])
