"""What waits, what was done, what is on its way."""

import pytest

from orgs.chain import engine, inbox
from orgs.chain.case import Case
from orgs.chain.words import ALL, Role, Verdict
from orgs.models import Kind
from tests.climber.models import Letter, Note
from tests.factories.orgs import UnitFactory, handler, leader, line_of_six, seat

pytestmark = pytest.mark.django_db
PASS, RETURN = Verdict.PASS, Verdict.RETURN


@pytest.fixture
def six():
    return line_of_six()


@pytest.fixture
def unit(six):
    return six[Kind.EMPLOYER]


def letters(six, *series):
    made = [Letter.objects.create(unit=six[Kind.EMPLOYER], host=six[Kind.PROVINCE], series=code) for code in series]
    for letter in made:
        engine.start(letter, by=handler(six[Kind.EMPLOYER]))
    return made


def judge(letter, by, verdict=PASS):
    step = letter.run.open_step()
    for area in Case.load(letter, by).to_judge:
        engine.save_draft(letter, by=by, step_id=step.pk, area=area, verdict=verdict, reason="理由")
    return engine.hand_in_verdicts(letter, by=by, step_id=step.pk)


def runs(steps):
    return [step.run_id for step in steps]


@pytest.mark.parametrize(
    ("pairs", "seen"),
    [
        ([], []),
        ([(ALL, ALL)], [0, 1, 2]),
        ([("05", ALL)], [0, 2]),
        ([("05", "text")], [0, 2]),
        ([("05", "text"), ("06", "files")], [0, 1, 2]),
        ([(ALL, "files")], [0, 1, 2]),
        ([("07", ALL)], []),
    ],
)
def test_waiting_follows_desk_and_scope(six, unit, pairs, seen):
    made = letters(six, "05", "06", "05")
    expected = [made[number].run_id for number in seen]
    assert runs(inbox.waiting_for(handler(unit, pairs=pairs))) == expected
    # Not at another desk, another unit, or with no desk at all.
    for other in (leader(unit, pairs=pairs), handler(six[Kind.DEPARTMENT], pairs=pairs), seat(unit, pairs=pairs)):
        assert runs(inbox.waiting_for(other)) == []


def test_every_waiting_row_can_be_judged_and_no_other(six, unit):
    """The list in SQL and the rule in Python say the same, also where one person holds both desks."""
    both = seat(unit, Role.HANDLER, Role.LEADER)
    first, second, third = letters(six, "05", "05", "06")
    note = Note.objects.create(unit=unit)
    engine.start(note, by=both, handed_in_as=Role.HANDLER)
    judge(first, both)
    judge(second, handler(unit))
    part = handler(unit, pairs=[("06", "text")])
    judge(third, part)
    seats = [both, part, handler(unit), leader(unit), leader(unit, pairs=[("06", ALL)])]
    for allowed in (False, True):
        unit.allows_one_person_both_desks = allowed
        unit.save()
        for by in seats:
            by.unit.refresh_from_db()
            possible = [
                subject.run_id
                for subject in (first, second, third, note)
                if any(option.enabled for option in Case.load(subject, by).options)
            ]
            assert sorted(runs(inbox.waiting_for(by))) == sorted(possible)
    assert {first.run_id, note.run_id} <= set(runs(inbox.waiting_for(both)))


def test_tabs_show_one_row_per_submission_and_desk(six, unit):
    waiting, passed, returned = letters(six, "05", "05", "05")
    by = handler(unit)
    judge(passed, by)
    judge(returned, by, RETURN)

    def tab(name):
        return sorted(runs(inbox.steps_of(by, Role.HANDLER, name)))

    assert tab("waiting") == [waiting.run_id]
    assert tab("done") == [passed.run_id, returned.run_id]
    assert tab("returned") == [returned.run_id]
    assert tab("all") == [waiting.run_id, passed.run_id, returned.run_id]
    engine.start(returned, by=by)
    assert tab("waiting") == [waiting.run_id, returned.run_id]
    assert (tab("returned"), tab("done")) == ([], [passed.run_id])
    engine.take_back(waiting, by=by)
    assert tab("all") == [passed.run_id, returned.run_id]


def test_my_share_is_done_while_a_colleague_still_has_the_desk(six, unit):
    (letter,) = letters(six, "05")
    text, files = handler(unit, pairs=[("05", "text")]), handler(unit, pairs=[("05", "files")])
    judge(letter, text)
    assert runs(inbox.steps_of(text, Role.HANDLER, "waiting")) == []
    assert runs(inbox.steps_of(text, Role.HANDLER, "done")) == [letter.run_id]
    assert runs(inbox.steps_of(files, Role.HANDLER, "waiting")) == [letter.run_id]
    assert runs(inbox.steps_of(files, Role.HANDLER, "done")) == []


def test_reached_only_where_it_has_been_and_within_the_series(six, unit):
    (letter,) = letters(six, "05")
    above = six[Kind.DEPARTMENT]
    assert list(inbox.reached(handler(above))) == []
    judge(letter, handler(unit))
    judge(letter, leader(unit))
    assert list(inbox.reached(handler(above))) == [letter.run]
    assert list(inbox.reached(leader(above, pairs=[("05", "text")]))) == [letter.run]
    assert list(inbox.reached(leader(above, pairs=[("06", ALL)]))) == []
    assert list(inbox.reached(seat(above))) == []
    assert list(inbox.reached(handler(six[Kind.COUNTY]))) == []
    author = seat(unit, Role.LEADER, account=letter.run.steps.get(order=2).closed_by)
    engine.undo(letter, by=author, step_id=letter.run.open_step().pk)
    assert list(inbox.reached(handler(above))) == []


def test_what_was_withdrawn_before_anybody_opened_it_is_out_of_sight(six, unit):
    (letter,) = letters(six, "05")
    assert list(inbox.reached(leader(unit))) == [letter.run]
    engine.take_back(letter, by=handler(unit))
    assert list(inbox.reached(leader(unit))) == []


def test_on_the_way_and_sent(six, unit):
    city, beside = six[Kind.CITY], UnitFactory(parent=six[Kind.PROVINCE], kind=Kind.DEPARTMENT)
    first, second = letters(six, "05", "05")
    note = Note.objects.create(unit=unit)
    engine.start(note, by=leader(unit), handed_in_as=Role.LEADER)
    assert inbox.on_the_way(city) == {("employer", "letter"): 2, ("department", "note"): 1}
    assert inbox.on_the_way(six[Kind.COUNTY]) == {("employer", "letter"): 2}
    assert inbox.on_the_way(beside) == inbox.on_the_way(unit) == {}
    assert runs(inbox.sent_by(unit)) == [note.run_id]
    judge(first, handler(unit))
    judge(second, handler(unit))
    judge(second, leader(unit))
    assert runs(inbox.sent_by(unit)) == [second.run_id, note.run_id]
    assert [step.run.place for step in inbox.sent_by(unit)] == [f"{six[Kind.DEPARTMENT]} · 经办人"] * 2
    judge(second, handler(six[Kind.DEPARTMENT]), RETURN)
    assert inbox.on_the_way(city) == {("employer", "letter"): 1, ("department", "note"): 1}
    engine.start(second, by=handler(unit))
    assert runs(inbox.sent_by(unit)) == [note.run_id]


@pytest.mark.parametrize("count", [1, 3])
def test_each_list_is_one_query(six, unit, count, django_assert_num_queries):
    made = letters(six, *["05"] * count)
    by = handler(unit, pairs=[("05", "text"), ("06", ALL)])
    for read in (
        lambda: inbox.waiting_for(by),
        lambda: inbox.steps_of(by, Role.HANDLER, "done"),
        lambda: inbox.steps_of(by, None, "all"),
        lambda: inbox.reached(by),
    ):
        with django_assert_num_queries(1):
            list(read())
    with django_assert_num_queries(1):
        assert inbox.on_the_way(six[Kind.CITY]) == {("employer", "letter"): len(made)}
