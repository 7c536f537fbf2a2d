"""A row selected by a click, and a dialog that does not throw away what was typed."""

import pytest
from playwright.sync_api import expect

from orgs.models import AccountKind
from tests.factories.orgs import AccountFactory, UnitFactory, province
from tests.factories.personnel import reviewer, title
from tests.walk.story import PASSWORD, login

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_click_selects_the_row_and_its_dialog_asks_before_what_was_typed_is_lost(visitor):
    unit = UnitFactory(parent=province())
    AccountFactory(unit=unit, kind=AccountKind.UNIT_ADMIN, login_name=unit.code, password=PASSWORD)
    judge = reviewer(unit, is_handler=True)
    title()  # one series for the matrix
    admin = login(visitor, unit.code)
    admin.open("/people/reviewers/")
    admin.tab.locator("tr", has_text=judge.account.login_name).locator("td").first.locator("a").click()
    bar = admin.tab.locator(".selection")
    expect(bar).to_contain_text(f"已选定 {judge.account.name}")
    assert admin.address.endswith(f"?on={judge.pk}")
    bar.get_by_role("link", name="修改", exact=True).click()
    admin.tab.get_by_label("姓名*").fill("改了一半")
    if not admin.scripted:
        return
    asked, answers = [], [False, False, True]
    admin.tab.on("dialog", lambda box: (asked.append(box.message), box.accept() if answers.pop(0) else box.dismiss()))
    dialog = admin.tab.locator("#dialog")
    admin.tab.keyboard.press("Escape")
    dialog.get_by_role("link", name="关闭").click()
    expect(dialog.get_by_label("姓名*")).to_have_value("改了一半")
    dialog.get_by_role("link", name="取消").click()
    expect(dialog).to_be_hidden()
    assert asked == ["填写的内容还没有保存。确定放弃吗？"] * 3
    is_asked_before_a_page_s_own_form_is_left(admin, judge, asked, answers)


def is_asked_before_a_page_s_own_form_is_left(admin, judge, asked, answers):
    """A link, a reload or ← would lose the ticks; 【保存】 asks nothing."""
    asked.clear()
    admin.open(f"/people/reviewers/{judge.pk}/scope/")
    everything, foot = admin.tab.locator("input[name=all]"), admin.tab.locator(".actionbar")
    everything.check()
    cells, row = admin.tab.locator("input[name=s]"), admin.tab.locator("input[name=row]").first
    cells.first.uncheck()
    assert row.evaluate("box => [box.checked, box.indeterminate]") == [False, True]
    expect(foot).to_contain_text(f"已选 {cells.count() - 1} / {cells.count()} 格")
    cells.first.check()
    expect(row).to_be_checked()
    answers.append(False)
    admin.tab.get_by_role("link", name="首页").first.click()
    expect(everything).to_be_checked()
    admin.press("保存")
    expect(admin.tab.locator("main")).to_contain_text("审查权限已保存。")
    assert asked == [""]  # the browser's own words, once
