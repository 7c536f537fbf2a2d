"""审查: the queue, the case and its verdicts, through addresses and forms. What applicants see: `test_applicant_views`."""

import pytest
from django.urls import reverse

from orgs.chain.words import Verdict
from orgs.models import AccountKind, AreaVerdict, Kind
from personnel.grants import set_scope
from personnel.models import Series
from personnel.seats import seat_for
from review import actions
from review.models import Application
from tests.factories.desks import Desk
from tests.factories.orgs import AccountFactory, UnitFactory, client_of, province
from tests.factories.personnel import reviewer
from tests.factories.review import CommitteeFactory, pass_here, submitted
from tests.pages import error_at, fields_of, messages_of, reason_beside, table_of, text_of

pytestmark = pytest.mark.django_db
AREAS = Application.spec.area_keys


def url(name, *args):
    return reverse(f"review:{name}", args=args)


@pytest.fixture
def city():
    return UnitFactory(kind=Kind.CITY, parent=province())


@pytest.fixture
def application(city):
    """At the employer's 经办人; its committee stands at the city."""
    return submitted(UnitFactory(parent=city), committee=CommitteeFactory(host=city), planned=3)


@pytest.fixture
def desk(application):
    return Desk(application)


def drafts(application):
    """{area: (verdict, reason)} of what is drafted at the open desk."""
    step = application.run.open_step()
    return {each.area: (each.verdict, each.reason) for each in step.verdicts.filter(counted=False)}


def test_a_phrase_is_added_and_what_was_typed_stays(desk, application):
    typed = fields_of(desk.case("papers"), "/verdict/")
    page = desk.client.post(url("verdict", application.pk), typed | {"reason": "第 2 篇", "phrase": "缺检索页"})
    assert fields_of(page, "/verdict/") == typed | {"verdict": "return", "reason": "第 2 篇\n缺检索页"}
    again = fields_of(page, "/verdict/") | {"verdict": "fail", "phrase": "题目与正文不符"}
    page = desk.client.post(url("verdict", application.pk), again)
    assert fields_of(page, "/verdict/")["verdict"] == "fail"
    assert fields_of(page, "/verdict/")["reason"] == "第 2 篇\n缺检索页\n题目与正文不符"
    assert drafts(application) == {}


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"verdict": "return", "reason": "  "}, "reason", "请写明理由。"),
        ({"verdict": "fail", "reason": ""}, "reason", "请写明理由。"),
        ({"verdict": "", "reason": "缺检索页"}, "verdict", "请选择审查结论。"),
        ({"verdict": "return", "reason": "缺" * 1001}, "reason", "最多 1000 字，现在是 1001 字。"),
    ],
)
def test_a_verdict_that_is_not_complete_says_so_at_the_field(desk, application, typed, field, said):
    page = desk.say("papers", **typed)
    assert said in error_at(page, field)
    shown = fields_of(page, "/verdict/")
    assert (shown.get("verdict", ""), shown["reason"].strip()) == (typed["verdict"], typed["reason"].strip())
    assert drafts(application) == {}
    desk.say("papers", "return", "缺检索页")
    assert drafts(application) == {"papers": ("return", "缺检索页")}
    assert fields_of(desk.case("papers"), "/verdict/")["reason"] == "缺检索页"


def test_saving_goes_to_the_next_open_area_of_mine(application):
    desk = Desk(application, areas=("person", "work", "papers", "summary"))
    colleague = Desk(application, areas=("work", "papers"))

    def next_after(area):
        return desk.say(area)["Location"].rpartition("=")[2]

    assert fields_of(desk.case(), "/verdict/")["area"] == "person"
    colleague.say("work")
    assert [next_after(area) for area in ("papers", "summary", "person")] == ["summary", "person", "person"]
    colleague.client.post(
        url("verdict", application.pk), fields_of(colleague.case("work"), "/verdict/") | {"do": "clear"}
    )
    assert next_after("person") == "work"


def test_the_rest_is_passed_as_drafts_and_a_returned_area_stays(application):
    desk = Desk(application, areas=("person", "work", "papers", "summary"))
    colleague = Desk(application, areas=("work",))
    desk.say("papers", "return", "缺检索页")
    colleague.say("work", "fail", "与社保记录不符")
    page = desk.case("papers")
    assert "其余 2 项通过" in text_of(page)
    rest = {"step": fields_of(page, "/verdict/")["step"], "area": "papers", "do": "rest"}
    answer = desk.client.post(url("verdict", application.pk), rest)
    assert answer["Location"] == url("case", application.pk) + "?area=papers"
    passed = ("pass", "")
    said = {"papers": ("return", "缺检索页"), "work": ("fail", "与社保记录不符"), "person": passed, "summary": passed}
    assert drafts(application) == said
    assert "项通过" not in text_of(desk.case())
    application.refresh_from_db()
    assert application.state_label == "审查中"
    desk.hand_in()
    late = desk.client.post(url("verdict", application.pk), rest)
    assert late.status_code == 302  # nothing was left: nothing happens
    assert drafts(application) == {"work": ("fail", "与社保记录不符")}


def test_clearing_removes_the_draft(desk, application):
    desk.say_all("person", "papers")
    answer = desk.client.post(
        url("verdict", application.pk), fields_of(desk.case("papers"), "/verdict/") | {"do": "clear"}
    )
    assert answer["Location"].endswith("?area=papers")
    assert list(drafts(application)) == ["person"]
    assert "verdict" not in fields_of(desk.case("papers"), "/verdict/")


def test_handing_in_is_disabled_with_what_is_missing(application):
    desk = Desk(application, areas=("person", "papers", "summary"))
    desk.say("person")
    reason = "还有 2 项待您审查：论文、个人总结"
    page = desk.case()
    assert reason in text_of(page)
    assert reason_beside(page, "提交审批结果") == reason
    forced = desk.hand_in()
    assert (forced.status_code, reason in text_of(forced)) == (403, True)
    assert set(drafts(application)) == {"person"}
    desk.say_all("papers", "summary")
    page = desk.case()
    assert reason_beside(page, "提交审批结果") is None
    assert "本环节还有其他内容待审" in messages_of(desk.client, desk.hand_in())[0]
    assert AreaVerdict.objects.filter(step__run=application.run, counted=True).count() == 3


def test_a_page_of_an_earlier_desk_changes_nothing_and_loses_nothing(application):
    first, second = Desk(application), Desk(application, is_handler=True, is_leader=True)
    outdated = fields_of(second.case("papers"), "/verdict/")
    handed = fields_of(second.case(), "/hand-in/")
    first.say_all(*AREAS)
    first.hand_in()
    said = f"{application.unit} · 经办人 {first.account.name} 已于"
    typed = outdated | {"verdict": "return", "reason": "第 3 篇缺检索页", "do": "save"}
    answer = second.client.post(url("verdict", application.pk), typed)
    assert (answer.status_code, said in text_of(answer)) == (403, True)
    assert "本次操作没有改变任何内容" in text_of(answer)
    shown = fields_of(answer, "/verdict/")  # this account also sits at the next desk: it may save there what it typed
    assert (shown["verdict"], shown["reason"]) == ("return", "第 3 篇缺检索页")
    assert shown["step"] == str(application.run.open_step().pk) != outdated["step"]
    answer = second.client.post(url("hand_in", application.pk), handed)
    assert (answer.status_code, said in text_of(answer)) == (403, True)
    assert drafts(application) == {}
    assert second.client.post(url("verdict", application.pk), shown | {"do": "save"}).status_code == 302
    assert drafts(application) == {"papers": ("return", "第 3 篇缺检索页")}


def test_what_was_typed_where_one_may_not_judge_any_more_can_be_copied(application):
    first, second = Desk(application), Desk(application)
    typed = fields_of(second.case("papers"), "/verdict/") | {"verdict": "return", "reason": "缺检索页", "do": "save"}
    first.say_all(*AREAS)
    first.hand_in()
    answer = second.client.post(url("verdict", application.pk), typed)
    assert (answer.status_code, fields_of(answer, "/verdict/")) == (403, {})
    assert f"{first.account.name} 已于" in text_of(answer)
    assert "缺检索页</textarea>" in answer.content.decode()


def test_a_double_click_on_handing_in_leads_where_the_first_one_led(desk, application):
    desk.say_all(*AREAS)
    form = fields_of(desk.case(), "/hand-in/")
    first, second = (desk.client.post(url("hand_in", application.pk), form) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first["Location"] == second["Location"] == url("handler")
    assert application.run.open_step().order == 2
    assert "已送 " in messages_of(desk.client, second)[0]


def test_the_next_case_of_the_queue_comes_after_handing_in(desk, application):
    later = submitted(application.unit, committee=application.committee, planned=0)
    assert "待审 1 / 2" in text_of(desk.case())
    desk.say_all(*AREAS)
    assert desk.hand_in()["Location"] == url("case", later.pk)


def test_a_colleagues_draft_is_shown_and_not_overwritten(application):
    one, two = Desk(application), Desk(application)
    outdated = fields_of(two.case("papers"), "/verdict/")
    one.say("papers", "return", "缺检索页")
    said = f"{one.account.name} 已于"
    page = two.case("papers")
    assert said in text_of(page)
    assert "尚未提交；该项由其提交或清除" in text_of(page)
    assert "缺检索页" not in text_of(page)  # what it says is the colleague's
    assert fields_of(page, "/verdict/") == {}
    for do in ("save", "clear"):
        typed = outdated | {"verdict": "pass", "reason": "我看过了", "do": do}
        answer = two.client.post(url("verdict", application.pk), typed)
        assert (answer.status_code, said in text_of(answer)) == (403, True)
        assert "我看过了</textarea>" in answer.content.decode()
    assert drafts(application) == {"papers": ("return", "缺检索页")}
    two.say_all(*[area for area in AREAS if area != "papers"])
    assert two.hand_in().status_code == 302
    one.hand_in()
    application.refresh_from_db()
    assert application.state_label == "退回修改"


def test_the_draft_of_who_no_longer_holds_the_area_is_replaced(application):
    one, two = Desk(application), Desk(application)
    one.say_all("papers", "work", papers=("return", "缺检索页"))
    set_scope(one.account, {(row.code, "work") for row in Series.objects.all()}, areas=AREAS)
    two.say("papers", "pass")
    assert drafts(application) == {"papers": ("pass", ""), "work": ("pass", "")}
    assert two.say("work").status_code == 200  # nothing to fill in: the form is not there
    one.account.is_active = False
    one.account.save()
    assert two.say("work", "return", "缺证明").status_code == 302


def test_an_undone_pass_is_a_draft_again_unless_the_page_is_outdated(desk, application, city):
    desk.say_all(*AREAS)
    desk.hand_in()
    form = {"step": application.run.open_step().pk}
    assert "撤回我的通过" in text_of(desk.case())
    wrong = desk.client.post(url("undo", application.pk), {"step": application.run.steps.get(order=1).pk})
    assert (wrong.status_code, f"{desk.account.name} 已于" in text_of(wrong)) == (403, True)
    assert desk.client.post(url("undo", application.pk), form).status_code == 302
    assert application.run.open_step().order == 1
    assert set(drafts(application)) == set(AREAS)
    assert fields_of(desk.client.get(url("undo", application.pk)), "/undo/") == {}
    desk.hand_in()
    Desk(application, is_leader=True).case()
    refused = desk.client.post(url("undo", application.pk), form)
    assert (refused.status_code, "已经打开审查，不能撤回" in text_of(refused)) == (403, True)


def test_what_the_next_desk_begins_is_nobody_elses_business(desk, application):
    """Whoever passed it reads the own words, not what a desk above drafts."""
    desk.say_all(*AREAS)
    desk.say("papers", "pass")
    desk.hand_in()
    above = Desk(application, is_leader=True)
    above.say("papers", "return", "缺检索页")
    said = {state.label: state.words for state in desk.case().context["states"]}
    assert (said["论文"], set(said.values())) == ("通过", {"通过"})
    page = text_of(desk.case())
    assert above.account.name not in page.split("审查内容")[1].split("申报单位")[0]
    assert "本环节进度" not in page
    assert {state.label: state.words for state in above.case().context["states"]}["论文"] == "退回修改草稿"


def test_batch_pass_shows_first_what_it_will_do(desk, application):
    gone, waiting, drafted = application, *(submitted(application.unit, planned=0) for _ in range(2))
    steps = [each.run.open_step().pk for each in (gone, waiting, drafted)]
    pass_here(gone)
    Desk(drafted).say("papers", "return", "缺检索页")
    preview = desk.client.get(url("handler_pass"), {"chosen": steps})
    assert "将处理 2 项，另有 1 项不能处理" in text_of(preview)
    assert f"{gone}：{application.unit} · 经办人" in text_of(preview)
    assert str(waiting) in text_of(preview)
    done = desk.client.post(url("handler_pass"), {"chosen": steps, "once": "b" * 32})
    (said,) = messages_of(desk.client, done)
    assert "完成 2 项。未完成 1 项：" in said
    assert "现在在" in said
    assert [each.run.open_step().order for each in (gone, waiting, drafted)] == [2, 2, 1]
    left = drafted.run.open_step().verdicts.get(counted=False)
    assert (left.area, left.verdict) == ("papers", Verdict.RETURN)  # the colleague's own waits for the colleague
    again = desk.client.post(url("handler_pass"), {"chosen": steps, "once": "b" * 32})
    assert again["Location"] == done["Location"]


def test_assigning_is_a_hint_in_the_queue(desk, application):
    later = submitted(application.unit, committee=application.committee, planned=0)
    colleague, narrow = Desk(application), Desk(application, areas=("papers",))
    set_scope(narrow.account, {("06", "papers")}, areas=AREAS)
    steps = [each.run.open_step().pk for each in (application, later)]
    page = desk.client.get(url("handler_assign"), {"chosen": steps[:1]})
    for account in (desk.account, colleague.account, narrow.account):
        assert str(account) in text_of(page)
    refused = desk.client.post(url("handler_assign"), {"chosen": steps[:1], "to": narrow.account.pk})
    assert f"{narrow.account} 不能审查" in messages_of(desk.client, refused)[0]
    desk.client.post(url("handler_assign"), {"chosen": steps[:1], "to": colleague.account.pk})
    queue = table_of(desk.client.get(url("handler")))
    assert [row["办理人"] for row in queue] == [colleague.account.name, "—"]
    mine = colleague.client.get(url("handler"), {"assigned": "mine"})
    assert len(table_of(mine)) == 1
    assert len(table_of(colleague.client.get(url("handler"), {"assigned": "nobody"}))) == 1
    assert table_of(desk.client.get(url("handler"), {"assigned": "mine"})) == []
    assert f"分给 {colleague.account}" in text_of(desk.case())
    desk.say_all(*AREAS)
    assert desk.hand_in().status_code == 302  # the others' right stays
    outsider = reviewer(UnitFactory(), is_handler=True)
    wrong = desk.client.post(url("handler_assign"), {"chosen": steps[1:], "to": outsider.account.pk})
    assert "选择一个有效的选项" in text_of(wrong)


def test_attachments_open_in_my_areas_only(application):
    papers, education = Desk(application, areas=("papers",)), Desk(application, areas=("education",))
    frozen = application.snapshots.get().data["sections"]
    index = next(file["sha256"] for file in frozen["papers"]["entries"][0]["attachments"] if file["kind"] == "index")
    address = url("case_file", application.pk, index)
    served = papers.client.get(address)
    assert (served.status_code, served.getvalue()) == (200, b"%PDF-1.7 index")
    assert address in papers.case().content.decode()
    assert education.client.get(address).status_code == 404
    assert address not in education.case("papers").content.decode()


def test_cases_of_others_do_not_exist_and_administrators_are_told_why(desk, application, city):
    elsewhere = Desk(application, unit=UnitFactory(parent=city))
    above = Desk(application, unit=city)
    for page in ("case", "verdict", "hand_in", "record", "print"):
        assert elsewhere.client.get(url(page, application.pk)).status_code == 404
        before = 200 if page == "record" else 404  # not before it has reached the city: until then status alone
        assert above.client.get(url(page, application.pk)).status_code == before
    assert desk.case().status_code == 200
    admin = client_of(AccountFactory(unit=application.unit, kind=AccountKind.UNIT_ADMIN))
    reason = "只有审查人员可以打开申报材料；单位管理员在【申报人员状态查询】看状态。"
    for answer in (admin.get(url("case", application.pk)), admin.post(url("verdict", application.pk), {"do": "clear"})):
        assert (answer.status_code, reason in text_of(answer)) == (403, True)


def test_the_host_enters_the_interview_and_all_see_it(desk, application, city):
    host = client_of(AccountFactory(unit=city, kind=AccountKind.UNIT_ADMIN, login_name=city.code))
    typed = {"interview_at": "2026-12-05T09:30", "interview_group": "第二组", "interview_place": "洛阳市会议中心"}
    early = host.get(url("status"))
    assert reason_beside(early, "面试通知") == "申报状态为“审查中”，只有待评审的可以操作。"
    assert host.post(url("interview", application.pk), typed).status_code == 403
    while application.state == "in_review":
        pass_here(application)
    assert reason_beside(host.get(url("status")), "面试通知") == "还没有受理，请先【受理】。"
    host.post(url("accept", application.pk))
    wrong = host.post(url("interview", application.pk), typed | {"interview_at": "下周一"})
    assert error_at(wrong, "interview_at")
    assert fields_of(wrong, "/interview/")["interview_place"] == "洛阳市会议中心"
    assert host.post(url("interview", application.pk), typed).status_code == 302
    own = client_of(AccountFactory(unit=application.unit, kind=AccountKind.UNIT_ADMIN))
    for client in (host, own, desk.client):
        (row,) = table_of(client.get(url("status")))
        assert row["评委会名称 / 面试通知 / 地点"].endswith(" 2026-12-05 09:30 第二组 洛阳市会议中心")
    page = client_of(application.person.account).get(url("application", application.pk))
    assert "2026-12-05 09:30 第二组" in text_of(page)


def test_the_desks_own_words_come_from_the_round_that_was_handed_in(desk, application):
    """After a return the applicant is changing the application; reviewers still read what they judged."""
    desk.say_all(*AREAS, papers=("return", "缺检索页"))
    desk.hand_in()
    application.refresh_from_db()
    desk.case()  # with the message of what was done
    before = text_of(desk.case())
    application.speciality = "结构工程"
    actions.save_application(by=seat_for(application.person.account), application=application)
    assert text_of(desk.case()) == before
    assert "岩土工程" in before
