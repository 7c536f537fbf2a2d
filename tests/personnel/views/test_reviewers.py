"""审查人员角色分配, by the words on the page."""

import pytest

from orgs.models import AccountKind, AuditEvent, Kind
from orgs.passwords import matches
from personnel.areas import content_areas
from personnel.grants import scope_of, set_scope
from personnel.models import Reviewer
from tests.factories.orgs import AccountFactory, UnitFactory, province, reviewer_number
from tests.factories.personnel import reviewer, title
from tests.factories.review import submitted
from tests.walk.client import visitor_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit():
    title()
    return UnitFactory(parent=UnitFactory(kind=Kind.CITY, parent=province()))


@pytest.fixture
def admin(unit):
    visitor = visitor_of(AccountFactory(unit=unit, kind=AccountKind.UNIT_ADMIN, login_name=unit.code))
    visitor.menu("审查人员角色分配")
    return visitor


def add(admin, **values):
    admin.follow("添加")
    admin.fill({"登录账号": "jb01", "姓名": "周敏华", "手机号": "13800000016"} | values)
    admin.press("确定")
    if admin.texts("td.secret"):
        admin.follow("已记下，返回")


def status(admin, name="jb01"):
    return next(row for row in admin.texts("tbody tr") if name in row)


def test_wrong_input_stands_at_its_field_and_nothing_typed_is_lost(admin):
    AccountFactory(login_name="taken01")
    add(admin, 登录账号="TAKEN01", 手机号="123", 证件号="410302198506300021", 职务="人事科长")
    assert admin.errors() == {
        "登录账号": "该登录账号已经存在，请换一个。",
        "手机号": "手机号是 11 位数字，以 13 至 19 开头，请核对。",
        "证件号": "第 18 位校验码与前 17 位不符，请对照身份证核对全部 18 位。",
    }
    assert [admin.value(label) for label in ("姓名", "手机号", "职务")] == ["周敏华", "123", "人事科长"]
    assert not Reviewer.objects.exists()
    admin.fill({"登录账号": "jb01", "手机号": "13800000016", "证件号": ""})
    admin.press("确定")
    admin.sees("已添加 周敏华（jb01），首次登录须修改密码。")
    assert admin.texts("tbody tr") == ["jb01 000000"]
    assert matches(Reviewer.objects.get().account, "000000")


def test_one_dialog_makes_a_reviewer_who_can_work_like_a_colleague(admin, unit):
    add(admin)
    first = Reviewer.objects.get()
    admin.follow("设置角色审查权限", row="jb01")
    admin.fill({"论文整列": True, "工程技术人员整行": True})
    admin.press("保存")
    stranger = reviewer(UnitFactory(), is_handler=True)
    admin.follow("添加")
    assert str(stranger) not in " ".join(admin.texts("option"))
    admin.fill(
        {
            "登录账号": "jb02",
            "姓名": "孙立平",
            "手机号": "1",
            "证件号": reviewer_number(2),
            "经办人": True,
            "启用": True,
        }
    )
    admin.fill({"审查权限": "与 周敏华（jb01） 相同"})
    admin.press("确定")
    assert list(admin.errors()) == ["手机号"]
    assert admin.value("审查权限") == f"as-{first.pk}"
    admin.fill({"手机号": "13800000016"})
    admin.press("确定")
    admin.sees("已添加 孙立平（jb02），首次登录须修改密码。现在就可以审查。")
    admin.follow("已记下，返回")
    assert "可以审查" in status(admin, "jb02")
    made = Reviewer.objects.get(account__login_name="jb02")
    assert (made.is_handler, made.is_leader, made.account.is_active) == (True, False, True)
    assert scope_of(made.account) == scope_of(first.account)
    verbs = list(
        AuditEvent.objects.filter(subject_id=str(made.account.pk)).order_by("pk").values_list("verb", flat=True)
    )
    assert verbs == ["添加审查人员", "设置角色", "设置角色审查权限", "启用审查人员"]
    set_scope(made.account, set(), areas=())
    admin.follow("设置角色审查权限", row="jb02")
    assert admin.texts("select[name=as] option") == ["与 周敏华（jb01） 相同"]
    admin.press("填入")
    admin.sees("已按 周敏华（jb01） 填入，还没有保存")
    assert not scope_of(made.account).pairs
    admin.press("保存")
    assert scope_of(made.account) == scope_of(first.account)


def test_the_list_says_what_is_missing_until_all_four_are_there(admin):
    add(admin)
    said = [status(admin)]
    for label, fields, button in (
        ("启用", {}, "启用"),
        ("修改", {"证件号": reviewer_number(1)}, "保存"),
        ("设置角色", {"经办人": True}, "保存"),
        ("设置角色审查权限", {"论文整列": True}, "保存"),
    ):
        admin.follow(label, row="jb01")
        admin.fill(fields)
        admin.press(button)
        said.append(status(admin))
    missing = ["启用、证件号、角色、审查权限", "证件号、角色、审查权限", "角色、审查权限", "审查权限"]
    words = [*(f"缺：{each}" for each in missing), "可以审查"]
    assert [each in row for each, row in zip(words, said, strict=True)] == [True] * 5
    assert "全部系列（论文）" in said[-1]
    admin.follow("停用", row="jb01")
    admin.press("停用")
    assert "缺：启用" in status(admin)


def test_the_matrix_takes_rows_columns_and_all(admin):
    add(admin)
    account = Reviewer.objects.get().account
    told = []
    for ticks in ({"工程技术人员整行": True}, {"工程技术人员：论文": False}, {"个人总结整列": True}, {"全部": True}):
        admin.follow("设置角色审查权限", row="jb01")
        admin.fill(ticks)
        admin.press("保存")
        scope = scope_of(account)
        told.append(
            [
                scope.covers("05", "papers"),
                scope.covers("05", "summary"),
                scope.covers("01", "summary"),
                len(scope.pairs),
            ]
        )
    but_one = len(content_areas()) - 1
    assert told == [
        [True, True, False, 1],
        [False, True, False, but_one],
        [False, True, True, but_one],
        [True, True, True, 1],
    ]


def test_who_has_acted_is_disabled_never_deleted(admin, unit):
    add(admin)
    add(admin, 登录账号="jb02", 姓名="孙立平")
    acted = Reviewer.objects.get(account__login_name="jb01")
    application = submitted(unit)
    application.run.steps.filter(order=1).update(seen_by=acted.account, seen_at=application.submitted_at)
    admin.menu("审查人员角色分配")
    admin.follow("jb01")
    assert "该账号已有审查记录，不能删除" in admin.texts(".selection .btn-whys")[0]
    forced = admin.client.post(f"/people/reviewers/{acted.pk}/delete/")
    assert (forced.status_code, "该账号已有审查记录，不能删除" in forced.content.decode()) == (403, True)
    admin.follow("删除", row="jb02")
    admin.press("删除")
    admin.sees("已删除。")
    assert list(Reviewer.objects.values_list("account__login_name", flat=True)) == ["jb01"]


def test_a_reset_password_is_shown_once_and_must_be_changed(admin):
    add(admin)
    account = Reviewer.objects.get().account
    account.set_password("Correct-Horse-2026")
    account.initial_password_at = None
    account.save()
    admin.menu("审查人员角色分配")
    admin.follow("初始化密码", row="jb01")
    admin.press("初始化密码")
    admin.sees("的密码已恢复为初始密码，下次登录须修改。")
    assert admin.texts("tbody tr") == ["jb01 000000"]
    account.refresh_from_db()
    assert account.must_change_password
    assert AuditEvent.objects.filter(verb="初始化密码", subject_id=str(account.pk)).count() == 1
    admin.menu("审查人员角色分配")
    assert "000000" not in " ".join(admin.texts("main"))
