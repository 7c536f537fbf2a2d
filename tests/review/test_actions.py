"""Applications from 新增 to the committee."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from orgs.chain import engine
from orgs.chain.case import Case
from orgs.chain.engine import Outcome
from orgs.chain.words import ALL, Verdict
from orgs.models import AuditEvent, DirectCounty, Kind
from personnel.actions import reviewers
from personnel.models import DossierEntry
from personnel.seats import seat_for
from plans.models import QuotaLine
from review import actions
from review.models import Application
from review.precheck import check_application, stops
from review.prints import Form, review_form
from review.queries import hand_in_of, standing_snapshots
from tests.factories.orgs import UnitFactory, admin_seat, handler, leader, line_of_six, province
from tests.factories.personnel import reviewer, title
from tests.factories.plans import first_come
from tests.factories.review import (
    KINDS_UP,
    CommitteeFactory,
    applicant,
    draft_application,
    pass_here,
    returned,
    seat_of,
    submitted,
)
from titleplatform.kit.access import can, why_not
from titleplatform.kit.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def employer():
    return UnitFactory(parent=UnitFactory(kind=Kind.CITY, parent=province()))


def places(application):
    return list(application.run.steps.filter(role="handler", order__gt=0).values_list("unit", flat=True))


def test_six_levels_to_the_committee():
    units = line_of_six()
    application = submitted(units[Kind.SUBUNIT])
    assert places(application) == [units[kind].pk for kind in KINDS_UP]
    assert [pass_here(application) for _ in range(12)] == [Outcome.ADVANCED] * 11 + [Outcome.AWAITING]
    application.refresh_from_db()
    assert application.state_label == "待评审"
    assert (QuotaLine.objects.get().balance.used, QuotaLine.objects.get().balance.passed) == (1, 0)


def test_a_direct_county_and_a_committee_beside_the_line():
    units = line_of_six()
    DirectCounty.objects.create(unit=units[Kind.COUNTY], valid_from=date(2014, 1, 1))
    education = UnitFactory(kind=Kind.DEPARTMENT, parent=province(), name="省教育厅")
    application = submitted(units[Kind.EMPLOYER], committee=CommitteeFactory(host=education))
    assert places(application) == [units[k].pk for k in (Kind.EMPLOYER, Kind.DEPARTMENT, Kind.COUNTY)] + [education.pk]


def test_first_come_beyond_the_quota_is_refused_with_the_arithmetic(employer):
    first_come()
    first, second = draft_application(employer, planned=1), None
    second = draft_application(employer, committee=first.committee, planned=0)
    actions.submit_application(by=seat_of(first.person), application=first, promised=True)
    with pytest.raises(Refused, match="指标已用完"):
        actions.submit_application(by=seat_of(second.person), application=second, promised=True)
    second.refresh_from_db()
    assert (second.state, second.run) == ("draft", None)
    first.refresh_from_db()
    actions.take_back_application(by=seat_of(first.person), application=first)
    actions.submit_application(by=seat_of(second.person), application=second, promised=True)
    assert QuotaLine.objects.get().balance.remaining == 0


def test_stops_and_promise(employer):
    application = draft_application(employer)
    with pytest.raises(Refused, match="诚信承诺"):
        actions.submit_application(by=seat_of(application.person), application=application, promised=False)
    application.person.entries.filter(section_key="education").delete()
    found = stops(check_application(application, application.freeze()))
    assert [finding.section for finding in found] == ["education"]
    with pytest.raises(Refused, match="检查未通过"):
        actions.submit_application(by=seat_of(application.person), application=application, promised=True)


def test_one_application_a_year(employer):
    application = draft_application(employer)
    again = Application(year=2026, title=application.title, speciality="结构", committee=application.committee)
    with pytest.raises(ValidationError, match="本年度已有"):
        actions.save_application(by=seat_of(application.person), application=again)


def test_returned_and_resubmitted_with_ticks(employer):
    application = submitted(employer)
    pass_here(application)
    step, by = application.run.open_step(), leader(employer)
    for area in application.spec.area_keys:
        verdict = (Verdict.RETURN, "缺检索页") if area == "papers" else (Verdict.PASS, "")
        engine.save_draft(application, by=by, step_id=step.pk, area=area, verdict=verdict[0], reason=verdict[1])
    assert actions.hand_in_verdicts(by=by, application=application, step_id=step.pk) is Outcome.RETURNED
    application.refresh_from_db()
    assert (application.state_label, QuotaLine.objects.get().balance.used) == ("退回修改", 0)  # never recommended
    paper = application.person.entries.get(section_key="papers")
    paper.data["name"] = "改正后的题目"
    paper.save()
    actions.submit_application(by=seat_of(application.person), application=application, promised=True)
    application.refresh_from_db()
    assert (application.run.round, application.snapshots.count()) == (2, 2)
    ticked = set(application.run.open_step().verdicts.values_list("area", flat=True))
    assert ticked == set(application.spec.area_keys) - {"papers"}


def test_failing_gives_the_place_back(employer):
    first_come()
    application = submitted(employer)
    step, by = application.run.open_step(), handler(employer)
    for area in application.spec.area_keys:
        engine.save_draft(application, by=by, step_id=step.pk, area=area, verdict=Verdict.FAIL, reason="造假")
    assert actions.hand_in_verdicts(by=by, application=application, step_id=step.pk) is Outcome.FAILED
    assert QuotaLine.objects.get().balance.remaining == 2


def test_a_draft_whose_author_sits_there_no_more_is_in_nobodys_way(employer):
    """Neither at 【其余各项通过】 nor at batch 通过."""
    title()  # the catalogue, before anybody is granted any of it
    application = submitted(employer)
    step = application.run.open_step()
    gone, other = (reviewer(employer, is_handler=True) for _ in range(2))
    said = {"area": "papers", "verdict": Verdict.RETURN, "reason": "缺检索页"}
    engine.save_draft(application, by=seat_for(gone.account), step_id=step.pk, **said)
    by = seat_for(other.account)
    assert "papers" not in Case.load(application, by).without_a_word  # it is the colleague's
    reviewers.set_enabled(by=admin_seat(employer), reviewer=gone, enabled=False)
    assert Case.load(application, by).why_not_pass_all == ""
    assert actions.pass_everything(by=by, application=application, step_id=step.pk) is Outcome.ADVANCED
    assert step.verdicts.values_list("verdict", "by").get(area="papers") == (Verdict.PASS, other.account_id)


def test_visible_to(employer):
    application = submitted(employer)
    own, above, stranger = handler(employer), handler(employer.superior), handler(employer, pairs=[("06", ALL)])
    assert list(Application.objects.visible_to(own)) == [application]
    assert list(Application.objects.visible_to(above)) == []
    assert list(Application.objects.visible_to(stranger)) == []
    assert list(Application.objects.visible_to(admin_seat(employer.superior))) == [application]
    assert list(Application.objects.visible_to(admin_seat(UnitFactory()))) == []
    assert list(Application.objects.visible_to(seat_of(applicant(employer)))) == []
    assert list(Application.objects.visible_to(seat_of(application.person))) == [application]


def test_the_submitted_round_and_its_print_never_change(employer):
    application = submitted(employer)
    before = application.snapshots.get().data
    owner = seat_of(application.person)
    printed = review_form(by=owner, application=application)
    form = Form(application, before, hand_in_of(application, 1), number=application.person.account.id_number)
    cover = dict(form.context()["cover"])
    assert (cover["姓名"], cover["现任职称"]) == ("李志远", application.person.current_title)
    content = printed.file.open().read()
    assert content.startswith(b"%PDF-")
    for row in DossierEntry.objects.filter(person=application.person):
        row.data = dict.fromkeys(row.data, "改")
        row.save()
        row.attachments.all().delete()
    application.person.account.name = "改名"
    application.person.account.save()
    application = Application.objects.get(pk=application.pk)
    assert application.snapshots.get().data == before
    assert review_form(by=owner, application=application) == printed
    assert form.pdf() == content
    pass_here(application)
    assert review_form(by=owner, application=application).mark != printed.mark


def test_interview_by_the_host_only(employer):
    application = submitted(employer)
    host = admin_seat(province())
    with pytest.raises(Refused, match="只有待评审的可以操作"):
        actions.set_interview(by=host, application=application)
    while application.state == "in_review":
        pass_here(application)
    with pytest.raises(Refused, match="请先【受理】"):
        actions.set_interview(by=host, application=application)
    actions.accept(by=host, application=application)
    with pytest.raises(Refused, match="组建单位"):
        actions.set_interview(by=admin_seat(employer), application=application)
    application.interview_group = "第二组"
    actions.set_interview(by=host, application=application)
    assert Application.objects.get().interview_group == "第二组"
    assert AuditEvent.objects.filter(verb="面试通知").count() == 1


def test_a_withdrawn_resubmission_keeps_its_corrections_and_its_place(employer):
    first_come()
    application = submitted(employer)
    owner = seat_of(application.person)
    returned(application)
    before = standing_snapshots(application).get()
    actions.submit_application(by=owner, application=application, promised=True)
    actions.take_back_application(by=owner, application=application)
    application.refresh_from_db()
    assert (application.state_label, QuotaLine.objects.get().balance.used) == ("退回修改", 1)
    assert [each[:3] for each in Case.load(application, None).corrections] == [("papers", "论文", "缺检索页")]
    assert list(standing_snapshots(application)) == [before]  # what nobody opened is no round to compare with
    actions.submit_application(by=owner, application=application, promised=True)
    assert [each.round for each in standing_snapshots(application)] == [3, 1]
    assert QuotaLine.objects.get().balance.used == 1


def test_a_withdrawn_application_has_nothing_to_print(employer):
    application = submitted(employer)
    owner = seat_of(application.person)
    assert can("review.print_form", owner, application)
    actions.take_back_application(by=owner, application=application)
    application.refresh_from_db()
    for by in (owner, admin_seat(employer)):
        assert "没有可以打印的评审表" in why_not("review.print_form", by, application)
