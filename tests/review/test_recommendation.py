"""指标 follows the 推荐: who takes a place, who keeps it, who gives it back; 不推荐, 放弃申报, and a 未通过 that is taken back."""

from datetime import timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from orgs.actions import disable_unit, enable_unit
from orgs.chain import engine
from orgs.chain.case import Case
from orgs.chain.inbox import steps_of
from orgs.chain.words import Role, Verdict
from orgs.models import AuditEvent, ChainStep, Kind, Unit
from personnel.actions.transfers import answer_transfer, ask_transfer
from plans.models import QuotaEntry, QuotaLine
from review import actions
from review.access import has_not_applied_anew
from review.models import Application
from review.precheck import check_application, stops
from tests.factories.files import pdf_upload
from tests.factories.orgs import UnitFactory, admin_seat, handler, leader, province, seat, system_seat
from tests.factories.personnel import title
from tests.factories.plans import first_come, passed_plan
from tests.factories.review import (
    CommitteeFactory,
    draft_application,
    failed,
    pass_here,
    returned,
    seat_of,
    submitted,
)
from titleplatform.kit.access import why_not
from titleplatform.kit.refusals import Refused, Stale
from titleplatform.kit.uploads import FileRule, checked

pytestmark = pytest.mark.django_db


@pytest.fixture
def employer():
    return UnitFactory(parent=UnitFactory(kind=Kind.CITY, parent=province()))


def used(name="高级工程师"):
    """How many places of the title are taken."""
    return QuotaLine.objects.get(title__name=name).balance.used


def step_id(application):
    return application.run.open_step().pk


def at_leader(unit, **kwargs):
    """An application that its unit's 经办人 has passed."""
    application = submitted(unit, **kwargs)
    pass_here(application)
    return Application.objects.get(pk=application.pk)


def submit(application):
    actions.submit_application(by=seat_of(application.person), application=application, promised=True)
    application.refresh_from_db()


def decline(application, by, reason="名额有限", about=None):
    actions.not_recommend(by=by, application=application, step_id=about or step_id(application), reason=reason)
    application.refresh_from_db()


def test_more_apply_than_there_are_places_and_the_leader_chooses(employer):
    committee = CommitteeFactory(host=employer.superior)
    first, second = (
        at_leader(employer, committee=committee, planned=1),
        at_leader(employer, committee=committee, planned=0),
    )
    assert (first.state, second.state, used()) == ("in_review", "in_review", 0)
    by = leader(employer)
    actions.pass_everything(by=by, application=second, step_id=step_id(second))
    assert (used(), second.run.place) == (1, f"{employer.superior} · 经办人")
    reason = f"{employer} 2026 年度“高级工程师”指标 1，已占用 1，剩余 0，没有空余的指标。不能推荐，可以【不推荐】。"
    case = Case.load(first, by)
    assert {option.verdict: option.reason for option in case.options} == {
        Verdict.PASS: reason,
        Verdict.RETURN: "",
        Verdict.FAIL: "",
    }
    assert why_not("review.pass_case", by, case) == reason
    with pytest.raises(Refused, match=reason):
        actions.pass_everything(by=by, application=first, step_id=step_id(first))
    first.refresh_from_db()
    assert (first.run.place, first.run.open_step().verdicts.count()) == (f"{employer} · 负责人", 0)
    actions.undo_pass(by=by, application=second, step_id=step_id(second))
    assert used() == 0
    actions.pass_everything(by=by, application=first, step_id=step_id(first))
    assert (used(), QuotaEntry.objects.get(kind="reserved", run=first.run).by) == (1, by.account)


def test_a_return_keeps_the_place_and_the_next_round_takes_no_second(employer):
    application = at_leader(employer)
    pass_here(application)
    returned(application)
    assert (application.state_label, used()) == ("退回修改", 1)
    submit(application)
    for _ in range(2):
        pass_here(application)
    assert (used(), application.run.place) == (1, f"{employer.superior} · 经办人")
    while application.state == "in_review":
        pass_here(application)
    assert [used(), QuotaLine.objects.get().balance.passed] == [1, 0]  # the result uses it up


def test_another_title_after_a_return_frees_the_old_place(employer):
    passed_plan(employer, name="另一份计划", rows=[("正高级工程师", 20, 2, 1)])
    application = at_leader(employer)
    pass_here(application)
    returned(application)
    application.title = title("正高级工程师")
    actions.save_application(by=seat_of(application.person), application=application)
    assert (application.level, used(), used("正高级工程师")) == ("full_senior", 1, 0)  # until it is handed in
    submit(application)
    assert (used(), used("正高级工程师")) == (0, 0)
    for _ in range(2):
        pass_here(application)
    assert (used(), used("正高级工程师")) == (0, 1)


def test_first_come_another_title_after_a_return_frees_the_old_place_at_once(employer):
    first_come()
    passed_plan(employer, name="另一份计划", rows=[("正高级工程师", 20, 2, 1)])
    application = submitted(employer)
    assert used() == 1
    pass_here(application)
    pass_here(application)
    by = leader(employer)
    returned(application)
    application.title = title("正高级工程师")
    actions.save_application(by=seat_of(application.person), application=application)
    submit(application)
    assert (used(), used("正高级工程师")) == (0, 1)
    pass_here(application)
    actions.pass_everything(by=by, application=application, step_id=step_id(application))
    actions.undo_pass(by=by, application=application, step_id=step_id(application))
    assert used("正高级工程师") == 1  # taken by the applicant's 提交, so no undo frees it


def test_not_recommended_by_any_leader_while_areas_are_open(employer):
    application = at_leader(employer)
    papers, books = (seat(employer, Role.LEADER, pairs=[("05", area)]) for area in ("papers", "books"))
    for by, area in ((papers, "papers"), (books, "books")):
        engine.save_draft(application, by=by, step_id=step_id(application), area=area, verdict=Verdict.PASS)
    engine.hand_in_verdicts(application, by=papers, step_id=step_id(application))
    here = application.run.open_step()
    for by in (handler(employer), leader(employer.superior), admin_seat(employer)):
        with pytest.raises(Refused):
            decline(application, by)
    with pytest.raises(Refused, match="请写明理由"):
        decline(application, books, reason=" ")
    with pytest.raises(Refused, match="不在您的审查权限内"):
        decline(application, seat(employer, Role.LEADER, pairs=[("06", "papers")]))
    decline(application, books, reason="本年度推荐他人")
    run, step = application.run, ChainStep.objects.get(pk=here.pk)
    assert (application.state_label, run.place, run.is_open) == ("未推荐", "", False)
    assert (step.result, step.opinion, step.closed_by) == ("declined", "本年度推荐他人", books.account)
    assert {each.area: each.counted for each in step.verdicts.all()} == {"papers": True}
    assert not run.steps.filter(status="ahead").exists()
    last = Case.load(application, seat_of(application.person)).timeline(names=False)[-1]
    assert (last.unit, last.desk, last.result, last.who, last.opinion) == (
        str(employer),
        "负责人",
        "不推荐",
        "",
        "本年度推荐他人",
    )
    assert AuditEvent.objects.filter(verb="不推荐", subject_id=str(application.pk)).count() == 1
    with pytest.raises(Refused, match="作出“不推荐”"):
        decline(application, leader(employer), about=here.pk)


def test_the_same_person_decides_at_one_desk_of_a_round_only(employer):
    both = seat(employer, Role.HANDLER, Role.LEADER)
    application = submitted(employer)
    actions.pass_everything(by=both, application=application, step_id=step_id(application))
    with pytest.raises(Refused, match="以经办人身份处理过"):
        decline(application, both)
    author = returned(application)  # the leader who returned it may say it of the returned one
    with pytest.raises(Refused, match="以经办人身份处理过"):
        decline(application, both, about=application.run.steps.get(result="return").pk)
    decline(application, author, about=application.run.steps.get(result="return").pk)
    assert application.state_label == "未推荐"


def test_not_recommended_while_returned_frees_the_place_and_the_person(employer):
    application = at_leader(employer)
    pass_here(application)
    by, away = leader(employer), admin_seat(UnitFactory(parent=employer.superior))
    with pytest.raises(Refused, match=r"现在在 .* · 经办人。只在本单位负责人审查时，或退回修改期间"):
        decline(application, by)
    returned(application)
    back = application.run.steps.get(result="return")
    with pytest.raises(Stale):
        decline(application, by, about=back.pk + 1000)
    decline(application, by, about=back.pk)
    assert (application.state_label, application.run.is_open, used()) == ("未推荐", False, 0)
    steps = list(application.run.steps.order_by("round", "order").values_list("role", "result"))
    assert steps[-2:] == [("handler", "return"), ("leader", "declined")]
    (row,) = steps_of(by, Role.LEADER, "done")  # one row a case, its latest
    assert row.result == "declined"
    owner, account = seat_of(application.person), application.person.account
    again = Application(year=2026, title=application.title, speciality="结构", committee=application.committee)
    actions.delete_application(by=owner, application=actions.save_application(by=owner, application=again))
    proof = checked(pdf_upload("调令.pdf", pages=2), FileRule())
    transfer = ask_transfer(by=away, id_number=account.id_number, name=account.name, reason="调动", proof=proof)
    answer_transfer(by=admin_seat(employer), transfer=transfer, agree=True)
    assert Application.objects.get().person.unit == away.unit


def test_given_up_by_its_owner_while_returned(employer):
    application = at_leader(employer)
    owner = seat_of(application.person)
    pass_here(application)
    with pytest.raises(Refused, match="状态为“审查中”，只有退回修改的可以放弃"):
        actions.give_up_application(by=owner, application=application)
    returned(application)
    for by in (leader(employer), seat_of(draft_application(employer, planned=0).person)):
        with pytest.raises(Refused):
            actions.give_up_application(by=by, application=application)
    actions.give_up_application(by=owner, application=application)
    application.refresh_from_db()
    assert (application.state_label, application.run.is_open, used()) == ("视为放弃", False, 0)
    assert Case.load(application, owner).timeline(names=False)[-1].result == "放弃申报"
    with pytest.raises(Refused):
        actions.give_up_application(by=owner, application=application)
    with pytest.raises(Refused):
        submit(application)
    again = Application(year=2026, title=application.title, speciality="结构", committee=application.committee)
    submit(actions.save_application(by=owner, application=again))
    assert Application.objects.get(pk=again.pk).state == "in_review"


def test_after_a_failure_no_second_attempt_at_the_level(employer):
    """Of whatever series; another level is another attempt."""
    application = submitted(employer)
    failed(application)
    owner = seat_of(application.person)

    def attempt(name):
        made = Application(year=2026, title=title(name), speciality="结构", committee=application.committee)
        return actions.save_application(by=owner, application=made)

    said = "2026 年度申报的“高级工程师”（副高级）未通过，本年度不能再申报副高级职称。"
    for name in ("高级工程师", "副教授"):
        with pytest.raises(ValidationError, match=said):
            attempt(name)
    other = attempt("正高级工程师")
    assert other.level == "full_senior"
    other.title = title("副教授")
    assert said in [finding.text for finding in stops(check_application(other, other.freeze()))]
    with pytest.raises(ValidationError, match=said):
        actions.save_application(by=owner, application=other)
    with pytest.raises(IntegrityError), transaction.atomic():
        Application.objects.filter(pk=other.pk).update(level="deputy_senior")
    committee = CommitteeFactory(year=2027)
    next_year = Application(year=2027, title=application.title, speciality="结构", committee=committee)
    assert actions.save_application(by=owner, application=next_year).pk


def test_a_failure_is_taken_back_by_its_author(employer):
    application = at_leader(employer)
    pass_here(application)
    author = failed(application)
    said_at = application.run.steps.get(result="fail")
    assert (application.state_label, used()) == ("未通过", 0)
    colleague = handler(employer.superior)
    with pytest.raises(Refused, match=f"由 .*{author.account.name}.* 作出，只有本人可以撤回"):
        actions.reopen_application(by=colleague, application=application, step_id=said_at.pk)
    with pytest.raises(Stale):
        actions.reopen_application(by=author, application=application, step_id=said_at.pk + 1000)
    actions.reopen_application(by=author, application=application, step_id=said_at.pk)
    application.refresh_from_db()
    step = application.run.open_step()
    assert (step.pk, application.state_label, application.run.is_open, used()) == (said_at.pk, "审查中", True, 1)
    assert {each.counted for each in step.verdicts.all()} == {False}
    ahead = list(application.run.steps.filter(status="ahead").values_list("unit", "role"))
    assert ahead[0] == (employer.superior.pk, "leader")
    assert ahead[-1] == (province().pk, "leader")
    assert AuditEvent.objects.filter(verb="撤回未通过").count() == 1
    engine.save_draft(application, by=author, step_id=step.pk, area="papers", verdict=Verdict.PASS)
    actions.hand_in_verdicts(by=author, application=application, step_id=step.pk)
    while application.state == "in_review":
        pass_here(application)
    assert (application.state_label, used(), QuotaLine.objects.get().balance.passed) == ("待评审", 1, 0)


def test_a_failure_taken_back_leaves_out_what_closed_meanwhile_but_not_the_desk_that_said_it(employer):
    """A desk between is skipped; at a closed unit nobody could decide again."""
    by, department = system_seat(), UnitFactory(kind=Kind.DEPARTMENT, parent=employer.superior)
    employer = UnitFactory(parent=department)
    application = submitted(employer, planned=1)
    author = failed(application)
    step = application.run.steps.get(result="fail")
    close = partial(disable_unit, by=by, skip="机构改革")
    close(unit=department)
    close(unit=Unit.objects.get(pk=employer.pk))
    with pytest.raises(Refused, match=f"必经的单位“{employer}”已停用"):
        actions.reopen_application(by=author, application=application, step_id=step.pk)
    enable_unit(by=by, unit=Unit.objects.get(pk=employer.pk))
    actions.reopen_application(by=author, application=Application.objects.get(pk=application.pk), step_id=step.pk)
    run = Application.objects.get(pk=application.pk).run
    assert str(run.open_step()) == f"{employer} · 经办人"
    ahead = [(str(each.unit), each.result) for each in run.steps.filter(order__gt=1)]
    assert ahead[:5] == [
        (str(employer), ""),
        *[(str(department), "skipped")] * 2,
        *[(str(department.superior), "")] * 2,
    ]


def test_a_failure_of_a_desk_between_stays_where_its_unit_is_closed(employer):
    department = UnitFactory(kind=Kind.DEPARTMENT, parent=employer.superior)
    employer = UnitFactory(parent=department)
    application = at_leader(employer, planned=1)
    pass_here(application)
    author = failed(application)
    step = application.run.steps.get(result="fail")
    disable_unit(by=system_seat(), unit=department)
    with pytest.raises(Refused, match=f"“{department}”已停用"):
        actions.reopen_application(by=author, application=application, step_id=step.pk)
    assert Application.objects.get(pk=application.pk).state_label == "未通过"


def test_a_failure_before_the_recommendation_held_no_place(employer):
    application = at_leader(employer, planned=1)
    author = failed(application)
    other = at_leader(employer, planned=0)
    pass_here(other)
    assert used() == 1
    actions.reopen_application(by=author, application=application, step_id=application.run.steps.get(result="fail").pk)
    assert used() == 1


def test_a_failure_stays_where_the_place_is_taken_or_the_time_is_over(employer):
    application = at_leader(employer, planned=1)
    pass_here(application)
    author = failed(application)
    step = application.run.steps.get(result="fail")
    ChainStep.objects.filter(pk=step.pk).update(closed_at=timezone.now() - timedelta(days=14))
    with pytest.raises(Refused, match="已超过 3 个工作日"):
        actions.reopen_application(by=author, application=application, step_id=step.pk)
    ChainStep.objects.filter(pk=step.pk).update(closed_at=step.closed_at)
    other = at_leader(employer, planned=0)
    pass_here(other)
    with pytest.raises(Refused, match="没有空余的指标"):
        actions.reopen_application(by=author, application=application, step_id=step.pk)
    application.refresh_from_db()
    assert (application.state_label, application.run.is_open) == ("未通过", False)


def test_a_failure_stays_where_the_person_has_moved_or_applied_anew(employer):
    application = submitted(employer)
    author = failed(application)
    step, owner = application.run.steps.get(result="fail"), seat_of(application.person)
    anew = Application(year=2026, title=title("正高级工程师"), speciality="结构", committee=application.committee)
    actions.save_application(by=owner, application=anew)
    with pytest.raises(Refused, match="本年度已另行申报“正高级工程师”，不能撤回"):
        actions.reopen_application(by=author, application=application, step_id=step.pk)
    actions.delete_application(by=owner, application=anew)
    assert has_not_applied_anew(author, application)
    account = application.person.account
    account.unit = UnitFactory(parent=employer.superior)
    account.save()
    application = Application.objects.get(pk=application.pk)
    with pytest.raises(Refused, match="申报人已变动到其他单位"):
        actions.reopen_application(by=author, application=application, step_id=step.pk)
