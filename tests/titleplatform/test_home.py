"""首页: what is on its way to a desk."""

import pytest
from django.urls import reverse

from experts.actions import submit_filing
from orgs.chain import engine
from orgs.chain.states import climbers
from orgs.chain.words import Verdict
from orgs.models import AccountKind, Kind
from plans.actions import decide_plan, submit_plan
from tests.climber.models import Letter
from tests.factories.experts import filing_of
from tests.factories.orgs import AccountFactory, UnitFactory, client_of, handler, leader, line_of_six, province
from tests.factories.personnel import reviewer
from tests.factories.plans import draft_plan
from tests.factories.review import CommitteeFactory, accepted, applicant, pass_here, returned, seat_of, submitted
from tests.pages import table_of, text_of

pytestmark = pytest.mark.django_db


def test_what_is_on_its_way_counts_everything_that_climbs():
    units = line_of_six()
    employer, city = units[Kind.EMPLOYER], units[Kind.CITY]
    submitted(employer, committee=CommitteeFactory(host=city))
    for name in ("一", "二"):
        submit_plan(by=handler(employer), plan=draft_plan(employer, name=name))
    for _ in range(3):
        person = applicant(employer)
        submit_filing(by=seat_of(person), filing=filing_of(person))
    letter = Letter.objects.create(unit=units[Kind.SUBUNIT], host=units[Kind.PROVINCE], series="05")
    engine.start(letter, by=handler(units[Kind.SUBUNIT]))
    client = client_of(reviewer(city, is_handler=True).account)
    page = client.get("/")
    assert coming_of(page) == {"下属单位": {"来信": 1}, "用人单位": {"职称申报": 1, "申报计划": 2, "专家申报": 3}}
    labels, lines = page.context["coming"].labels, page.context["coming"].lines
    assert list(labels) == [model.spec.label for model in climbers()]
    shown = ["现在在", *labels, *(word for kind, counts in lines for word in (kind, *(str(n) for n, _ in counts)))]
    assert " ".join(shown) in text_of(page)
    for count, address in (each for _, counts in lines for each in counts if each[0]):
        assert len(table_of(client.get(address))) == count, address
    own = client_of(reviewer(employer, is_handler=True).account).get("/")
    assert coming_of(own) == {"下属单位": {"来信": 1}}
    assert client_of(reviewer(units[Kind.SUBUNIT], is_handler=True).account).get("/").context["coming"] is None


def coming_of(page):
    """{kind of unit: {what: how many}} of 正在路上, without the noughts."""
    coming = page.context["coming"]
    return {kind: {k: n for k, (n, _) in zip(coming.labels, counts, strict=True) if n} for kind, counts in coming.lines}


def todo_of(client):
    """{label: how many} of what waits, as the page says it; each link leads to a list of exactly so many."""
    page = client.get("/")
    found = {}
    for line in page.context["todo"]:
        assert f'href="{line.url}"' in page.content.decode().replace("&amp;", "&")
        if line.count and "own_unit" not in line.url:
            assert len(table_of(client.get(line.url))) == line.count, line.label
            found[line.label] = line.count
    return found


def test_what_came_back_waits_for_whoever_must_act_and_what_was_sent_is_a_link():
    units = line_of_six()
    employer, city = units[Kind.EMPLOYER], units[Kind.CITY]
    committee = CommitteeFactory(host=city)
    back, other = (
        submitted(employer, committee=committee, planned=3),
        submitted(employer, committee=committee, planned=0),
    )
    returned(back)
    pass_here(other)
    plan = draft_plan(employer, name="补充计划")
    submit_plan(by=handler(employer), plan=plan)
    plan.refresh_from_db()
    step = plan.run.open_step()
    decide_plan(by=leader(employer), plan=plan, step_id=step.pk, verdict=Verdict.RETURN, reason="超空缺")
    own = client_of(reviewer(employer, is_handler=True).account)
    assert todo_of(own) == {"已撤回的申报计划": 1, "退回修改的申报": 1}
    lines = [line.count for line in own.get("/").context["todo"]]
    assert lines == sorted(lines, key=lambda count: not count)  # nothing to do comes last
    page = client_of(reviewer(employer, is_leader=True).account).get("/")
    (sent,) = page.context["sent"]  # the plan behind the places, passed by the 负责人
    assert (sent.state, f'<a href="{sent.url}">{sent.label}</a>' in page.content.decode()) == ("已通过", True)
    elsewhere = client_of(reviewer(units[Kind.COUNTY], is_handler=True).account)
    assert todo_of(elsewhere) == {}
    office = client_of(AccountFactory(unit=employer, kind=AccountKind.UNIT_ADMIN, login_name=employer.code))
    assert "已撤回的申报计划" not in todo_of(office)


def test_who_is_accepted_and_not_invited_waits_for_the_committees_office():
    city = UnitFactory(kind=Kind.CITY, parent=province())
    committee = CommitteeFactory(host=city)
    one = accepted(UnitFactory(parent=city), committee=committee)
    accepted(one.unit, committee=committee, planned=0)
    office = client_of(AccountFactory(unit=city, kind=AccountKind.UNIT_ADMIN, login_name=city.code))
    assert todo_of(office) == {"待登记结果": 2, "面试通知": 2}
    typed = {"interview_at": "2026-12-05T09:30", "interview_group": "第二组", "interview_place": "会议中心"}
    assert office.post(reverse("review:interview", args=[one.pk]), typed).status_code == 302
    assert todo_of(office) == {"待登记结果": 2, "面试通知": 1}


def test_a_unit_is_new_until_its_first_plan_is_handed_in():
    unit = UnitFactory(parent=province())
    client = client_of(AccountFactory(unit=unit, kind=AccountKind.UNIT_ADMIN, login_name=unit.code))
    assert "新单位准备" in text_of(client.get("/"))
    plan = draft_plan(unit)
    assert "申报计划 未提交" in text_of(client.get("/"))
    submit_plan(by=handler(unit), plan=plan)
    draft_plan(unit, name="补报")  # a later draft makes it no new unit
    assert "新单位准备" not in text_of(client.get("/"))
