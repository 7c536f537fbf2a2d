"""The engine, driven by the fourth climber."""

from datetime import date
from functools import partial

import pytest
from django_fsm import TransitionNotAllowed

from orgs import tree
from orgs.chain import engine, inbox, rerouting
from orgs.chain.case import Case
from orgs.chain.engine import Outcome
from orgs.chain.states import Climbing, ClimbState
from orgs.chain.words import ALL, Role, Verdict
from orgs.models import AuditEvent, DirectCounty, Kind
from orgs.states import UnitState
from tests.climber.models import Letter, Note
from tests.factories.climbs import judge, open_id, pass_here, places
from tests.factories.orgs import UnitFactory, handler, leader, province, seat
from titleplatform.kit.refusals import Refused, Stale

pytestmark = pytest.mark.django_db
PASS, RETURN, FAIL = Verdict.PASS, Verdict.RETURN, Verdict.FAIL


def test_climbs_six_levels_to_the_end(letter, six):
    order = [Kind.SUBUNIT, Kind.EMPLOYER, Kind.DEPARTMENT, Kind.COUNTY, Kind.CITY, Kind.PROVINCE]
    assert places(letter) == [(six[kind].pk, role) for kind in order for role in Role]
    outcomes = [pass_here(letter) for _ in range(12)]
    assert outcomes == [Outcome.ADVANCED] * 11 + [Outcome.PASSED]
    letter.refresh_from_db()
    assert (letter.state, letter.run.ended_at is not None, letter.run.place) == (ClimbState.PASSED, True, "")
    assert AuditEvent.objects.filter(verb="通过", subject_id=letter.pk).count() == 12


def test_direct_county_drops_the_city_and_a_committee_beside_the_line_is_reached(six):
    education = UnitFactory(kind=Kind.DEPARTMENT, parent=province(), name="省教育厅")
    DirectCounty.objects.create(unit=six[Kind.COUNTY], valid_from=date(2014, 1, 1))
    letter = Letter.objects.create(unit=six[Kind.EMPLOYER], host=education, series="05")
    engine.start(letter, by=handler(six[Kind.EMPLOYER]))
    units = [six[Kind.EMPLOYER].pk, six[Kind.DEPARTMENT].pk, six[Kind.COUNTY].pk, education.pk]
    assert places(letter) == [(unit, role) for unit in units for role in Role]
    assert [pass_here(letter) for _ in range(8)][-1] is Outcome.PASSED


def test_a_plan_like_climber_handed_in_by_a_desk(six):
    note = Note.objects.create(unit=six[Kind.EMPLOYER])
    engine.start(note, by=handler(six[Kind.EMPLOYER]), handed_in_as=Role.HANDLER)
    assert places(note)[0] == (six[Kind.EMPLOYER].pk, Role.LEADER)
    pass_here(note)
    engine.decide(note, by=handler(six[Kind.DEPARTMENT]), step_id=open_id(note), verdict=RETURN, reason="缺盖章")
    assert (note.state_label, note.run.place) == ("已撤回", "")
    engine.start(note, by=leader(six[Kind.EMPLOYER]), handed_in_as=Role.LEADER)
    assert note.run.round == 2
    assert places(note) == [(six[k].pk, role) for k in (Kind.DEPARTMENT, Kind.CITY, Kind.PROVINCE) for role in Role]
    record = Case.load(note, leader(six[Kind.EMPLOYER])).timeline()
    assert [(e.round, e.result, e.opinion) for e in record if e.opinion] == [(1, "撤回", "缺盖章")]


def test_an_undone_decision_in_one_go_leaves_no_draft(six):
    note = Note.objects.create(unit=six[Kind.SUBUNIT])
    engine.start(note, by=leader(six[Kind.SUBUNIT]), handed_in_as=Role.LEADER)
    author, colleague = handler(six[Kind.EMPLOYER]), handler(six[Kind.EMPLOYER])
    engine.decide(note, by=author, step_id=open_id(note), verdict=PASS)
    engine.undo(note, by=author, step_id=open_id(note))
    assert engine.decide(note, by=colleague, step_id=open_id(note), verdict=PASS) is Outcome.ADVANCED


@pytest.mark.parametrize(
    ("text", "files", "outcome", "state"),
    [
        (PASS, PASS, Outcome.ADVANCED, ClimbState.IN_REVIEW),
        (PASS, RETURN, Outcome.RETURNED, ClimbState.RETURNED),
        (RETURN, FAIL, Outcome.FAILED, ClimbState.FAILED),
        (FAIL, PASS, Outcome.FAILED, ClimbState.FAILED),
    ],
)
def test_aggregation(letter, six, text, files, outcome, state):
    assert judge(letter, handler(six[Kind.SUBUNIT]), text=(text, "甲缺"), files=(files, "乙缺")) is outcome
    letter.refresh_from_db()
    assert letter.state == state


def test_unchanged_areas_come_back_ticked(letter, six):
    first = handler(six[Kind.SUBUNIT])
    judge(letter, first)
    judge(letter, leader(six[Kind.SUBUNIT]), files=(RETURN, "看不清"))
    letter.files = "乙"
    letter.save()
    engine.start(letter, by=first)
    step = letter.run.open_step()
    ticks = {v.area: v for v in step.verdicts.all()}
    assert list(ticks) == ["text"]
    assert (ticks["text"].by, ticks["text"].counted) == (first.account, False)
    second = handler(six[Kind.SUBUNIT])
    engine.save_draft(letter, by=second, step_id=step.pk, area="files", verdict=PASS)
    assert engine.hand_in_verdicts(letter, by=second, step_id=step.pk) is Outcome.ADVANCED
    # The leader passed "text" in round 1 and returned "files": only "text" is ticked for the leader too.
    assert [v.area for v in letter.run.open_step().verdicts.all()] == ["text"]


def test_a_second_decision_changes_nothing_and_says_who_did_what(letter, six):
    by, step_id = handler(six[Kind.SUBUNIT]), open_id(letter)
    judge(letter, by)
    before = list(letter.run.steps.values())
    with pytest.raises(Stale, match=f"{by.account.name} 已于 .* 作出“通过”"):
        engine.save_draft(letter, by=by, step_id=step_id, area="text", verdict=FAIL, reason="x")
    with pytest.raises(Refused, match="没有改变任何内容"):
        engine.start(letter, by=by)
    assert list(letter.run.steps.values()) == before


def test_nobody_decides_at_both_desks_unless_the_unit_allows_it(letter, six):
    both = seat(six[Kind.SUBUNIT], Role.HANDLER, Role.LEADER)
    judge(letter, both)
    with pytest.raises(Refused, match="经办人身份处理过"):
        engine.save_draft(letter, by=both, step_id=open_id(letter), area="text", verdict=PASS)
    six[Kind.SUBUNIT].allows_one_person_both_desks = True
    six[Kind.SUBUNIT].save()
    assert judge(letter, both) is Outcome.ADVANCED


def test_only_the_desk_where_it_stands_may_decide(letter, six):
    above, own_leader = handler(six[Kind.EMPLOYER]), leader(six[Kind.SUBUNIT])
    for other in (above, own_leader):
        with pytest.raises(Refused, match="不在您的环节"):
            engine.save_draft(letter, by=other, step_id=open_id(letter), area="text", verdict=PASS)
        assert {option.enabled for option in Case.load(letter, other).options} == {False}
    assert {option.enabled for option in Case.load(letter, handler(six[Kind.SUBUNIT])).options} == {True}


def test_taking_back_until_a_desk_has_opened_it(letter, six):
    owner, desk = handler(six[Kind.SUBUNIT]), handler(six[Kind.SUBUNIT])
    engine.take_back(letter, by=owner)
    assert (letter.state, letter.submitted_at, letter.run.current_unit_id) == (ClimbState.DRAFT, None, None)
    engine.start(letter, by=owner)
    assert Letter.objects.get(pk=letter.pk).submitted_at == letter.run.handed_in_at
    engine.mark_seen(Case.load(letter, desk))
    with pytest.raises(Refused, match="已经打开审查"):
        engine.take_back(letter, by=owner)
    assert letter.state == ClimbState.IN_REVIEW


def test_undoing_a_wrong_pass_until_the_next_desk_has_opened_it(letter, six):
    author, colleague, above = handler(six[Kind.SUBUNIT]), handler(six[Kind.SUBUNIT]), leader(six[Kind.SUBUNIT])
    judge(letter, author)
    with pytest.raises(Refused, match="只有本人可以撤回"):
        engine.undo(letter, by=colleague, step_id=open_id(letter))
    with pytest.raises(Stale, match="作出“通过”"):
        engine.undo(letter, by=author, step_id=letter.run.steps.get(order=1).pk)  # a page of before
    engine.undo(letter, by=author, step_id=open_id(letter))
    assert letter.run.current_role == Role.HANDLER
    assert judge(letter, author) is Outcome.ADVANCED
    engine.mark_seen(Case.load(letter, above))
    with pytest.raises(Refused, match="已经打开审查"):
        engine.undo(letter, by=author, step_id=open_id(letter))


def test_reroute_keeps_what_is_passed_and_lays_the_rest_anew(letter, six):
    pass_here(letter)
    DirectCounty.objects.create(unit=six[Kind.COUNTY], valid_from=date(2014, 1, 1))
    rerouting.reroute(letter, by=handler(six[Kind.SUBUNIT]), why="省直管县")
    kinds = [Kind.SUBUNIT, Kind.EMPLOYER, Kind.DEPARTMENT, Kind.COUNTY, Kind.PROVINCE]
    assert places(letter) == [(six[kind].pk, role) for kind in kinds for role in Role]
    assert letter.run.current_role == Role.LEADER


def test_what_has_reached_a_unit_and_what_waits(letter, six):
    own, above = handler(six[Kind.SUBUNIT]), handler(six[Kind.EMPLOYER])
    assert [step.run_id for step in inbox.waiting_for(own)] == [letter.run_id]
    assert list(inbox.reached(above)) == []
    pass_here(letter)
    pass_here(letter)
    assert list(inbox.reached(above)) == [letter.run]
    assert [step.run_id for step in inbox.steps_of(own, Role.HANDLER, "done")] == [letter.run_id]


def test_a_disabled_unit_on_the_road_is_named_before_anything_is_written(six):
    county = six[Kind.COUNTY]
    county.disable()
    county.save()
    note = Note.objects.create(unit=six[Kind.EMPLOYER])
    engine.start(note, by=handler(six[Kind.EMPLOYER]), handed_in_as=Role.HANDLER)  # notes have no county desk
    letter = Letter.objects.create(unit=six[Kind.EMPLOYER], host=six[Kind.PROVINCE], series="05")
    with pytest.raises(Refused, match=f"{county}”已停用"):
        engine.start(letter, by=handler(six[Kind.EMPLOYER]))
    letter.refresh_from_db()
    assert (letter.state, letter.run_id, county.state) == (ClimbState.DRAFT, None, UnitState.DISABLED)


def test_only_declared_areas_and_offered_verdicts(letter, six):
    by = handler(six[Kind.SUBUNIT])
    with pytest.raises(Refused, match="审查权限"):
        engine.save_draft(letter, by=by, step_id=open_id(letter), area="all", verdict=PASS)
    note = Note.objects.create(unit=six[Kind.EMPLOYER])
    engine.start(note, by=handler(six[Kind.EMPLOYER]), handed_in_as=Role.HANDLER)
    with pytest.raises(Refused, match="没有这个审查结论"):
        engine.decide(note, by=leader(six[Kind.EMPLOYER]), step_id=open_id(note), verdict=FAIL, reason="不行")
    assert not letter.run.steps.filter(verdicts__isnull=False).exists()


def test_an_area_that_counts_is_not_judged_again(letter, six):
    first, second = (
        handler(six[Kind.SUBUNIT], pairs=[("05", "text")]),
        handler(six[Kind.SUBUNIT], pairs=[(ALL, "text")]),
    )
    step_id = open_id(letter)
    judge(letter, first)
    said = f"{first.account} 已于 .* 提交“正文”审查结论“通过”"
    for by in (first, second):  # a double click, and a colleague
        with pytest.raises(Stale, match=said):
            engine.hand_in_verdicts(letter, by=by, step_id=step_id)
        with pytest.raises(Stale, match=said):
            engine.save_draft(letter, by=by, step_id=step_id, area="text", verdict=FAIL, reason="不行")
        assert {option.reason for option in Case.load(letter, by).options} == {
            "您权限内的内容都已审查，等待其他审查人员。"
        }


def test_undo_leaves_what_colleagues_handed_in(letter, six):
    unit = six[Kind.SUBUNIT]
    text, files = handler(unit, pairs=[("05", "text")]), handler(unit, pairs=[("05", "files")])
    judge(letter, text)
    judge(letter, files)
    engine.undo(letter, by=files, step_id=open_id(letter))
    step = letter.run.open_step()
    assert {v.area: v.counted for v in step.verdicts.all()} == {"text": True, "files": False}
    assert engine.hand_in_verdicts(letter, by=files, step_id=step.pk) is Outcome.ADVANCED


def test_undo_needs_the_desk_still(letter, six):
    author = handler(six[Kind.SUBUNIT])
    judge(letter, author)
    moved = seat(six[Kind.SUBUNIT], Role.LEADER, account=author.account)
    with pytest.raises(Refused, match="您已不在"):
        engine.undo(letter, by=moved, step_id=open_id(letter))
    engine.undo(letter, by=author, step_id=open_id(letter))
    assert letter.run.current_role == Role.HANDLER


def test_looking_at_what_one_has_just_passed_does_not_hinder_undo(letter, six):
    both = seat(six[Kind.SUBUNIT], Role.HANDLER, Role.LEADER)
    judge(letter, both)
    engine.mark_seen(Case.load(letter, both))
    engine.undo(letter, by=both, step_id=open_id(letter))
    assert letter.run.current_role == Role.HANDLER


def test_only_the_own_side_takes_back(letter, six):
    with pytest.raises(Refused, match="只有提交的本人或本单位"):
        engine.take_back(letter, by=handler(six[Kind.EMPLOYER]))
    engine.take_back(letter, by=handler(six[Kind.SUBUNIT]))
    assert (letter.state, letter.run.is_open) == (ClimbState.DRAFT, False)
    with pytest.raises(Refused, match="现在不在任何审查环节"):
        engine.take_back(letter, by=handler(six[Kind.SUBUNIT]))
    engine.start(letter, by=handler(six[Kind.SUBUNIT]))
    assert (letter.run.round, letter.run.is_open) == (2, True)


def test_a_withdrawn_resubmission_is_returned_again(letter, six):
    owner = handler(six[Kind.SUBUNIT])
    judge(letter, owner, text=(RETURN, "看不清"))
    engine.start(letter, by=owner)
    engine.take_back(letter, by=owner)
    assert (letter.state, letter.run.place, letter.run.is_open) == (ClimbState.RETURNED, "", True)
    engine.start(letter, by=owner)
    assert (letter.state, letter.run.round) == (ClimbState.IN_REVIEW, 3)


def test_given_up_when_not_corrected(letter, six):
    with pytest.raises(Stale):
        engine.give_up(letter)
    judge(letter, handler(six[Kind.SUBUNIT]), text=(RETURN, "看不清"))
    assert letter.run.is_open
    engine.give_up(letter)
    letter.refresh_from_db()
    assert (letter.state, letter.run.is_open) == (ClimbState.FORFEITED, False)
    with pytest.raises(Stale):
        engine.start(letter, by=handler(six[Kind.SUBUNIT]))


def test_a_returned_one_only_keeps_its_city_and_county(letter, six):
    """It stands at no desk: no step is written, and its next hand-in lays the new road."""
    judge(letter, handler(six[Kind.SUBUNIT]), text=(RETURN, "看不清"))
    before, other = list(letter.run.steps.values()), UnitFactory(kind=Kind.CITY)
    tree.move(six[Kind.DEPARTMENT], parent=other)
    rerouting.reroute(letter, by=handler(six[Kind.SUBUNIT]), why="移动")
    letter.run.refresh_from_db()
    assert list(letter.run.steps.values()) == before
    assert letter.run.road_changes == []


def test_never_handed_in(six):
    letter = Letter.objects.create(unit=six[Kind.SUBUNIT], host=six[Kind.PROVINCE], series="05")
    by = handler(six[Kind.SUBUNIT])
    for verb in (
        engine.take_back,
        partial(engine.undo, step_id=1),
        partial(rerouting.reroute, why="移动"),
        engine.give_up,
    ):
        with pytest.raises(Refused):
            verb(letter, by=by)
    with pytest.raises(Stale, match="尚未提交"):
        engine.save_draft(letter, by=by, step_id=1, area="text", verdict=PASS)
    assert Case.load(letter, by).options[0].reason == "尚未上报。"


def test_what_another_action_saved_meanwhile_is_kept(letter, six):
    mine = Letter.objects.get(pk=letter.pk)
    Letter.objects.filter(pk=letter.pk).update(text="别处改过")
    judge(mine, handler(six[Kind.SUBUNIT]), text=(RETURN, "看不清"))
    letter.refresh_from_db()
    assert (letter.text, letter.state) == ("别处改过", ClimbState.RETURNED)


STATES = {
    #             draft       in_review    returned     awaiting  passed  failed  forfeited  not_recommended
    "hand_in": ("in_review", None, "in_review", None, None, None, None, None),
    "take_back": (None, "draft", None, None, None, None, None, None),
    "take_back_again": (None, "returned", None, None, None, None, None, None),
    "send_back": (None, "returned", None, None, None, None, None, None),
    "complete": (None, "passed", None, None, None, None, None, None),
    "await_result": (None, "awaiting", None, None, None, None, None, None),
    "go_back_to_the_desk": (None, None, None, "in_review", None, None, None, None),
    "succeed": (None, None, None, "passed", None, "passed", None, None),
    "fall_short": (None, None, None, "failed", "failed", None, None, None),
    "reject": (None, "failed", None, None, None, None, None, None),
    "give_up": (None, None, "forfeited", None, None, None, None, None),
    "not_recommend": (None, "not_recommended", "not_recommended", None, None, None, None, None),
    "reopen": (None, None, None, None, None, "in_review", None, None),
}


@pytest.mark.parametrize("transition", STATES)
def test_state_table(transition):
    found = []
    for state in ClimbState:
        letter = Letter(state=state)
        try:
            getattr(letter, transition)()
        except TransitionNotAllowed:
            found.append(None)
        else:
            found.append(letter.state)
    assert tuple(found) == STATES[transition]


def test_the_table_is_complete():
    declared = {name for name in dir(Climbing) if hasattr(getattr(Climbing, name, None), "_django_fsm")}
    assert declared == set(STATES)
