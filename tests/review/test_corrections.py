"""更正: beside the reason of a return the very section; saving leads back to the list of what is 已更正 and 待更正."""

import pytest
from django.urls import reverse

from orgs.chain import engine
from orgs.chain.words import Role, Verdict
from orgs.models import Kind
from review import actions
from tests.counting import expect_queries
from tests.factories.dossier import VALUES
from tests.factories.files import pdf_upload
from tests.factories.orgs import UnitFactory, client_of, province, seat
from tests.factories.review import CommitteeFactory, submitted
from tests.pages import error_at, hidden_of, html_of, messages_of, once_of, text_of, words_of

pytestmark = pytest.mark.django_db
REASONS = {"application": "专业请核对。", "papers": "第 1 篇缺检索页。", "summary": "请写主持的项目。"}
PAPERS, SUMMARY, APPLICATION = "papers", "summary", "application"


@pytest.fixture
def application():
    """Returned because of three areas, of which each is another kind of section."""
    employer = UnitFactory(parent=UnitFactory(kind=Kind.CITY, parent=province()))
    application = submitted(employer, committee=CommitteeFactory(host=employer.superior))
    step = application.run.open_step()
    by = seat(step.unit, Role(step.role))
    for key in application.spec.area_keys:
        said = Verdict.RETURN if key in REASONS else Verdict.PASS
        reason = REASONS.get(key, "")
        engine.save_draft(application, by=by, step_id=step.pk, area=key, verdict=said, reason=reason)
    actions.hand_in_verdicts(by=by, application=application, step_id=step.pk)
    application.refresh_from_db()
    return application


@pytest.fixture
def client(application):
    return client_of(application.person.account)


def of(application, area):
    return reverse("review:correct", args=[application.pk, area])


def states(page):
    """{area: 已更正 or 待更正} of the list."""
    links = html_of(page).cssselect(".fixes a")
    return {words_of(a.cssselect("b")[0]): words_of(a.cssselect(".mark")[0]) for a in links}


def test_each_reason_leads_to_its_section_and_saving_back_to_the_list(application, client):
    shown = html_of(client.get(reverse("review:application", args=[application.pk])))
    lines = [line for line in shown.cssselect(".check li") if words_of(line).startswith("待更正")]
    ways = [line.xpath('a[normalize-space()="去修改"]/@href')[0] for line in lines]
    assert [client.get(way)["Location"] for way in ways] == [of(application, area) for area in REASONS]

    page = client.get(of(application, PAPERS))
    assert words_of(html_of(page).cssselect(".why dd")[0]) == REASONS[PAPERS]
    assert states(page) == {"申报信息": "待更正", "论文": "待更正", "个人总结": "待更正"}
    change = html_of(page).xpath('//a[text()="修改"]/@href')[0]
    assert (
        words_of(html_of(client.get(change)).cssselect(".why dd")[0]) == REASONS[PAPERS]
    )  # above the row's own fields
    row = VALUES[PAPERS] | {"name": "改正后的题目", "once": once_of(client.get(change))}
    wrong = client.post(change, row | {"date": "2099-13"})
    assert error_at(wrong, "date") == "月份应如 2024-06。"
    saved = client.post(change, row | {"back": hidden_of(wrong)["back"]})
    assert saved["Location"] == of(application, PAPERS)
    page = client.get(saved["Location"])
    assert states(page)["论文"] == "已更正"
    assert "改正后的题目" in text_of(page)
    assert words_of(html_of(page).cssselect("del")[0]) == VALUES[PAPERS]["name"]  # what was returned, struck out

    again = client.get(html_of(page).xpath('//a[text()="修改"]/@href')[0])
    client.post(again.request["PATH_INFO"], VALUES[PAPERS])
    assert states(client.get(of(application, PAPERS)))["论文"] == "待更正"  # as it was when it was returned
    delete = html_of(client.get(of(application, PAPERS))).xpath('//a[text()="删除"]/@href')[0]
    assert client.post(delete)["Location"] == of(application, PAPERS)
    page = client.get(of(application, PAPERS))
    assert ("删去" in text_of(page), html_of(page).xpath('//a[text()="修改"]')) == (
        True,
        [],
    )  # shown, and nothing to press
    assert client.post(of(application, PAPERS), {"name": "x"}).status_code == 404  # its rows have forms of their own


def test_a_form_stands_beside_its_reason_and_leads_to_the_next(application, client):
    address = of(application, SUMMARY)
    page = client.get(address)
    assert ("最多 3000 字" in text_of(page), "maxlength" in page.content.decode()) == (True, False)  # nothing is cut
    old = application.person.entries.get(section_key=SUMMARY).data["text"]
    unchanged = client.post(address, {"text": old, "once": once_of(page)})
    assert messages_of(client, unchanged) == ["已保存，“个人总结”与退回时相同，仍是待更正。"]
    too_long = client.post(address, {"text": "字" * 3001})
    assert error_at(too_long, "text") == "最多 3000 字，现在是 3001 字。"
    assert REASONS[SUMMARY] in text_of(too_long)
    done = client.post(address, {"text": "主持\r\n三项", "next": "yes"})
    assert done["Location"] == of(application, APPLICATION)  # the list goes round
    assert messages_of(client, done) == ["已保存，“个人总结”记为已更正。"]
    assert application.person.entries.get(section_key=SUMMARY).data == {"text": "主持\n三项"}

    information = of(application, APPLICATION)
    typed = {"way": "exception", "speciality": "岩土", "committee": application.committee_id, "first_time": "on"}
    lacking = client.post(information, typed)
    assert error_at(lacking, "evidence") == "破格、直接申报须上传依据。"
    done = client.post(information, typed | {"evidence": pdf_upload("依据.pdf"), "next": "yes"})
    assert done["Location"] == of(application, PAPERS)
    assert states(client.get(done["Location"])) == {"申报信息": "已更正", "论文": "待更正", "个人总结": "已更正"}
    submit = reverse("review:application_submit", args=[application.pk])
    page = text_of(client.get(submit))
    assert "退回的 1 项还没有改动： 论文 ：第 1 篇缺检索页。" in page
    assert "列出的 1 项没有改动，仍要提交" in page


def test_only_what_was_returned_has_a_page_and_only_for_its_owner(application, client):
    for area in ("work", "nothing"):
        assert client.get(of(application, area)).status_code == 404
    work, paper = (application.person.entries.filter(section_key=key).first().pk for key in ("work", PAPERS))
    row, add = "review:correct_row", "review:correct_add"
    for name, args in ((row, [application.pk, work]), (add, [application.pk, "work"])):
        address = reverse(name, args=args)
        assert [client.get(address).status_code, client.post(address, VALUES["work"]).status_code] == [404, 404]
    client.get("/")
    expect_queries(client, of(application, PAPERS), queries=7)
    other = client_of(submitted(application.unit, committee=application.committee, planned=0).person.account)
    beside = [
        of(application, PAPERS),
        reverse(row, args=[application.pk, paper]),
        reverse(add, args=[application.pk, PAPERS]),
    ]
    assert [other.get(address).status_code for address in beside] == [404, 404, 404]
    client.post(reverse("review:application_submit", args=[application.pk]), {"promised": "on", "unchanged": "on"})
    for address in beside:
        refused = client.get(address)
        assert (refused.status_code, "申报状态为“审查中”" in text_of(refused)) == (403, True)
