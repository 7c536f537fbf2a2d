"""Two people at the same instant, on real parallel connections: PostgreSQL with DATABASE_URL, otherwise an SQLite file."""

from functools import partial

import pytest

from orgs.chain import engine
from orgs.chain.case import Case
from orgs.chain.engine import Outcome
from orgs.chain.states import ClimbState
from orgs.chain.words import Role, Verdict
from orgs.models import AuditEvent, ChainRun, ChainStep, Kind
from tests.climber.models import Letter, Note
from tests.factories.orgs import handler, leader, line_of_six
from tests.parallel import in_parallel
from titleplatform.kit.refusals import Refused, Stale

pytestmark = pytest.mark.django_db(transaction=True)

FEW = [pytest.param(3, id="few"), pytest.param(200, id="many", marks=pytest.mark.prove)]
many_rounds = pytest.mark.parametrize("rounds", FEW)


@pytest.fixture
def six():
    return line_of_six()


def fresh(subject):
    """As another request would load it."""
    return type(subject).objects.get(pk=subject.pk)


def together(*calls):
    """What each call returned, or the Refused it raised, in order; any other exception is the test's failure."""
    results = in_parallel(lambda number: calls[number](), len(calls))
    for result in results:
        if isinstance(result, Exception) and not isinstance(result, Refused):
            raise result
    return results


def refusals(results):
    return [result for result in results if isinstance(result, Refused)]


def check_whole(subject):
    """Run, steps and state tell one story."""
    subject = fresh(subject)
    run = subject.run
    still_open = list(run.steps.filter(status="open"))
    if subject.state == ClimbState.IN_REVIEW:
        assert [(step.unit_id, step.role) for step in still_open] == [(run.current_unit_id, run.current_role)]
    else:
        assert (still_open, run.current_unit_id, run.current_role) == ([], None, "")
    assert ChainRun.objects.filter(**{type(subject).__name__.lower(): subject}).count() == 1
    assert run.steps.filter(order=0).count() == run.round
    return subject


@many_rounds
def test_two_first_hand_ins_make_one_run(six, rounds):
    by = [handler(six[Kind.EMPLOYER]), handler(six[Kind.EMPLOYER])]
    for _ in range(rounds):
        note = Note.objects.create(unit=six[Kind.EMPLOYER])
        runs_before = ChainRun.objects.count()
        one, two = fresh(note), fresh(note)
        results = together(
            partial(engine.start, one, by=by[0], handed_in_as=Role.HANDLER),
            partial(engine.start, two, by=by[1], handed_in_as=Role.HANDLER),
        )
        (refusal,) = refusals(results)
        note = check_whole(note)
        assert str(note.run.handed_in_by) in str(refusal)
        assert (note.run.round, ChainRun.objects.count()) == (1, runs_before + 1)
        assert AuditEvent.objects.filter(verb="上报", subject_id=note.pk).count() == 1


@many_rounds
def test_two_hand_ins_after_a_return_make_one_round(six, rounds):
    by, above = [handler(six[Kind.EMPLOYER]), handler(six[Kind.EMPLOYER])], leader(six[Kind.EMPLOYER])
    note = Note.objects.create(unit=six[Kind.EMPLOYER])
    engine.start(note, by=by[0], handed_in_as=Role.HANDLER)
    for round_number in range(1, rounds + 1):
        step = fresh(note).run.open_step()
        engine.decide(fresh(note), by=above, step_id=step.pk, verdict=Verdict.RETURN, reason="缺盖章")
        one, two = fresh(note), fresh(note)
        results = together(
            partial(engine.start, one, by=by[0], handed_in_as=Role.HANDLER),
            partial(engine.start, two, by=by[1], handed_in_as=Role.HANDLER),
        )
        assert [type(each) for each in refusals(results)] == [Stale]
        assert check_whole(note).run.round == round_number + 1


@many_rounds
def test_two_reviewers_decide_against_each_other_and_one_wins(six, rounds):
    for _ in range(rounds):
        note = Note.objects.create(unit=six[Kind.EMPLOYER])
        engine.start(note, by=handler(six[Kind.EMPLOYER]), handed_in_as=Role.HANDLER)
        step = note.run.open_step()
        passing, returning = leader(six[Kind.EMPLOYER]), leader(six[Kind.EMPLOYER])
        one, two = fresh(note), fresh(note)
        results = together(
            partial(engine.decide, one, by=passing, step_id=step.pk, verdict=Verdict.PASS),
            partial(engine.decide, two, by=returning, step_id=step.pk, verdict=Verdict.RETURN, reason="不行"),
        )
        (refusal,) = refusals(results)
        step.refresh_from_db()
        note = check_whole(note)
        assert isinstance(refusal, Stale)
        assert str(step.closed_by) in str(refusal)
        expected = {Outcome.ADVANCED: ("pass", passing), Outcome.RETURNED: ("return", returning)}
        result, winner = expected[next(each for each in results if isinstance(each, Outcome))]
        assert (step.result, step.closed_by) == (result, winner.account)
        assert note.state == (ClimbState.IN_REVIEW if result == "pass" else ClimbState.RETURNED)
        assert step.verdicts.count() == 1


@many_rounds
def test_a_double_click_decides_once(six, rounds):
    for _ in range(rounds):
        note = Note.objects.create(unit=six[Kind.EMPLOYER])
        engine.start(note, by=leader(six[Kind.EMPLOYER]), handed_in_as=Role.LEADER)
        step, by = note.run.open_step(), handler(six[Kind.DEPARTMENT])
        clicks = [fresh(note), fresh(note)]
        results = together(*(partial(engine.decide, it, by=by, step_id=step.pk, verdict=Verdict.PASS) for it in clicks))
        assert [type(each) for each in refusals(results)] == [Stale]
        assert check_whole(note).run.steps.filter(status="closed", order__gt=0).count() == 1


@many_rounds
def test_two_who_share_the_areas_hand_in_together_and_the_desk_closes_once(six, rounds):
    unit = six[Kind.EMPLOYER]
    text, files = handler(unit, pairs=[("05", "text")]), handler(unit, pairs=[("05", "files")])
    for _ in range(rounds):
        letter = Letter.objects.create(unit=unit, host=six[Kind.PROVINCE], series="05")
        engine.start(letter, by=handler(unit))
        step = letter.run.open_step()
        engine.save_draft(letter, by=text, step_id=step.pk, area="text", verdict=Verdict.PASS)
        engine.save_draft(letter, by=files, step_id=step.pk, area="files", verdict=Verdict.PASS)
        one, two = fresh(letter), fresh(letter)
        results = together(
            partial(engine.hand_in_verdicts, one, by=text, step_id=step.pk),
            partial(engine.hand_in_verdicts, two, by=files, step_id=step.pk),
        )
        assert sorted(each.value for each in results) == ["advanced", "waiting"]
        assert check_whole(letter).run.current_role == Role.LEADER
        given = {v.area: v.by for v in step.verdicts.filter(counted=True)}
        assert given == {"text": text.account, "files": files.account}


@many_rounds
def test_of_two_drafts_on_one_area_the_first_stays(six, rounds):
    unit = six[Kind.EMPLOYER]
    passing, returning = handler(unit), handler(unit)
    for _ in range(rounds):
        letter = Letter.objects.create(unit=unit, host=six[Kind.PROVINCE], series="05")
        engine.start(letter, by=handler(unit))
        step = letter.run.open_step()
        one, two = fresh(letter), fresh(letter)
        given = {"step_id": step.pk, "area": "text"}
        results = together(
            partial(engine.save_draft, one, by=passing, verdict=Verdict.PASS, **given),
            partial(engine.save_draft, two, by=returning, verdict=Verdict.RETURN, reason="看不清", **given),
        )
        (refusal,) = refusals(results)
        draft = step.verdicts.get()
        assert f"{draft.by} 已于" in str(refusal)
        assert (draft.by, draft.verdict) == (
            (returning.account, "return") if results[0] is refusal else (passing.account, "pass")
        )


@many_rounds
def test_withdrawn_or_opened_never_both(six, rounds):
    unit = six[Kind.EMPLOYER]
    owner, desk = handler(unit), handler(unit)
    for _ in range(rounds):
        letter = Letter.objects.create(unit=unit, host=six[Kind.PROVINCE], series="05")
        engine.start(letter, by=owner)
        step = letter.run.open_step()
        one, seen = fresh(letter), Case.load(fresh(letter), desk)
        results = together(partial(engine.take_back, one, by=owner), partial(engine.mark_seen, seen))
        step.refresh_from_db()
        letter = check_whole(letter)
        withdrawn = not refusals(results)
        assert (letter.state == ClimbState.DRAFT, step.seen_at is None) == (withdrawn, withdrawn)


@many_rounds
def test_undone_or_opened_never_both(six, rounds):
    unit = six[Kind.EMPLOYER]
    author, above = handler(unit), leader(unit)
    for _ in range(rounds):
        note = Note.objects.create(unit=six[Kind.SUBUNIT])
        engine.start(note, by=leader(six[Kind.SUBUNIT]), handed_in_as=Role.LEADER)
        engine.decide(note, by=author, step_id=note.run.open_step().pk, verdict=Verdict.PASS)
        step = note.run.open_step()
        one, seen = fresh(note), Case.load(fresh(note), above)
        results = together(
            partial(engine.undo, one, by=author, step_id=step.pk),
            partial(engine.mark_seen, seen),
        )
        step.refresh_from_db()
        undone = not refusals(results)
        assert (step.status == "ahead", step.seen_at is None) == (undone, undone)
        assert check_whole(note).run.current_role == (Role.HANDLER if undone else Role.LEADER)


@many_rounds
def test_undone_or_decided_further_never_both(six, rounds):
    unit = six[Kind.EMPLOYER]
    author, above = handler(unit), leader(unit)
    for _ in range(rounds):
        note = Note.objects.create(unit=six[Kind.SUBUNIT])
        engine.start(note, by=leader(six[Kind.SUBUNIT]), handed_in_as=Role.LEADER)
        engine.decide(note, by=author, step_id=note.run.open_step().pk, verdict=Verdict.PASS)
        step = note.run.open_step()
        one, two = fresh(note), fresh(note)
        results = together(
            partial(engine.undo, one, by=author, step_id=step.pk),
            partial(engine.decide, two, by=above, step_id=step.pk, verdict=Verdict.PASS),
        )
        assert len(refusals(results)) == 1
        closed = set(
            ChainStep.objects.filter(run=note.run_id, order__gt=0, status="closed").values_list("role", flat=True)
        )
        assert closed == (set() if results[1] in refusals(results) else {Role.HANDLER, Role.LEADER})
        check_whole(note)
