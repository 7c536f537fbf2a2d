"""The main line in a real browser, by the labels users know."""

import re

import pikepdf
import pytest
from playwright.sync_api import expect

from orgs.models import AccountKind, Kind, Unit
from personnel.grants import set_scope
from personnel.models import Person, Reviewer, Series
from plans.models import Plan, QuotaLine
from review.models import Application
from tests.browser.conftest import PASSWORD
from tests.factories.orgs import AccountFactory, UnitFactory, province
from tests.factories.personnel import title
from tests.factories.review import CommitteeFactory, applicant, submitted

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def with_password(unit, kind, login_name, **kwargs):
    return AccountFactory(unit=unit, kind=kind, login_name=login_name, password=PASSWORD, **kwargs)


def menu(page, label):
    page.locator(".sidenav").get_by_role("link", name=re.compile(f"^{label}")).click()


def fill(page, **fields):
    form = page.locator("form:has(input[name=once])").last
    for name, value in fields.items():
        control = form.locator(f"[name={name}]")
        if control.evaluate("e => e.tagName") == "SELECT":
            control.select_option(label=value)
        elif control.get_attribute("type") == "checkbox":
            control.check()
        else:
            control.fill(value)


def press(page, label):
    page.locator("form:has(input[name=once])").last.get_by_role("button", name=label, exact=True).click()


def sees(page, text):
    """Wait until the page's own words say that it is done; only then may the database be asked."""
    expect(page.locator("main")).to_contain_text(text)


def test_unit_reviewer_and_person_are_set_up(site):
    """A new employer: created, first password, information, approval; a reviewer with role and scope; a person."""
    title()
    city = UnitFactory(kind=Kind.CITY, parent=province(), name="洛阳市职改办")
    with_password(city, AccountKind.UNIT_ADMIN, "luoyang")
    above = site.login("luoyang", PASSWORD)
    menu(above, "单位管理")
    above.get_by_role("link", name="添加").first.click()
    fill(above, name="洛阳市测试医院", kind="用人单位")
    press(above, "保存")
    sees(above, "000000")
    unit = Unit.objects.get(name="洛阳市测试医院")

    own = site.login(unit.code, "000000")
    expect(own.get_by_role("heading", name="修改密码").first).to_be_visible()
    fill(own, new=PASSWORD, again=PASSWORD)
    press(own, "保存")
    sees(own, "密码已修改")
    own.goto(f"{site.url}/people/persons/")
    expect(own.locator("h1")).to_contain_text("单位信息维护")
    fill(
        own, credit_code="12410000416000004Q", nature="事业单位（差额）", legal_representative="刘院长", address="洛阳市西工区",
        contact_name="周敏华", contact_phone="13800000016", contact_email="hr@example.cn",
    )  # fmt: skip
    own.get_by_role("button", name="提交", exact=True).click()
    sees(own, "待审核")
    unit.refresh_from_db()
    assert unit.get_state_display() == "待审核"
    menu(above, "下级单位审核")
    above.get_by_role("link", name="审核", exact=True).first.click()
    above.get_by_role("button", name="通过", exact=True).click()
    expect(above.locator("h1")).to_contain_text("下级单位审核")
    unit.refresh_from_db()
    assert unit.get_state_display() == "已启用"

    own.goto(f"{site.url}/people/reviewers/")
    own.get_by_role("link", name="添加").click()
    fill(own, login_name="jb01", name="王洪涛", phone="13800000017")
    press(own, "确定")
    expect(own.locator("table")).to_contain_text("缺：启用、角色、审查权限")
    own.get_by_role("link", name="启用", exact=True).click()
    press(own, "启用")
    sees(own, "已启用。")
    own.get_by_role("link", name="设置角色", exact=True).click()
    fill(own, is_handler="on")
    press(own, "保存")
    sees(own, "角色已设置。")
    own.get_by_role("link", name="设置角色审查权限").click()
    own.locator("[name=all]").check()
    press(own, "保存")
    expect(own.locator("table")).to_contain_text("可以审查")
    assert Reviewer.objects.get().role_label == "经办人"

    menu(own, "单位人员管理")
    own.get_by_role("link", name="添加").click()
    fill(own, name="李志远", id_number="41030219850630002x", phone="13800000018")
    press(own, "保存")
    sees(own, "已添加 李志远")
    assert Person.objects.get().account.id_number == "41030219850630002X"
    mine = site.login("41030219850630002x", "30002x", entrance="申报系统")
    expect(mine.get_by_role("heading", name="修改密码").first).to_be_visible()


def reviewer(unit, login_name, **desks):
    account = with_password(unit, AccountKind.REVIEWER, login_name)
    Reviewer.objects.create(account=account, unit=unit, **desks)
    keys = Application.spec.area_keys
    set_scope(account, {(series.code, key) for series in Series.objects.all() for key in keys}, areas=keys)
    return account


def pdf_file(folder):
    path = folder / "计划.pdf"
    document = pikepdf.new()
    document.add_blank_page()
    document.save(path)
    return path


def test_plan_climbs_and_an_application_is_judged(site, tmp_path):
    """计划 新增 → 上报 → 通过 to the quota; 申报 提交 → 退回修改 → 提交 → 通过; 打印评审表."""
    chosen = title()
    employer = UnitFactory(parent=province(), name="省直测试单位")
    for unit, name in ((employer, "own"), (province(), "top")):
        reviewer(unit, f"{name}1", is_handler=True)
        reviewer(unit, f"{name}2", is_leader=True)
    handing, judging = site.login("own2", PASSWORD), [site.login("top1", PASSWORD), site.login("top2", PASSWORD)]
    menu(handing, "申报计划上传")
    handing.get_by_role("link", name="新增").click()
    fill(handing, name="年度计划", **{"rows-0-posts": "10", "rows-0-filled": "7", "rows-0-applicants": "2"})
    handing.locator("[name=rows-0-title]").select_option(str(chosen.pk))
    handing.locator("[name=pdf]").set_input_files(pdf_file(tmp_path))
    press(handing, "确定")
    sees(handing, "已保存，尚未上报")
    handing.get_by_role("link", name="上报").first.click()
    press(handing, "上报")
    sees(handing, "已上报。")
    for desk in judging:
        menu(desk, "申报计划审查")
        desk.get_by_role("link", name="年度计划").click()
        desk.get_by_role("button", name="通过", exact=True).click()
        sees(desk, "已通过。")
    assert Plan.objects.get().state_label == "已通过"
    assert QuotaLine.objects.get().balance().remaining == 2

    committee = CommitteeFactory()
    person = applicant(employer)
    person.account.set_password(PASSWORD)
    person.account.save()
    mine = site.login(person.account.id_number, PASSWORD, entrance="申报系统")
    menu(mine, "职称申报")
    mine.get_by_role("link", name="新增申报").click()
    mine.get_by_role("link", name="选择").click()
    fill(mine, speciality="岩土工程")
    mine.locator("[name=committee]").select_option(str(committee.pk))
    press(mine, "保存")
    sees(mine, "提交前检查")
    hand_in(mine)
    application = Application.objects.get()
    assert application.run.place == "省直测试单位 · 经办人"

    first = site.login("own1", PASSWORD)
    open_case(first, "经办人审查", person)
    judge(first, returned="学习经历")
    application.refresh_from_db()
    assert application.state_label == "退回修改"
    mine.goto(f"{site.url}/review/applications/{application.pk}/")
    expect(mine.locator("main")).to_contain_text("缺学历证书")
    hand_in(mine)
    for page, label in (
        (first, "经办人审查"),
        (handing, "负责人审查"),
        (judging[0], "经办人审查"),
        (judging[1], "负责人审查"),
    ):
        open_case(page, label, person)
        judge(page)
    application.refresh_from_db()
    assert application.state_label == "待评审"
    printed = mine.request.get(f"{site.url}/review/cases/{application.pk}/print/")
    assert (printed.status, printed.body()[:5]) == (200, b"%PDF-")


def hand_in(page):
    page.get_by_role("link", name="提交", exact=True).click()
    page.locator("[name=promised]").check()
    press(page, "提交")
    sees(page, "审查进度")


def open_case(page, label, person):
    menu(page, label)
    page.get_by_role("link", name=person.name, exact=True).click()


def judge(page, returned=""):
    """Every area in turn: 通过, or 退回修改 with a reusable reason for one; then hand in."""
    for _ in Application.spec.area_keys:
        if page.get_by_role("button", name="提交审批结果").is_enabled():
            break
        here = page.locator(".areas [aria-current]").inner_text()
        if returned and returned in here:
            with page.expect_navigation():
                page.get_by_role("button", name="缺学历证书", exact=True).click()
        else:
            page.locator("#verdict input[value=pass]").check()
        with page.expect_navigation():
            page.get_by_role("button", name="保存，下一项").click()
    page.get_by_role("button", name="提交审批结果").click()
    sees(page, "退回申报人" if returned else "通过")


def test_a_page_at_360_px_does_not_scroll_sideways(site):
    employer = UnitFactory(parent=UnitFactory(kind=Kind.CITY, parent=province()))
    reviewer(employer, "own1", is_handler=True)
    application = submitted(employer)
    page = site.login("own1", PASSWORD)
    page.set_viewport_size({"width": 360, "height": 740})
    for address in ("/", "/review/handler/", f"/review/cases/{application.pk}/", "/plans/", "/plans/add/"):
        page.goto(site.url + address)
        if site.scripted:
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, address
        expect(page.locator("h1")).to_be_visible()
