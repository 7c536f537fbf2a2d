"""The upgrade from the landed version: closed steps take today's names, what had passed every desk awaits its result again."""

import pytest

from personnel.actions.transfers import answer_transfer, ask_transfer
from personnel.models import Transfer
from plans.models import QuotaLine
from review import actions
from review.models import Application
from tests.factories.orgs import UnitFactory, admin_seat, province
from tests.factories.personnel import PersonFactory
from tests.factories.review import CommitteeFactory, accepted, awaiting, submitted, with_result
from tests.migrating import to_now, up_again

LANDED = (
    ("orgs", "0004_open_while_areas_are"),
    ("personnel", "0002_unit_of_the_account"),
    ("plans", "0001_initial"),
    ("experts", "0001_initial"),
    ("review", "0001_initial"),
)


@pytest.fixture
def back(transactional_db):
    with up_again(*LANDED) as back:
        yield back


def test_what_stands_there_takes_todays_names_and_what_passed_awaits_its_result(back):
    unit = UnitFactory(parent=province())
    committee = CommitteeFactory()
    passed = awaiting(unit, committee=committee, planned=5)
    author = passed.run.steps.last().closed_by
    settled = accepted(unit, committee=committee, planned=0)
    for each in (True, False, True):
        with_result(settled, passed=each)
    under_way = submitted(unit, committee=committee, planned=0)
    person, new = PersonFactory(unit=unit), admin_seat(UnitFactory())
    asked = ask_transfer(by=new, id_number=person.account.id_number, name=person.name, reason="调动")
    answer_transfer(by=admin_seat(unit), transfer=asked, agree=False, answer="服务期未满")
    old = back()
    then = old.get_model("review", "Application").objects.get(pk=passed.pk)
    assert (then.state, then.run.ended_at is not None) == ("passed", True)
    used = old.get_model("plans", "QuotaEntry").objects.filter(kind="consumed")
    assert sorted(used.values_list("run", flat=True)) == sorted([passed.run_id, settled.run_id])
    old.get_model("orgs", "Unit").objects.filter(pk=unit.pk).update(name="新名单位")
    old.get_model("orgs", "Account").objects.filter(pk=author.pk).update(name="")
    to_now()
    passed = Application.objects.get(pk=passed.pk)
    assert (passed.state_label, passed.run.is_open, passed.run.unit_name) == ("待评审", True, "新名单位")
    last = passed.run.steps.last()
    assert (last.unit_name, last.desk_name, last.closed_by_name) == ("省职改办", "负责人", author.login_name)
    assert set(last.verdicts.values_list("by_name", flat=True)) == {author.login_name}
    first = under_way.run.steps.get(order=1)
    assert (first.unit_name, first.closed_by_name, str(first)) == ("", "", "新名单位 · 经办人")
    assert Transfer.objects.get(pk=asked.pk).from_unit_name == "新名单位"
    balance = QuotaLine.objects.get().balance
    assert (balance.used, balance.passed) == (2, 0)
    actions.accept(by=admin_seat(province()), application=passed)
    assert (with_result(passed).state_label, QuotaLine.objects.get().balance.passed) == ("已通过", 1)
