"""What every list and every question has in common: one next action where nothing is, the primary button first, the verb repeated."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from orgs.models import Kind
from tests.factories.orgs import UnitFactory, client_of, province
from tests.factories.personnel import reviewer, title
from tests.factories.plans import draft_plan, passed_plan
from tests.factories.review import CommitteeFactory, submitted
from tests.pages import html_of, text_of, words_of
from titleplatform.kit.checks import all_patterns
from titleplatform.kit.lists import BulkPage
from titleplatform.kit.pages import ActionPage

BUTTONS = re.compile(r'class="(?P<css>btn(?: [^"]*)?)"|(?P<submit>components/submit\.html"[^%]*style=[^%]*)')
ROW = re.compile(r'<div class="(?:btn-row|dialog__foot)[^"]*">(.*?)</div>', re.DOTALL)


def test_the_button_of_a_question_repeats_the_verb():
    pages = {pattern.callback.view_class for _, pattern in all_patterns() if hasattr(pattern.callback, "view_class")}
    asking = [page for page in pages if issubclass(page, (ActionPage, BulkPage))]
    assert len(asking) > 30
    vague = {page.__name__ for page in asking if page.__dict__.get("submit_label") in ("确定", "保存", "提交")}
    assert vague - {"SubmitPage"} <= {"SubmitPlanPage", "SubmitFilingPage", "SubmitApplicationPage"}
    assert ActionPage.submit_label.fget(type("Ask", (), {"title": "撤回未通过"})()) == "撤回未通过"


def test_the_primary_button_comes_first_in_every_template():
    wrong = []
    for path in Path(settings.BASE_DIR, "templates").rglob("*.html"):
        for row in ROW.findall(path.read_text(encoding="utf-8")):
            found = [each.group("css") or each.group("submit") for each in BUTTONS.finditer(row)]
            first = next((number for number, css in enumerate(found) if "primary" in css), 0)
            if first:
                wrong.append(f"{path.name}: {found}")
    assert wrong == []


@pytest.mark.django_db
def test_an_empty_list_has_one_next_action():
    title()  # a reviewer's scope needs a series
    unit = UnitFactory(parent=province())
    client = client_of(reviewer(unit, is_handler=True).account)
    own, queue = reverse("plans:own_plans"), reverse("review:handler")
    assert next_of(client.get(own)) == [("新增", reverse("plans:add"))]
    draft_plan(unit, name="甲")
    assert next_of(client.get(own)) == []
    nothing = client.get(own, {"year": 2031, "per_page": 50})
    assert "没有符合条件的记录。" in text_of(nothing)
    assert next_of(nothing) == [("清除筛选", "?per_page=50")]
    assert next_of(client.get(queue)) == [("看已审的", "?tab=done")]
    assert next_of(client.get(queue, {"tab": "done"})) == [("看待审的", "?")]


def next_of(page):
    return [(words_of(each), each.get("href")) for each in html_of(page).xpath('//td[@class="empty"]//a')]


@pytest.mark.django_db
def test_a_batch_says_what_to_do_where_nothing_is_ticked():
    application = submitted(UnitFactory(parent=province()), committee=CommitteeFactory())
    client = client_of(reviewer(application.unit, is_handler=True).account)
    bar = html_of(client.get(reverse("review:handler"))).xpath('//div[contains(@class, "actionbar")]')[0]
    assert words_of(bar) == "先勾选要办的行 已选 批量通过 分配"
    nothing = client.get(reverse("review:handler_pass"))
    assert "还没有勾选。请回到列表，先勾选要办的行，再点【批量通过】。" in text_of(nothing)
    assert "全部通过" not in text_of(nothing)


@pytest.mark.django_db
def test_on_a_phone_what_is_empty_can_be_left_out_and_a_finished_row_is_quiet():
    unit = UnitFactory(kind=Kind.EMPLOYER, parent=province())
    passed_plan(unit, name="甲")
    page = html_of(client_of(reviewer(unit, is_handler=True).account).get(reverse("plans:own_plans")))
    empty = page.xpath("//td[@data-empty]/@data-label")
    assert empty == ["当前环节"]
    assert [words_of(each) for each in page.xpath('//td[@data-col="actions"]//a')] == ["详情"]
    assert page.xpath('//td[@data-col="actions"]//details') == []
