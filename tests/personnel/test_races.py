"""A person's unit moves under the person's lock, on real parallel connections."""

from threading import Event
from time import sleep

import pytest
from django.db import transaction

from orgs.models import AuditEvent
from personnel.actions import persons
from personnel.actions.transfers import answer_transfer, ask_transfer
from personnel.models import Person
from tests.factories.orgs import UnitFactory, admin_seat
from tests.factories.personnel import PersonFactory
from tests.parallel import in_parallel
from titleplatform.kit.refusals import Refused

pytestmark = pytest.mark.django_db(transaction=True)
LONG_ENOUGH = 0.5  # seconds: the second one stands at the lock before the first one commits


@pytest.fixture
def moving():
    """(person, old administrator, new administrator, `together`): the transfer is agreed on one connection while another acts."""
    person, new = PersonFactory(), admin_seat(UnitFactory())
    old = admin_seat(person.unit)
    transfer = ask_transfer(by=new, id_number=person.account.id_number, name=person.account.name, reason="调入")
    return person, old, new, lambda act: in_parallel(agreeing(old, transfer, act), 2)[1]


def agreeing(old, transfer, act):
    agreed = Event()

    def agree():
        with transaction.atomic():
            answer_transfer(by=old, transfer=transfer, agree=True)
            agreed.set()
            sleep(LONG_ENOUGH)

    def act_then():
        agreed.wait()
        return act()

    return lambda number: (agree, act_then)[number]()


def test_who_asks_meanwhile_asks_the_new_unit(moving):
    person, _, new, together = moving
    third = admin_seat(UnitFactory())
    asked = together(
        lambda: ask_transfer(by=third, id_number=person.account.id_number, name=person.account.name, reason="借调")
    )
    assert asked.from_unit == new.unit


def test_who_changes_meanwhile_is_refused_and_moves_nobody_back(moving):
    person, old, new, together = moving
    held = Person.objects.select_related("account__unit").get()  # read before the move
    refusal = together(lambda: persons.change_person(by=old, person=held))
    assert isinstance(refusal, Refused)
    assert "所在单位的管理员" in str(refusal)
    person.refresh_from_db()
    assert person.unit == new.unit


def test_what_was_read_before_the_move_does_not_undo_it():
    person, new = PersonFactory(), admin_seat(UnitFactory())
    old = admin_seat(person.unit)
    held = Person.objects.select_related("account__unit").get()
    transfer = ask_transfer(by=new, id_number=person.account.id_number, name=person.account.name, reason="调入")
    answer_transfer(by=old, transfer=transfer, agree=True)
    held.account.phone, held.current_title = "13900000001", "高级工程师"
    persons.change_person(by=new, person=held)
    assert AuditEvent.objects.get(verb="修改人员").detail == {"修改项": ["手机号", "现任职称"]}
    person.refresh_from_db()
    assert (person.unit, person.account.phone) == (new.unit, "13900000001")
