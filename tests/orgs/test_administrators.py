"""The platform's own administrators: asked for by one kind, confirmed by another, never without the last one."""

import io

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from orgs import queries
from orgs.actions import administrators as actions
from orgs.chain.seat import Seat
from orgs.models import Account, AccountChange, AccountKind, AccountProposal, AuditEvent
from orgs.passwords import matches
from tests.factories.orgs import AccountFactory, admin_seat, administrator, client_of, counted_lines, unit_with_admin
from tests.pages import once_of, reason_beside, table_of, text_of
from tests.parallel import in_parallel
from titleplatform.kit.refusals import Refused

NUMBER = "41030219850630002X"
NEW = {"kind": "security", "login_name": "anquan02", "name": "赵安", "document_kind": "resident", "id_number": NUMBER}
LIST, ADD, CHANGES = (reverse(f"orgs:{name}") for name in ("administrators", "administrator_add", "account_proposals"))
LAST = "这是最后一个启用的{}，不能停用。"


def seat(account):
    return Seat(account, None)


def answer(name, proposal):
    return reverse(f"orgs:proposal_{name}", args=[proposal.pk])


def waiting(account):
    return [line.count for line in counted_lines(queries, seat(account)) if line.label == "平台账号变更"]


@pytest.fixture
def three(db):
    return [administrator(kind) for kind in (AccountKind.SYSTEM, AccountKind.SECURITY, AccountKind.AUDIT)]


def test_a_new_one_takes_effect_when_another_kind_confirms(three):
    system, security, audit = three
    client = client_of(system)
    for wrong, said in (
        ({"id_number": ""}, "请填写证件号。"),
        ({"id_number": "410302198506300021"}, "校验"),
        ({"id_number": audit.id_number}, f"该证件号已用于平台账号“{audit.login_name}”"),
        ({"login_name": security.login_name}, "登录账号"),
        ({"kind": "unit_admin"}, "unit_admin"),
    ):
        assert said in text_of(client.post(ADD, NEW | wrong)), wrong
    assert not AccountProposal.objects.exists()
    assert client.post(ADD, NEW).status_code == 302
    proposal = AccountProposal.objects.get()
    account = Account.objects.get(login_name="anquan02")
    assert (account.is_active, proposal.asked_by, str(proposal)) == (False, system, "新增安全管理员 赵安（anquan02）")
    assert "该账号有一项变更等待确认。" in text_of(client.get(LIST))

    colleague = administrator(AccountKind.SYSTEM)
    assert [waiting(each) for each in (system, colleague, security, audit)] == [[], [], [1], [1]]
    assert len(table_of(client_of(audit).get(CHANGES))) == 1
    for each in (system, colleague):
        refused = client_of(each).post(answer("confirm", proposal))
        assert (refused.status_code, "由另一类管理员确认" in text_of(refused)) == (403, True)
    stranger = client_of(admin_seat(unit_with_admin()).account)
    assert stranger.post(answer("confirm", proposal)).status_code == 404
    assert stranger.get(LIST).status_code == 403

    confirming = client_of(security)
    once = {"once": once_of(confirming.get(answer("confirm", proposal)))}
    shown = confirming.post(answer("confirm", proposal), once)
    account.refresh_from_db()
    password = shown.context["secrets"][0][1]
    assert (account.is_active, matches(account, password), account.must_change_password) == (True, True, True)
    assert "no-store" in shown["Cache-Control"]
    assert password not in str([session.get_decoded() for session in Session.objects.all()])
    again = text_of(confirming.post(answer("confirm", proposal), once))
    assert ("已显示过" in again, password in again) == (True, False)
    assert "该变更已确认" in text_of(client_of(audit).post(answer("refuse", proposal), {"reason": "晚了"}))
    assert waiting(audit) == []
    verbs = list(AuditEvent.objects.filter(topic="write").order_by("pk").values_list("verb", "account_id"))
    assert verbs == [("申请平台账号变更", system.pk), ("确认平台账号变更", security.pk)]
    assert NUMBER not in str(list(AuditEvent.objects.values()))
    # The same person never twice, not even while the other account is disabled.
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert "一个人只能有一个平台账号" in text_of(client.post(ADD, NEW | {"kind": "audit", "login_name": "shenji02"}))


def test_a_refused_new_one_is_gone_and_its_record_stays(three):
    system, _, audit = three
    client_of(system).post(ADD, NEW)
    proposal = AccountProposal.objects.get()
    client = client_of(audit)
    assert "请写明理由。" in text_of(client.post(answer("refuse", proposal), {"reason": ""}))
    client.post(answer("refuse", proposal), {"reason": "没有任命文件"})
    assert not Account.objects.filter(login_name="anquan02").exists()
    (row,) = table_of(client.get(CHANGES, {"tab": "all"}))
    assert (row["账号"], row["状态"], row["拒绝理由"]) == ("赵安（anquan02）", "已拒绝", "没有任命文件")
    assert (row["申请人"], row["确认人"]) == (system.label, audit.label)


def test_an_account_is_disabled_enabled_and_reset_by_two_and_the_last_one_never_disabled(three):
    system, security, audit = three
    client = client_of(system)
    page = client.get(LIST)
    assert {row["状态"] for row in table_of(page)} == {"启用"}
    assert reason_beside(page, "停用") == LAST.format(security.get_kind_display()) or LAST[:8] in text_of(page)
    for each in three:  # itself among them
        refused = client.post(reverse("orgs:administrator_disable", args=[each.pk]))
        assert (refused.status_code, LAST.format(each.get_kind_display()) in text_of(refused)) == (403, True)
    second = administrator(AccountKind.SECURITY, password="Correct-Horse-2026")
    for change, confirming, active in (("disable", audit, False), ("enable", security, True), ("reset", audit, True)):
        assert client.post(reverse(f"orgs:administrator_{change}", args=[second.pk])).status_code == 302
        waits = AccountProposal.objects.pending().get()
        twice = client.post(reverse(f"orgs:administrator_{change}", args=[second.pk]))
        assert (twice.status_code, "有一项变更等待确认" in text_of(twice)) == (403, True)
        own = client_of(Account.objects.get(pk=second.pk))
        if change == "reset":
            refused = own.post(answer("confirm", waits))
            assert (refused.status_code, "涉及您自己的账号" in text_of(refused)) == (403, True)
            assert waiting(second) == []
        client_of(confirming).post(answer("confirm", waits))
        second.refresh_from_db()
        assert (second.is_active, second.must_change_password) == (active, change == "reset")
    assert not matches(second, "Correct-Horse-2026")


def test_who_is_not_known_by_number_asks_and_confirms_nothing(three):
    _, _, audit = three
    unknown = AccountFactory(kind=AccountKind.SYSTEM, unit=None)
    client = client_of(unknown)
    assert "您的账号没有登记证件号" in text_of(client.post(ADD, NEW))
    assert not AccountProposal.objects.exists()
    call_command("administrator", "system", unknown.login_name, name="钱一", id_number=NUMBER, stdout=io.StringIO())
    unknown.refresh_from_db()
    assert actions.propose_change(by=seat(unknown), account=audit, change=AccountChange.RESET).is_pending


@pytest.mark.django_db
def test_the_server_appoints_the_first_and_replaces_a_lost_one():
    def run(kind, login_name, number, **more):
        said = io.StringIO()
        call_command("administrator", kind, login_name, name="钱一", id_number=number, stdout=said, **more)
        return Account.objects.get(login_name=login_name), said.getvalue().split("一次性密码 ")[1].split("（")[0]

    first, password = run("audit", "shenji01", NUMBER)
    assert (first.is_active, first.kind, matches(first, password), first.must_change_password) == (
        True,
        "audit",
        True,
        True,
    )
    for arguments, said in (
        (("audit", "shenji02", "110101198001010037"), "已有启用的审计管理员"),
        (("security", "anquan01", NUMBER), "一个人只能有一个平台账号"),
        (("security", "shenji01", NUMBER), "账号 shenji01 是审计管理员"),
        (("audit", "shenji01", "110101198001010037"), "与该账号登记的不符"),
        (("security", "anquan01", "123"), "身份证号"),
    ):
        with pytest.raises(CommandError, match=said):
            run(*arguments)
    again, renewed = run("audit", "shenji01", NUMBER)
    assert (again.pk, matches(again, renewed), matches(again, password)) == (first.pk, True, False)
    successor, _ = run("audit", "shenji02", "11010119800101007X", instead_of="shenji01")
    first.refresh_from_db()
    assert (first.is_active, successor.is_active) == (False, True)
    rows = AuditEvent.objects.filter(verb="服务器命令设置管理员").order_by("pk")
    assert [(row.account_label, row.subject_label, row.detail["停用账号"]) for row in rows] == [
        ("系统", "钱一", ""),
        ("系统", "钱一", ""),
        ("系统", "钱一", "shenji01"),
    ]
    assert all(row.detail["操作用户"] for row in rows)


@pytest.mark.django_db(transaction=True)
def test_of_two_disabled_at_the_same_moment_one_stays():
    system, audit = administrator(), administrator(AccountKind.AUDIT)
    pair = [administrator(AccountKind.SECURITY) for _ in range(2)]
    proposals = [actions.propose_change(by=seat(system), account=each, change=AccountChange.DISABLE) for each in pair]
    results = in_parallel(lambda n: actions.confirm_change(by=seat(audit), proposal=proposals[n]), 2)
    refused = [each for each in results if isinstance(each, Refused)]
    assert [str(each) for each in refused] == ["这是最后一个启用的安全管理员，不能停用。"]
    assert Account.objects.filter(kind=AccountKind.SECURITY, is_active=True).count() == 1
    assert sorted(AccountProposal.objects.values_list("state", flat=True)) == ["confirmed", "pending"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_enter_the_same_person_one_is_first():
    systems = [administrator() for _ in range(2)]

    def propose(number):
        values = NEW | {"login_name": f"anquan{number}", "kind": ("security", "audit")[number]}
        return actions.propose_administrator(by=seat(systems[number]), account=Account(**values))

    results = in_parallel(propose, 2)
    assert sorted(type(each) for each in results if isinstance(each, Exception)) == [ValidationError]
    assert Account.objects.holding(NUMBER).count() == AccountProposal.objects.count() == 1
