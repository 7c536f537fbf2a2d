"""Committees of a year: founded and widened with the approval of the office above, carried on within its term, reachable from the units
they serve."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from orgs import actions as unit_actions
from orgs.models import DirectCounty, Kind
from orgs.states import UnitState
from review import actions, queries
from review.forms import ApplicationForm
from review.models import Application, Committee, CommitteeFiling
from review.models.committee import last_day
from review.precheck import check_application, stops
from tests.factories.files import pdf_upload
from tests.factories.orgs import (
    UnitFactory,
    admin_seat,
    client_of,
    counted_lines,
    province,
    system_seat,
    unit_with_admin,
)
from tests.factories.personnel import PersonFactory, title
from tests.factories.review import CommitteeFactory, asked, draft_application, founded, returned, seat_of, submitted
from tests.pages import error_at, fields_of, messages_of, reason_beside, table_of, text_of
from tests.parallel import in_parallel
from titleplatform.kit.refusals import Refused

pytestmark = pytest.mark.django_db
LEVELS = ("full_senior", "deputy_senior", "middle", "assistant", "clerk")
DAY = date(2026, 6, 1)


def url(name, *args):
    return reverse(f"review:{name}", args=args)


@pytest.fixture
def top():
    return unit_with_admin(kind=Kind.PROVINCE, code="410000", name="省职改办")


@pytest.fixture
def city(top):
    return unit_with_admin(kind=Kind.CITY, code="410300", name="洛阳市职改办")


@pytest.fixture
def county(city):
    return unit_with_admin(kind=Kind.COUNTY, parent=city, code="410302", name="老城区职改办")


def typed(name="老城区中级评委会", **more):
    facts = {"year": 2026, "name": name, "series": title("高级工程师").series_id, "reviews_middle": "on"}
    return facts | {"opens_on": "2026-01-01", "closes_on": "2026-12-31"} | more


def report(**more):
    facts = {"reviews_middle": "on", "serves": "410302", "valid_from": "2026-01-01", "valid_until": "2028-12-31"}
    return facts | {"document": pdf_upload("批复.pdf")} | more


def test_from_a_draft_over_a_return_to_the_approval_of_the_office_above(top, city, county):
    host, above = client_of(county.administrator), client_of(city.administrator)
    page = host.get(url("committee_add"))
    assert fields_of(page, "add/")["serves"] == "410302 老城区职改办"
    wrong = host.post(url("committee_add"), typed(serves="410302\n不存在的单位"))
    assert "没有编码或名称是“不存在的单位”的单位" in error_at(wrong, "serves")
    assert fields_of(wrong, "add/")["name"] == "老城区中级评委会"
    UnitFactory(parent=county, name="并走的学校", state=UnitState.MERGED)
    gone = host.post(url("committee_add"), typed(serves="410302\n并走的学校"))
    assert "“并走的学校”已撤并。" in error_at(gone, "serves")
    host.post(url("committee_add"), typed(serves="410302 老城区职改办"))
    committee = Committee.objects.get()
    detail = url("committee", committee.pk)
    assert (committee.state, committee.host, list(committee.serves.all())) == ("draft", county, [county])
    other = client_of(unit_with_admin(kind=Kind.CITY).administrator)
    assert (other.get(detail).status_code, table_of(other.get(url("committees")))) == (404, [])

    address = url("committee_file", committee.pk)
    lacking = host.post(address, report(document="", valid_until=""))
    assert (error_at(lacking, "document"), error_at(lacking, "valid_until")) == ("请上传备案文件。", "请填写有效期止。")
    too_long = host.post(address, report(valid_until="2029-01-01"))
    assert error_at(too_long, "valid_until") == "备案有效期最长 3 年，最晚到 2028-12-31。"
    too_short = host.post(address, report(valid_until="2026-11-30"))
    assert error_at(too_short, "valid_until") == "受理到 2026-12-31，有效期不能在此之前结束。"
    assert error_at(host.post(address, report(valid_from="9999-01-01", valid_until="9999-12-31")), "valid_from")
    assert messages_of(host, host.post(address, report())) == ["已报备，等洛阳市职改办审核。"]
    filing = CommitteeFiling.objects.get()
    line = counted_lines(queries, admin_seat(city))[0]
    assert (line.label, line.url, line.count) == ("评委会备案审核", url("filings"), 1)
    assert (counted_lines(queries, admin_seat(county))[0].count, counted_lines(queries, admin_seat(top))[0].count) == (
        0,
        0,
    )
    assert reason_beside(host.get(detail), "修改") == "正在等上级职改办备案，不能修改；可以先【撤回报备】。"
    assert host.post(address, report()).status_code == 403

    review = url("filing_review", filing.pk)
    for words in ("老城区职改办", "中级", "2026-01-01 至 2028-12-31", "批复.pdf"):
        assert words in text_of(above.get(review))
    assert above.get(url("filing_document", filing.pk))["Content-Type"] == "application/pdf"
    refused = client_of(top.administrator).post(review, {"decision": "approve"})
    assert (refused.status_code, "由洛阳市职改办审核" in text_of(refused)) == (403, True)
    assert above.post(review, {"decision": "return"}).context["form"].errors == {"reason": ["退回必须写明理由。"]}
    above.post(review, {"decision": "return", "reason": "缺专家库名单"})
    assert "已退回： 缺专家库名单" in text_of(host.get(detail))
    (line,) = [line for line in host.get("/").context["todo"] if line.label == "退回的评委会备案"]
    assert (line.count, len(table_of(host.get(line.url)))) == (1, 1)
    assert not Committee.objects.approved().exists()

    host.post(address, report())
    again = CommitteeFiling.objects.waiting().get()
    withdraw = url("filing_withdraw", again.pk)
    assert host.post(withdraw).status_code == 302
    assert Committee.objects.get().state == "draft"
    assert "该报备已撤回，不再等待审核。" in text_of(
        above.post(url("filing_review", again.pk), {"decision": "approve"})
    )
    host.post(address, report())
    last = CommitteeFiling.objects.waiting().get()
    done = above.post(url("filing_review", last.pk), {"decision": "approve"})
    assert messages_of(above, done) == ["“老城区中级评委会”已备案。"]
    committee.refresh_from_db()
    assert (committee.state, committee.valid_until, committee.filing) == ("filed", date(2028, 12, 31), last)
    assert (
        last.asked_by_name == "" or county.administrator.label in CommitteeFiling.objects.get(pk=last.pk).asked_by_name
    )
    (row,) = table_of(other.get(url("committees")))
    assert (row["评委会名称"], row["服务单位"], row["状态"]) == ("老城区中级评委会", "老城区职改办", "已备案")


def test_the_senior_levels_wait_for_the_province_which_files_its_own(top, city):
    department = UnitFactory(kind=Kind.DEPARTMENT, parent=city)
    senior = asked(founded(department, name="高级", reviews_deputy_senior=True))
    middle = asked(founded(department, name="中级"))
    direct = UnitFactory(kind=Kind.COUNTY, parent=city)
    DirectCounty.objects.create(unit=direct, valid_from=date(2020, 1, 1))  # the city has no say
    third = asked(founded(direct, name="省直管县中级"))
    assert set(CommitteeFiling.objects.waiting_for(admin_seat(top))) == {senior, third}
    assert list(CommitteeFiling.objects.waiting_for(admin_seat(city))) == [middle]
    assert (third.decided_where, third.may_be_decided_by(admin_seat(city))) == (top, False)
    with pytest.raises(Refused, match="由省职改办审核"):
        actions.approve_filing(by=admin_seat(city), filing=senior)
    actions.approve_filing(by=admin_seat(top), filing=senior)
    draft = founded(top, name="省高级", reviews_full_senior=True)
    assert client_of(top.administrator).get(url("committee", draft.pk)).status_code == 200
    own = asked(draft)
    assert (own.result, Committee.objects.get(name="省高级").state) == ("filed", "filed")
    assert list(own.committee.serves.all()) == [top]
    assert middle.committee.serves.get() == city  # a department's committee serves what the office above it is for
    with pytest.raises(Refused, match="只有职改办和省直、市直主管部门"):
        founded(UnitFactory(parent=city))


def test_widening_asks_again_while_what_was_approved_stays_and_narrowing_does_not(top, city, county):
    committee = founded(city, name="市中级", reviews_assistant=True)
    other = UnitFactory(kind=Kind.CITY, name="开封市职改办")
    actions.approve_filing(by=admin_seat(top), filing=asked(committee))
    host = client_of(city.administrator)
    change = url("committee_change", committee.pk)
    for wider in ({"reviews_clerk": "on"}, {"serves": f"410300\n{other.code}"}):
        page = host.post(change, typed("市中级", serves="410300", reviews_assistant="on") | wider)
        assert "增加级别或服务单位须【报备】" in text_of(page)
    page = host.post(change, typed("市中级", serves="410300", closes_on="2029-01-01"))
    assert "备案有效期到 2028-12-31，受理截止不能在此之后。" in error_at(page, "closes_on")
    assert host.post(change, typed("市中级", serves="410302", closes_on="2026-11-30")).status_code == 302
    committee.refresh_from_db()
    assert (committee.levels, list(committee.serves.all()), committee.state) == (["中级"], [county], "filed")

    filing = asked(committee, levels=["middle", "clerk"], units=[city, other])
    committee.refresh_from_db()
    assert (committee.state, committee.levels, committee.serves.get()) == ("widening", ["中级"], county)
    assert committee in Committee.objects.approved()
    actions.return_filing(by=admin_seat(top), filing=filing, reason="不同意")
    committee.refresh_from_db()
    assert (committee.state, committee.levels) == ("filed", ["中级"])
    filing = asked(committee, levels=["middle", "clerk"], units=[city, other])
    held = Committee.objects.get(pk=committee.pk)  # a page that was open meanwhile
    actions.approve_filing(by=admin_seat(top), filing=filing)
    committee.refresh_from_db()
    assert (committee.state, committee.levels, set(committee.serves.all())) == (
        "filed",
        ["中级", "员级"],
        {city, other},
    )
    actions.save_committee(by=admin_seat(city), committee=held, units=[city])  # narrows again, and undoes no state
    committee.refresh_from_db()
    assert (committee.state, committee.levels, committee.serves.get()) == ("filed", ["中级"], city)
    senior = asked(committee, levels=["middle", "deputy_senior"])
    assert senior.decided_where == top


def test_next_year_goes_on_under_the_same_approval_within_its_term(top, city):
    committee = founded(city, name="市中级")
    host = admin_seat(city)
    with pytest.raises(Refused, match="备案后才能沿用"):
        actions.carry_on(by=host, committee=committee, opens_on=date(2027, 3, 1), closes_on=date(2027, 9, 1))
    filing = asked(committee, valid_until=date(2028, 6, 30))
    actions.approve_filing(by=admin_seat(top), filing=filing)
    client = client_of(city.administrator)
    carry = url("committee_carry", committee.pk)
    assert fields_of(client.get(carry), "carry-on/")["closes_on"] == "2027-12-31"
    client.post(carry, {"opens_on": "2027-03-01", "closes_on": "2027-09-01"})
    second = Committee.objects.get(year=2027)
    assert (second.state, second.name, second.host, second.serves.get(), second.filing, second.valid_until) == (
        "filed",
        "市中级",
        city,
        city,
        filing,
        date(2028, 6, 30),
    )
    assert reason_beside(client.get(url("committee", committee.pk)), "沿用到下年") == "2027 年度已有该评委会。"
    late = client.post(url("committee_carry", second.pk), {"opens_on": "2028-03-01", "closes_on": "2028-09-01"})
    assert error_at(late, "closes_on") == "备案有效期到 2028-06-30，受理截止不能在此之后。"
    client.post(url("committee_carry", second.pk), {"opens_on": "2028-03-01", "closes_on": "2028-06-30"})
    third = Committee.objects.get(year=2028)
    reason = "备案有效期到 2028-06-30，2029 年度须重新【报备】。"
    assert reason_beside(client.get(url("committee", third.pk)), "沿用到下年") == reason
    assert Committee.objects.filter(name="市中级").count() == 3
    with pytest.raises(ValidationError, match="已有同名"):
        founded(top, name="市中级")
    with pytest.raises(IntegrityError), transaction.atomic():
        CommitteeFactory(host=top, name="市中级")
    assert [last_day(date(*day)).isoformat() for day in ((2026, 1, 1), (2026, 3, 15), (2024, 2, 29))] == [
        "2028-12-31",
        "2029-03-14",
        "2027-02-28",
    ]


def offered_to(unit, **state):
    """What the applicant's form offers."""
    person = PersonFactory(unit=unit)
    made = Application(title=title("高级工程师"), year=2026, person=person, unit=unit)
    form = ApplicationForm(instance=made, unit=unit)
    return [pk for pk, _ in form.fields["committee"].choices if pk]


def test_an_applicant_is_offered_what_serves_its_unit_in_one_query(top, city, county, django_assert_num_queries):
    unit, elsewhere = UnitFactory(parent=county), UnitFactory(parent=UnitFactory(kind=Kind.CITY))
    education = UnitFactory(kind=Kind.DEPARTMENT, parent=top, name="省教育厅")
    bureau = UnitFactory(kind=Kind.DEPARTMENT, parent=city, name="市教育局")
    mine = [CommitteeFactory(host=host) for host in (top, city, county, education, bureau)]
    mine.append(CommitteeFactory(host=bureau, serves=[unit]))
    CommitteeFactory(host=city, serves=[elsewhere])
    CommitteeFactory(year=2027)
    for state in ("draft", "pending", "returned"):
        CommitteeFactory(state=state)
    mine.append(CommitteeFactory(state="widening"))
    CommitteeFactory(opens_on=date(2025, 1, 1), closes_on=date(2025, 2, 1))
    CommitteeFactory(reviews_deputy_senior=False, reviews_middle=True, reviews_full_senior=False)
    assert set(offered_to(unit)) == {each.pk for each in mine}
    assert set(offered_to(elsewhere)) >= {mine[0].pk, mine[3].pk}
    assert not {mine[1].pk, mine[2].pk, mine[4].pk, mine[5].pk} & set(offered_to(elsewhere))
    person, chosen = PersonFactory(unit=unit), title("高级工程师")
    made = Application(title=chosen, year=2026, person=person, unit=unit)
    series = chosen.series
    many = [
        Committee(
            year=2026,
            name=f"评委会 {number}",
            host=city,
            series=series,
            state="filed",
            reviews_deputy_senior=True,
            opens_on=date(2026, 1, 1),
            closes_on=date(2027, 1, 1),
            valid_until=date(2028, 12, 31),
        )
        for number in range(1000)
    ]
    through = Committee.serves.through
    through.objects.bulk_create([through(committee=each, unit=city) for each in Committee.objects.bulk_create(many)])
    with django_assert_num_queries(1):
        form = ApplicationForm(instance=made, unit=unit)
        assert str(form["committee"]).count("<option") == 1000 + len(mine) + 1


def test_what_does_not_serve_the_unit_is_refused_at_the_form_in_the_action_and_when_handing_in(top, city):
    unit, other = UnitFactory(parent=city), UnitFactory(kind=Kind.CITY)
    foreign = CommitteeFactory(host=other)
    with pytest.raises(ValidationError, match="现在不受理本单位的这一申报"):
        draft_application(unit, committee=foreign, planned=3)
    application = draft_application(unit, committee=CommitteeFactory(host=city), planned=0)
    application.committee = foreign
    with pytest.raises(ValidationError, match="现在不受理"):
        actions.save_application(by=seat_of(application.person), application=application)
    application.refresh_from_db()
    handed_in = submitted(unit, committee=application.committee, planned=0)
    mended = submitted(unit, committee=application.committee, planned=0)
    returned(mended)
    unit_actions.move_unit(by=system_seat(), unit=unit, parent=other)  # before it is handed in
    application = Application.objects.get(pk=application.pk)
    found = [each.text for each in stops(check_application(application, application.freeze()))]
    assert f"{application.committee} 不服务“{unit}”" in found
    with pytest.raises(Refused, match="不服务"):
        actions.submit_application(by=seat_of(application.person), application=application, promised=True)
    kept = Application.objects.get(pk=handed_in.pk)
    assert (kept.committee, kept.state) == (application.committee, "in_review")
    mended = Application.objects.get(pk=mended.pk)  # who was returned stays with the committee it had
    assert not [each.text for each in stops(check_application(mended, mended.freeze())) if "不服务" in each.text]
    form = ApplicationForm(instance=mended, unit=mended.unit)
    assert mended.committee_id in [pk for pk, _ in form.fields["committee"].choices]
    application.committee.year = 2025
    application.committee.save(update_fields=["year"])
    found = [each.text for each in stops(check_application(application, application.freeze()))]
    assert f"{application.committee} 是 2025 年度的，申报是 2026 年度的" in found


def test_a_filing_waits_at_the_new_office_when_its_host_moves(top, city, county):
    department = UnitFactory(kind=Kind.DEPARTMENT, parent=county)
    filing = asked(founded(department))
    assert list(CommitteeFiling.objects.waiting_for(admin_seat(county))) == [filing]
    unit_actions.move_unit(by=system_seat(), unit=department, parent=city)
    assert not CommitteeFiling.objects.waiting_for(admin_seat(county)).exists()
    with pytest.raises(Refused, match="由洛阳市职改办审核"):
        actions.approve_filing(by=admin_seat(county), filing=filing)
    actions.approve_filing(by=admin_seat(city), filing=filing)
    assert Committee.objects.get().is_approved


@pytest.mark.django_db(transaction=True)
def test_a_filing_is_decided_once_and_a_year_opened_once():
    top = province()
    host = UnitFactory(kind=Kind.CITY, parent=top)
    filing, by, own = asked(founded(host)), admin_seat(top), admin_seat(host)
    verbs = [
        lambda: actions.approve_filing(by=by, filing=filing),
        lambda: actions.return_filing(by=by, filing=filing, reason="不全"),
        lambda: actions.withdraw_filing(by=own, filing=filing),
    ]
    done = in_parallel(lambda number: verbs[number % 3](), 6)
    assert [isinstance(each, Refused) for each in done].count(True) == 5
    filing = CommitteeFiling.objects.select_related("committee").get()
    assert (filing.result, filing.committee.state) in {
        ("filed", "filed"),
        ("returned", "returned"),
        ("withdrawn", "draft"),
    }
    if not filing.committee.is_approved:
        actions.approve_filing(by=by, filing=asked(filing.committee))
    window = {"opens_on": date(2027, 1, 1), "closes_on": date(2027, 12, 31)}
    carried = in_parallel(lambda _: actions.carry_on(by=own, committee=filing.committee, **window), 4)
    assert [isinstance(each, Refused) for each in carried].count(True) == 3
    made = in_parallel(lambda _: founded(host, name="同名"), 4)
    assert [isinstance(each, ValidationError) for each in made].count(True) == 3
    assert Committee.objects.filter(year=2027).count() == Committee.objects.filter(name="同名").count() == 1
