"""单位变动人员管理: the new unit asks, the old one answers, the person and the common upper unit see it."""

from datetime import timedelta

import pytest

from orgs.models import AccountKind, Kind
from personnel.models import Person, Transfer
from tests.factories.orgs import AccountFactory, UnitFactory, province
from tests.factories.personnel import PersonFactory
from tests.factories.review import submitted
from tests.walk.client import visitor_of
from tests.walk.steps import pdf

pytestmark = pytest.mark.django_db
ID = "41030219850630002X"


def admin_of(unit):
    visitor = visitor_of(AccountFactory(unit=unit, kind=AccountKind.UNIT_ADMIN, login_name=unit.code))
    visitor.menu("单位变动人员管理")
    return visitor


@pytest.fixture
def city():
    return UnitFactory(kind=Kind.CITY, parent=province(), name="洛阳市职改办")


@pytest.fixture
def person(city):
    return PersonFactory(unit=UnitFactory(parent=city, name="老单位"), id_number=ID)


@pytest.fixture
def new(city):
    return admin_of(UnitFactory(parent=city, name="新单位"))


def ask(new, **values):
    new.menu("单位变动人员管理")
    new.follow("申请移交")
    new.fill({"证件号": ID, "姓名": "李志远", "变动原因": "工作调动"} | values)
    new.press("申请移交")


def test_asked_refused_with_a_reason_asked_again_and_agreed(person, new):
    old, stranger = admin_of(person.unit), admin_of(UnitFactory(name="旁人"))
    ask(new, 姓名="王海涛", 变动原因="")
    nobody = "没有证件号和姓名都相符的人员，请核对；新人员请在【单位人员管理】【添加】。"
    assert new.errors() == {"证件号": nobody, "变动原因": "请填写变动原因。"}
    assert new.value("姓名") == "王海涛"
    proof = pdf("调令")
    ask(new, 证明材料=proof)
    new.sees("已向“老单位”申请移交 李志远。")
    ask(new)
    new.sees("该人员已有一项待答复的单位变动申请。")
    transfer = Transfer.objects.get()
    assert stranger.client.get(f"/people/transfers/{transfer.pk}/agree/").status_code == 404
    assert new.client.post(f"/people/transfers/{transfer.pk}/agree/").status_code == 403

    old.menu("单位变动人员管理")
    assert old.download("证明材料") == proof.content
    assert stranger.client.get(f"/people/transfers/{transfer.pk}/proof/").status_code == 404
    old.follow("拒绝", row="李志远")
    old.sees("人员仍在原单位")
    old.press("拒绝")
    assert old.errors() == {"理由": "请写明理由。"}
    old.fill({"理由": "服务期未满。"})
    old.press("拒绝")
    assert Person.objects.get().unit.name == "老单位"
    mine = visitor_of(person.account)
    mine.menu("单位变动")
    mine.sees("服务期未满。")
    assert mine.download("证明材料") == proof.content
    new.open("/")
    new.follow("1件 被拒绝的移交")
    assert len(new.texts("tbody tr")) == 1
    new.sees("服务期未满。")

    ask(new)
    new.open("/")
    assert "被拒绝的移交" not in new.texts("main")[0]  # asked again: it waits for the other
    old.menu("单位变动人员管理")
    old.follow("同意", row="李志远")
    old.sees("个人档案随人转移")
    old.press("同意")
    old.sees("已同意，人员已转出。")
    moved = Person.objects.get()
    assert (moved.unit.name, moved.account.unit.name) == ("新单位", "新单位")
    again = old.client.post(f"/people/transfers/{Transfer.objects.latest('pk').pk}/agree/")
    assert (again.status_code, "该申请已经处理完毕。" in again.content.decode()) == (403, True)


def test_not_while_an_application_is_under_way(city, new):
    application = submitted(UnitFactory(parent=city, name="老单位"))
    account = application.person.account
    ask(new, 证件号=account.id_number, 姓名=account.name)
    new.sees(f"该人员有正在进行的申报：{application}，结束后才能变动单位。")
    assert not Transfer.objects.exists()


def test_after_fifteen_working_days_the_common_upper_unit_may_answer(city, person, new):
    ask(new)
    above, far_above = admin_of(city), admin_of(province())
    agree = f"/people/transfers/{Transfer.objects.get().pk}/agree/"
    early = above.client.post(agree)
    assert (early.status_code, "满 15 个工作日未答复的，由共同的上级单位处理" in early.content.decode()) == (403, True)
    Transfer.objects.update(asked_at=Transfer.objects.get().asked_at - timedelta(days=30))
    far_above.menu("单位变动人员管理")
    far_above.sees("没有单位变动申请。")
    above.menu("单位变动人员管理")
    above.follow("同意", row="李志远")
    above.press("同意")
    assert Person.objects.get().unit.name == "新单位"
