"""Login names: one form, one owner, digits only for units; nobody shuts another out."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from orgs.actions import administrators
from orgs.login import APPLICANT, STAFF, Attempt
from orgs.models import Account, AccountKind, Kind, Unit
from personnel.actions import reviewers
from tests.factories.orgs import (
    AccountFactory,
    UnitFactory,
    admin_seat,
    client_of,
    province,
    reviewer_number,
    system_seat,
    unit_with_admin,
)
from tests.factories.personnel import PersonFactory, reviewer
from tests.pages import error_at, fields_of, table_of, text_of
from tests.parallel import in_parallel
from titleplatform.kit.identity import normalise_login

SPELLINGS = ("ADMIN", "Admin", "ａｄｍｉｎ", "ad min", "　ADMIN　", "ＡＤＭＩＮ")
TAKEN = "该登录账号已经存在，请换一个。"
DIGITS = "纯数字的登录账号留给单位，请在单位编码后加字母和序号，如 jb01、fz01。"
DETAILS = {"name": "周敏华", "document_kind": "resident", "phone": "13800000016"}


@pytest.fixture
def admin(db):
    return AccountFactory(kind=AccountKind.SYSTEM, unit=None, login_name="admin")


@pytest.mark.parametrize("typed", SPELLINGS)
def test_every_spelling_is_one_name(admin, typed):
    assert Attempt(typed, STAFF).account() == admin
    assert Attempt(typed, APPLICANT).account() is None
    assert Account.objects.get(login_name=typed) == admin
    one = reviewer(UnitFactory(), is_leader=True).account
    for write in (
        lambda: Account.objects.create(kind=AccountKind.REVIEWER, unit=one.unit, login_name=typed),
        lambda: Account.objects.filter(pk=one.pk).update(login_name=typed),
        lambda: Account.objects.bulk_create([Account(username="x", kind="reviewer", unit=one.unit, login_name=typed)]),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            write()


def test_no_page_takes_the_name_of_another(admin):
    unit = unit_with_admin(parent=unit_with_admin(kind=Kind.CITY))
    one, client = reviewer(unit, is_leader=True), client_of(unit.administrator)
    pages = reverse("personnel:reviewer_add"), reverse("personnel:reviewer_change", args=[one.pk])
    before = list(Account.objects.order_by("pk").values_list("login_name", flat=True))
    for address in pages:
        for typed, told in [
            *((spelling, TAKEN) for spelling in SPELLINGS),
            (unit.code, DIGITS),
            ("４１００００９９９", DIGITS),
        ]:
            page = client.post(address, DETAILS | {"login_name": typed})
            assert (page.status_code, error_at(page, "login_name")) == (200, told), (address, typed)
        zero_width = client.post(address, DETAILS | {"login_name": "ad\u200bmin"})
        assert "由字母、数字、汉字和 . _ - @ 组成" in error_at(zero_width, "login_name")
    assert list(Account.objects.order_by("pk").values_list("login_name", flat=True)) == before
    known = {"name": "周敏华", "id_number": reviewer_number(7), "document_kind": "resident"}
    for typed, told in (("ADMIN", TAKEN), ("410300001", DIGITS)):
        asked = Account(kind=AccountKind.AUDIT, login_name=typed, **known)
        with pytest.raises(ValidationError, match=told), transaction.atomic():
            administrators.propose_administrator(by=system_seat(), account=asked)
    with pytest.raises(ValidationError, match="账号 admin 是系统管理员"), transaction.atomic():
        administrators.appoint(kind=AccountKind.AUDIT, login_name="ＡＤＭＩＮ", **known)
    assert Attempt("admin", STAFF).account() == admin


def test_the_form_proposes_the_next_free_names(db):
    unit = unit_with_admin()
    client, add = client_of(unit.administrator), reverse("personnel:reviewer_add")
    for number in (1, 2, 4):
        AccountFactory(unit=unit, login_name=f"{unit.code}jb{number:02d}")
    AccountFactory(login_name=f"{unit.code}fz01")  # whoever has it
    page = client.get(add)
    assert fields_of(page, add)["login_name"] == f"{unit.code}jb03"
    assert f"建议：经办人 {unit.code}jb03，负责人 {unit.code}fz02" in text_of(page)


def test_the_whole_number_of_a_reviewer_is_not_in_the_form(db):
    unit = unit_with_admin()
    one = reviewer(unit, is_leader=True)
    held = Account.objects.get(pk=one.account_id)
    client, change = client_of(unit.administrator), reverse("personnel:reviewer_change", args=[one.pk])
    page = client.get(change)
    assert (held.id_number in page.content.decode(), held.id_number_masked in text_of(page)) == (False, True)
    client.post(change, DETAILS | {"login_name": "new01", "id_number": ""})
    changed = Account.objects.get(pk=held.pk)
    assert (changed.login_name, changed.id_number) == ("new01", held.id_number)


def test_a_unit_whose_code_is_occupied_gets_the_next(db):
    city = unit_with_admin(kind=Kind.CITY, code="410300")
    for code in ("410300001", "410300002"):
        AccountFactory(kind=AccountKind.UNIT_ADMIN, unit=city, login_name=code)
    client, add = client_of(city.administrator), f"{reverse('orgs:unit_create')}?parent={city.pk}"
    assert "410300003（主管部门）" in text_of(client.get(add))
    shown = client.post(add, {"kind": "department", "name": "洛阳市卫健委"})
    assert table_of(shown) == [{"账号": "410300003", "初始密码": "000000"}]
    UnitFactory(kind=Kind.DEPARTMENT, parent=city, code="410300999")
    assert "已用完（主管部门）" in text_of(client.get(add))
    full = client.post(add, {"kind": "department", "name": "洛阳市教育局"})
    assert (full.status_code, "该单位下的编码已用完" in text_of(full)) == (200, True)
    assert not Unit.objects.filter(name="洛阳市教育局").exists()


def test_digits_only_are_held_by_the_database_too(db):
    unit = UnitFactory()
    for kind in AccountKind.values:
        if kind in (AccountKind.UNIT_ADMIN, AccountKind.APPLICANT):
            continue
        with pytest.raises(IntegrityError), transaction.atomic():
            Account.objects.create(kind=kind, unit=unit, login_name="12345")
        assert Account.objects.create(kind=kind, unit=unit, login_name=f"1{kind}2").pk
    assert Account.objects.create(kind=AccountKind.UNIT_ADMIN, unit=unit, login_name="12345").pk


def test_the_login_asks_the_unique_index(db):
    PersonFactory()
    unit = UnitFactory()
    names = [f"ready{number}" for number in range(300)]
    Account.objects.bulk_create(AccountFactory.build(unit=unit, login_name=each, username=each) for each in names)
    staff = Account.objects.exclude(kind=AccountKind.APPLICANT).filter(login_name=normalise_login("ADMIN"))
    with connection.cursor() as cursor:  # a planner that knows of few rows reads them all, in whatever order
        cursor.execute("ANALYZE orgs_account")
    plan = staff.explain()
    assert "orgs_account_login_name" in plan or "sqlite_autoindex_orgs_account" in plan, plan
    assert "login_name" in plan.split("Cond:")[-1], plan


@pytest.mark.django_db(transaction=True)
def test_of_two_who_want_one_name_at_once_one_reads_that_it_is_taken():
    units = [UnitFactory(), UnitFactory(parent=province())]
    seats = [admin_seat(unit) for unit in units]

    def add(number):
        account = Account(login_name=("jb01", "JB01")[number], name="周敏华", phone="13800000016")
        return reviewers.add_reviewer(by=seats[number], account=account)

    results = in_parallel(add, 2)
    assert sorted(type(each).__name__ for each in results) == ["ValidationError", "tuple"]
    (error,) = [each for each in results if isinstance(each, ValidationError)]
    assert error.message_dict == {"login_name": [TAKEN]}
    assert Account.objects.filter(login_name="jb01").count() == 1
