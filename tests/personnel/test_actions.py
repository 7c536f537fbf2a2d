"""Reviewers, persons and transfers."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError

from orgs.models import Account, AuditEvent, ChainRun, Kind
from orgs.passwords import matches
from personnel.actions import persons, reviewers, transfers
from personnel.models import Person, Reviewer, Transfer
from personnel.seats import seat_for, seats_at
from tests.factories.orgs import AccountFactory, UnitFactory, admin_seat, province
from tests.factories.personnel import PersonFactory, title
from titleplatform.kit.identity import mask_id, synthetic_id
from titleplatform.kit.refusals import Refused

pytestmark = pytest.mark.django_db
ID = "41030219850630002X"


@pytest.fixture
def unit():
    return UnitFactory()


@pytest.fixture
def admin(unit):
    return admin_seat(unit)


def new_account(number=ID, name="李志远", phone="13800000016"):
    return Account(name=name, id_number=number, phone=phone)


class TestReviewers:
    def test_from_adding_to_working(self, admin):
        title()
        account = Account(login_name="jb01", name="周敏华", phone="13800000016")
        reviewer, password = reviewers.add_reviewer(by=admin, account=account)
        assert (password, matches(account, "000000"), account.is_active) == ("000000", True, False)
        assert reviewer.missing(reviewers.grants.scope_of(account)) == ["启用", "证件号", "角色", "审查权限"]
        reviewers.set_enabled(by=admin, reviewer=reviewer, enabled=True)
        reviewers.set_roles(by=admin, reviewer=reviewer, is_handler=True, is_leader=False)
        reviewers.set_scope(by=admin, reviewer=reviewer, pairs={("05", "papers")})
        assert (seats_at(admin.unit), seat_for(account).roles) == (
            [],
            frozenset(),
        )  # whose own case is it? nobody knows yet
        reviewer.account.id_number = f" {ID[:-1]}{ID[-1].lower()} "
        reviewers.change_reviewer(by=admin, reviewer=reviewer)
        assert [seat.account.id_number for seat in seats_at(admin.unit)] == [ID]
        reviewer.refresh_from_db()
        assert reviewer.missing(reviewers.grants.scope_of(reviewer.account)) == []
        verbs = set(AuditEvent.objects.values_list("verb", flat=True))
        assert {"添加审查人员", "启用审查人员", "设置角色", "设置角色审查权限"} <= verbs

    def test_login_names_are_unique(self, admin):
        AccountFactory(login_name="jb01")
        with pytest.raises(ValidationError):
            reviewers.add_reviewer(by=admin, account=Account(login_name="jb01", name="甲", phone="13800000016"))

    def test_a_number_is_valid_and_one_reviewers_of_the_unit(self, unit, admin):
        """With two accounts one person could sit at both desks."""
        first = Reviewer.objects.create(account=AccountFactory(unit=unit, id_number=ID))
        elsewhere = Reviewer.objects.create(account=AccountFactory(id_number=ID))
        assert seats_at(elsewhere.unit) == seats_at(unit) == []  # no role yet; another unit may employ the same person
        for number, words in ((ID, f"审查人员 {first.account.label} 已使用该证件号"), (ID[:-1] + "1", "校验码")):
            account = Account(login_name="jb02", name="甲", phone="13800000016", id_number=number)
            with pytest.raises(ValidationError, match=words):
                reviewers.add_reviewer(by=admin, account=account)
        other = Reviewer.objects.create(account=AccountFactory(unit=unit))
        other.account.id_number = ID
        with pytest.raises(ValidationError, match="一人一个账号"):
            reviewers.change_reviewer(by=admin, reviewer=other)
        reviewers.change_reviewer(by=admin, reviewer=first)

    def test_another_units_administrator_is_refused(self, unit, admin):
        reviewer = Reviewer.objects.create(account=AccountFactory(unit=unit))
        with pytest.raises(Refused, match="所在单位的管理员"):
            reviewers.set_enabled(by=admin_seat(unit.superior), reviewer=reviewer, enabled=False)
        reviewers.set_enabled(by=admin, reviewer=reviewer, enabled=False)
        with pytest.raises(Refused, match="已经停用"):
            reviewers.set_enabled(by=admin, reviewer=reviewer, enabled=False)

    def test_details_read_before_a_reviewer_was_disabled_do_not_enable_it_again(self, unit, admin):
        reviewer = Reviewer.objects.create(account=AccountFactory(unit=unit, password="Correct-horse-9"))
        held = Reviewer.objects.select_related("account").get()  # the page that was open
        reviewers.set_enabled(by=admin, reviewer=reviewer, enabled=False)
        reviewers.reset_reviewer_password(by=admin, reviewer=reviewer)
        held.account.name, held.account.id_number = "改名", ID
        reviewers.change_reviewer(by=admin, reviewer=held)
        held.account.id_number, held.account.phone = synthetic_id("410302", date(1990, 1, 2), 7), "13800000017"
        reviewers.change_reviewer(by=admin, reviewer=held)
        masked = [mask_id(number) for number in (reviewer.account.id_number, ID, held.account.id_number)]
        rows = AuditEvent.objects.filter(verb="修改审查人员").order_by("pk")
        assert [row.detail for row in rows] == [
            {"修改项": ["姓名", "证件号"], "证件号": f"{masked[0]} → {masked[1]}"},
            {"修改项": ["证件号", "手机号"], "证件号": f"{masked[1]} → {masked[2]}"},
        ]
        held.account.id_number = ID
        reviewers.change_reviewer(by=admin, reviewer=held)
        account = Account.objects.get(pk=held.account_id)
        assert (account.name, account.id_number, account.id_number_masked[-2:]) == ("改名", ID, ID[-2:])
        assert Account.objects.holding(ID).get() == account
        assert (account.is_active, account.must_change_password) == (False, True)

    def test_who_has_acted_is_never_deleted(self, unit, admin):
        title()
        idle, busy = (Reviewer.objects.create(account=AccountFactory(unit=unit)) for _ in range(2))
        reviewers.set_scope(by=admin, reviewer=idle, pairs={("05", "papers")})
        ChainRun.objects.create(spec_key="x", label="x", unit=unit, final_unit=unit, handed_in_by=busy.account)
        reviewers.delete_reviewer(by=admin, reviewer=idle)
        with pytest.raises(Refused, match="已有审查记录"):
            reviewers.delete_reviewer(by=admin, reviewer=busy)
        assert list(Reviewer.objects.all()) == [busy]


class TestPersons:
    def test_added_with_what_the_number_says(self, admin):
        person, _ = persons.add_person(by=admin, account=new_account(" ４１０３0219850630002x "))
        assert (person.gender, person.birth_date) == ("女", date(1985, 6, 30))
        assert person.account.id_number == ID
        assert matches(person.account, "30002x")
        raw = Account.objects.filter(pk=person.account_id).extra(select={"raw": "id_number"})
        assert "19850630" not in str(list(AuditEvent.objects.values()))
        assert raw.count() == 1

    @pytest.mark.parametrize("number", ["410302198506300021", "4103", "41010519900100018X"])
    def test_wrong_numbers_are_refused_at_the_field(self, admin, number):
        with pytest.raises(ValidationError) as refusal:
            persons.add_person(by=admin, account=new_account(number))
        assert list(refusal.value.message_dict) == ["id_number"]

    def test_one_person_exists_once(self, admin):
        other = UnitFactory(name="洛阳市第二医院")
        persons.add_person(by=admin_seat(other), account=new_account())
        with pytest.raises(ValidationError, match="已在“洛阳市第二医院”"):
            persons.add_person(by=admin, account=new_account())
        with pytest.raises(ValidationError, match="姓名不符") as refusal:
            persons.add_person(by=admin, account=new_account(name="别人"))
        assert "洛阳市第二医院" not in str(refusal.value)

    def test_offices_employ_nobody_here(self):
        with pytest.raises(Refused, match="不是用人单位"):
            persons.add_person(by=admin_seat(province()), account=new_account())

    def test_deleted_only_before_applying(self, admin, unit):
        fresh, applied = PersonFactory(unit=unit), PersonFactory(unit=unit)
        ChainRun.objects.create(spec_key="x", label="x", unit=unit, final_unit=unit, owner=applied.account)
        persons.delete_person(by=admin, person=fresh)
        with pytest.raises(Refused, match="已有申报"):
            persons.delete_person(by=admin, person=applied)
        assert list(Person.objects.all()) == [applied]

    def test_what_hangs_on_a_person_or_its_account(self, unit):
        plain, applied, moving = (PersonFactory(unit=unit) for _ in range(3))
        ChainRun.objects.create(spec_key="x", label="x", unit=unit, final_unit=unit, owner=applied.account)
        transfers.ask_transfer(
            by=admin_seat(UnitFactory()), id_number=moving.account.id_number, name=moving.account.name, reason="调入"
        )
        expected = {plain.pk: False, applied.pk: True, moving.pk: True}
        assert {person.pk: person.is_hung_on for person in Person.objects.all()} == expected

    def test_revealing_is_audited(self, admin, unit):
        person = PersonFactory(unit=unit, id_number=ID)
        assert persons.reveal_id(by=admin, person=person, reason="核对学历") == ID
        assert AuditEvent.objects.get(verb="查看完整证件号").subject_id == str(person.pk)


class TestTransfers:
    @pytest.fixture
    def old(self):
        return UnitFactory(parent=UnitFactory(kind=Kind.DEPARTMENT))

    @pytest.fixture
    def person(self, old):
        return PersonFactory(unit=old, id_number=ID)

    def ask(self, admin, **kwargs):
        return transfers.ask_transfer(by=admin, **{"id_number": ID, "name": "李志远", "reason": "调入", **kwargs})

    def test_agreed_the_person_moves(self, admin, old, person):
        transfer = self.ask(admin)
        with pytest.raises(Refused, match="待答复"):
            self.ask(admin)
        with pytest.raises(Refused, match="由原单位处理"):
            transfers.answer_transfer(by=admin, transfer=transfer, agree=True)
        transfers.answer_transfer(by=admin_seat(old), transfer=transfer, agree=True)
        person.refresh_from_db()
        assert (person.unit, person.account.unit) == (admin.unit, admin.unit)
        with pytest.raises(Refused, match="处理完毕"):
            transfers.answer_transfer(by=admin_seat(old), transfer=transfer, agree=True)

    def test_refusing_needs_a_reason(self, admin, old, person):
        transfer = self.ask(admin)
        with pytest.raises(ValidationError, match="写明理由"):
            transfers.answer_transfer(by=admin_seat(old), transfer=transfer, agree=False)
        transfers.answer_transfer(by=admin_seat(old), transfer=transfer, agree=False, answer="合同未到期")
        person.refresh_from_db()
        assert (person.unit, Transfer.objects.get().answer) == (old, "合同未到期")

    @pytest.mark.parametrize("wrong", [{"name": "别人"}, {"id_number": "410105199001010011"}])
    def test_number_and_name_must_match(self, admin, person, wrong):
        with pytest.raises(ValidationError, match="都相符"):
            self.ask(admin, **wrong)

    def test_not_while_an_application_is_under_way(self, admin, old, person):
        run = ChainRun.objects.create(
            spec_key="x", label="2026 年度高级工程师", unit=old, final_unit=old, owner=person.account
        )
        with pytest.raises(Refused, match="2026 年度高级工程师"):
            self.ask(admin)
        run.ended_at = run.handed_in_at = "2026-01-01T00:00Z"
        run.save()
        assert self.ask(admin).is_pending

    def test_the_day_after_fifteen_full_working_days_is_the_first_late_one(self):
        friday = datetime(2025, 11, 21, 10, tzinfo=UTC)
        assert Transfer(asked_at=friday).late_from == date(2025, 12, 15)  # 15 working days end on Friday 12 December

    def test_after_fifteen_working_days_the_common_upper_unit_decides(self, admin, old, person):
        transfer, above = self.ask(admin), admin_seat(province())
        with pytest.raises(Refused, match="15 个工作日"):
            transfers.answer_transfer(by=above, transfer=transfer, agree=True)
        Transfer.objects.filter(pk=transfer.pk).update(asked_at="2026-01-01T00:00Z")
        transfers.answer_transfer(by=above, transfer=transfer, agree=True)
        person.refresh_from_db()
        assert person.unit == admin.unit
