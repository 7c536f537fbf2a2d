"""A reviewer's day on the case page: what is asked once, what is kept, what is marked, and how it is said."""

import pytest
from django.urls import reverse
from django.utils import timezone

from orgs.chain.case import Case
from orgs.models import AccountKind, Kind
from personnel.seats import seat_for
from review import actions
from review.halves import LONGEST
from review.models import Application
from tests.factories.desks import Desk
from tests.factories.orgs import AccountFactory, UnitFactory, client_of, province
from tests.factories.review import CommitteeFactory, awaiting, pass_here, returned, seat_of, submitted
from tests.pages import fields_of, html_of, messages_of, reason_beside, table_of, text_of, words_of

pytestmark = pytest.mark.django_db
AREAS = Application.spec.area_keys
HTMX = {"HTTP_HX_REQUEST": "true"}


def url(name, *args):
    return reverse(f"review:{name}", args=args)


@pytest.fixture
def city():
    return UnitFactory(kind=Kind.CITY, parent=province(), name="洛阳市职改办")


@pytest.fixture
def application(city):
    return submitted(UnitFactory(parent=city), committee=CommitteeFactory(host=city, name="市中级评委会"), planned=3)


@pytest.fixture
def desk(application):
    return Desk(application)


def state_of(application):
    return Application.objects.get(pk=application.pk).state_label


def handed_in_again(application):
    actions.submit_application(by=seat_of(application.person), application=application, promised=True)
    application.refresh_from_db()


@pytest.mark.parametrize(
    ("verdict", "word", "note", "rest", "state"),
    [
        ("return", "退回修改", "提交后不能收回", f"通过 {len(AREAS) - 2} 项", "退回修改"),
        ("fail", "未通过", "3 个工作日内可以【撤回未通过】", "本年度不能再申报同一级别的职称", "未通过"),
    ],
)
def test_what_is_no_pass_is_asked_once_with_every_reason(desk, application, verdict, word, note, rest, state):
    address = url("hand_in", application.pk)
    desk.say_all(*AREAS, papers=(verdict, "第 2 篇缺检索页"), awards=("return", "证书没有公章"))
    page = desk.case()
    form = fields_of(page, "/hand-in/")
    assert html_of(page).xpath('//form[contains(@class, "progress__foot")]/@hx-post') == [address]
    asked, dialog = desk.client.post(address, form), desk.client.post(address, form, **HTMX)
    for answer in (asked, dialog):
        assert answer.status_code == 200
        items = [words_of(each) for each in html_of(answer).xpath('//ol[@class="asked"]/li')]
        assert items == ["奖励 退回修改 证书没有公章", f"论文 {word} 第 2 篇缺检索页"]
        assert rest in text_of(answer)
        assert ("申报人不改的沿用" in text_of(answer)) is (verdict == "return")
        assert note in text_of(answer)
        assert "没有审完" not in text_of(answer)
        row = html_of(answer).xpath('//div[@class="dialog__foot"]/div[@class="btn-row"]/*')
        assert [words_of(each) for each in row] == [word, "回去改"]
    assert "<main" in asked.content.decode()
    assert "<main" not in dialog.content.decode()
    assert state_of(application) == "审查中"
    done = desk.client.post(address, fields_of(asked, "/hand-in/"))
    assert (done.status_code, state_of(application)) == (302, state)


def test_it_is_said_before_that_the_desk_waits_for_others(application):
    desk = Desk(application, areas=("papers", "summary"))
    desk.say_all("papers", "summary", papers=("return", "第 2 篇缺检索页"))
    asked = desk.client.post(url("hand_in", application.pk), fields_of(desk.case(), "/hand-in/"))
    assert f"本环节另有 {len(AREAS) - 2} 项没有审完。" in text_of(asked)
    desk.client.post(url("hand_in", application.pk), fields_of(asked, "/hand-in/"))
    assert state_of(application) == "审查中"


def test_a_pass_is_not_asked_and_a_stale_question_is_refused(desk, application):
    desk.say_all(*AREAS)
    form = fields_of(desk.case(), "/hand-in/")
    assert "confirmed" not in form
    assert desk.client.post(url("hand_in", application.pk), form).status_code == 302
    outdated = form | {"once": "e" * 32, "confirmed": "yes"}
    late = desk.client.post(url("hand_in", application.pk), outdated, **HTMX)
    assert (late.status_code, "<main" in late.content.decode()) == (403, False)
    assert "本次操作没有改变任何内容" in text_of(late)


def test_the_result_so_far_says_how_much_is_open(application):
    desk = Desk(application, areas=("person", "papers", "summary"))
    desk.say("papers", "return", "缺检索页")
    assert f"还有 {len(AREAS) - 1} 项未审；按现有结论，结果为 退回修改 ：论文" in text_of(desk.case())
    desk.say_all("person", "summary")
    assert f"还有 {len(AREAS) - 3} 项未审；" in text_of(desk.case())


def test_the_second_of_two_tabs_sees_what_the_first_one_saved(desk, application):
    first, second = (fields_of(desk.case("papers"), "/verdict/") for _ in range(2))
    address, said = url("verdict", application.pk), application.run.open_step().verdicts
    desk.client.post(address, first | {"do": "save", "verdict": "return", "reason": "缺检索页"})
    late = desk.client.post(address, second | {"do": "save", "verdict": "pass", "reason": ""})
    assert (late.status_code, said.get().verdict) == (403, "return")
    assert "“论文”在这一页打开之后已保存为“退回修改：缺检索页”，没有覆盖。" in text_of(late)
    again = fields_of(late, "/verdict/")
    assert again["verdict"] == "pass"
    assert desk.client.post(address, again | {"do": "save"}).status_code == 302
    assert said.get().verdict == "pass"


def test_what_is_begun_waits_while_another_area_is_open(desk, application):
    typed = fields_of(desk.case("papers"), "/verdict/") | {"reason": "第 2 篇\r\n缺", "go": "work"}
    answer = desk.client.post(url("verdict", application.pk), typed)
    assert answer["Location"] == url("case", application.pk) + "?area=work"
    assert fields_of(desk.case("work"), "/verdict/")["reason"].strip() == ""
    page = desk.case("papers")
    assert fields_of(page, "/verdict/")["reason"].strip() == "第 2 篇\n缺"
    assert "写了一半，没有保存" in text_of(page)
    assert not application.run.open_step().verdicts.exists()  # a draft it is not
    rest = {"step": typed["step"], "area": "work", "do": "rest"}
    refused = desk.client.post(url("verdict", application.pk), rest)
    assert (refused.status_code, "“论文”写了一半" in text_of(refused)) == (403, True)
    assert not application.run.open_step().verdicts.exists()
    many = {"chosen": application.run.open_step().pk}
    left_out = text_of(desk.client.get(url("handler_pass"), many))
    assert f"将处理 0 项，另有 1 项不能处理。 不能处理： {application}：有一项写了一半，没有保存" in left_out
    desk.say("papers", "return", "第 2 篇缺检索页")
    assert "写了一半" not in text_of(desk.client.get(url("handler_pass"), many))
    assert "写了一半" not in text_of(desk.case("papers"))
    assert desk.client.post(url("verdict", application.pk), rest).status_code == 302
    typed = fields_of(desk.case("papers"), "/verdict/") | {"go": "work"}
    desk.client.post(url("verdict", application.pk), typed)
    assert "写了一半" not in text_of(desk.case("papers"))  # nothing was changed
    desk.client.post(url("verdict", application.pk), typed | {"reason": "长" * 100_000})
    kept = fields_of(desk.case("papers"), "/verdict/")["reason"].strip()
    assert len(kept) == LONGEST  # a session is no place for more


def test_nothing_is_handed_in_over_what_is_begun(desk, application):
    desk.say_all(*AREAS)
    typed = fields_of(desk.case("papers"), "/verdict/") | {"verdict": "return", "reason": "第 2 篇缺", "go": "work"}
    desk.client.post(url("verdict", application.pk), typed)
    reason = "“论文”写了一半，请先【保存，下一项】或【清除】。"
    assert reason_beside(desk.case(), "提交审批结果") == reason
    forced = desk.hand_in()
    assert (forced.status_code, reason in text_of(forced), state_of(application)) == (403, True, "审查中")
    clear = fields_of(desk.case("papers"), "/verdict/") | {"do": "clear"}
    assert desk.client.post(url("verdict", application.pk), clear).status_code == 302
    desk.say("papers")
    unsaved = {
        "verdict": "return",
        "reason": "还缺封面",
        "area": "work",
    }  # the script takes it along from the form beside
    assert (desk.hand_in(**unsaved).status_code, application.run.open_step().order) == (403, 1)
    assert fields_of(desk.case("work"), "/verdict/")["reason"] == "还缺封面"


def test_only_a_desk_that_saw_an_earlier_round_gets_marks_against_it(application, city):
    first, leader = Desk(application), Desk(application, is_leader=True)
    first.case()
    returned(application)
    application.refresh_from_db()
    application.speciality = "结构工程"
    actions.save_application(by=seat_of(application.person), application=application)
    handed_in_again(application)
    assert "第 2 轮，1 项有修改" in text_of(first.case("application"))
    pass_here(application)
    page = leader.case("application")
    assert (page.context["compared"], page.context["changed"], page.context["panel"].changed) == (False, 0, 0)
    assert "第 2 轮" in text_of(page)
    returned(application)
    handed_in_again(application)
    pass_here(application)
    assert leader.case("application").context["changed"] == 0  # the same as in the round it saw
    assert "第 3 轮，0 项有修改" in text_of(leader.case("application"))


def test_the_record_says_what_a_round_was_for(application):
    by = returned(application)
    handed_in_again(application)
    entries = Case.load(application, by).timeline()
    again = next(entry for entry in entries if entry.round == 2 and entry.result == "提交")
    closed = application.run.steps.get(round=1, result="return").closed_at
    assert again.facts.startswith("第 2 轮；更正 ")
    assert f"{application.unit} · 经办人 {timezone.localdate(closed)} 退回修改的内容" in again.facts
    ahead = next(entry for entry in entries if entry.result == "未到")
    assert ahead.facts == "第 2 轮"  # and nothing after it
    page = client_of(application.person.account).get(url("application", application.pk))
    assert "退回修改的内容" in text_of(page)


def test_passed_is_said_at_the_end_only_and_before_it_where_it_went(desk, application, city):
    desk.say_all(*AREAS, papers=("pass", "检索页已核对"))
    done = desk.hand_in()
    assert messages_of(desk.client, done) == [f"{application}：已送 {application.unit} · 负责人。"]
    leader = Desk(application, is_leader=True)
    words = f"通过 {application.unit} · 经办人 {desk.account.name}"
    assert words in text_of(leader.case("papers"))
    assert "检索页已核对" in text_of(leader.case("papers"))
    assert "检索页已核对" not in text_of(leader.case("work"))
    while application.run.open_step().unit != city or application.run.open_step().role != "leader":
        pass_here(application)
    last = Desk(application, unit=city, is_leader=True)
    last.say_all(*AREAS)
    assert messages_of(last.client, last.hand_in()) == [f"{application}：已送 市中级评委会，待评审。"]
    assert state_of(application) == "待评审"
    assert "待评审" in text_of(last.case())


def test_all_heads_what_is_left_and_how_it_ended(desk, application):
    submitted(application.unit, committee=application.committee, planned=0)
    desk.say_all(*AREAS)
    desk.hand_in()
    (waiting,) = table_of(desk.client.get(url("handler")))
    assert (waiting["待审内容"], "结果" in waiting) == ("全部", False)
    (done,) = table_of(desk.client.get(url("handler"), {"tab": "done"}))
    assert (done["结果"], "待审内容" in done) == ("通过", False)
    rows = table_of(desk.client.get(url("handler"), {"tab": "all"}))
    assert sorted((row["待审内容"], row["结果"]) for row in rows) == [("—", "通过"), ("全部", "待审")]


def test_a_closed_button_says_why_below_itself_and_names_no_reviewer_to_an_applicant(desk, application):
    desk.case()
    page = client_of(application.person.account).get(url("application", application.pk))
    reason = reason_beside(page, "撤销申报")
    assert reason == f"{application.unit} · 经办人 已经打开审查，不能撤销。"
    closed = html_of(page).xpath('//*[@aria-disabled="true"]')
    assert all(each.get("tabindex") == "0" and not each.get("title") for each in closed)
    assert desk.account.name not in text_of(page)


def test_an_office_without_a_named_administrator_signs_as_the_unit(city):
    application = awaiting(UnitFactory(parent=city), committee=CommitteeFactory(host=city))
    office = seat_for(AccountFactory(unit=city, kind=AccountKind.UNIT_ADMIN, login_name=city.code, name=""))
    actions.accept(by=office, application=application)
    application.refresh_from_db()
    assert (application.accepted_by_name, office.signature) == ("洛阳市职改办", "洛阳市职改办")
    assert seat_of(application.person).signature == application.person.name
