"""What a desk judges: the areas frozen at hand-in, 无内容, and the upper app's own reason against a pass."""

from dataclasses import replace

import pytest

from orgs.chain import engine, inbox
from orgs.chain.case import Case
from orgs.chain.engine import Outcome
from orgs.chain.states import Climbing, ClimbState
from orgs.chain.words import Area, Role, Verdict
from orgs.models import Kind
from tests.climber.models import AREAS, Letter, Note
from tests.factories.climbs import judge, open_id, pass_here
from tests.factories.orgs import handler, leader
from titleplatform.kit.refusals import Refused, Stale

pytestmark = pytest.mark.django_db
PASS, RETURN = Verdict.PASS, Verdict.RETURN


def sent(six, **said):
    letter = Letter.objects.create(unit=six[Kind.SUBUNIT], host=six[Kind.PROVINCE], series="05", **said)
    engine.start(letter, by=handler(six[Kind.SUBUNIT]))
    return letter


def test_the_areas_of_a_round_are_those_of_its_hand_in(letter, six, monkeypatch):
    """One withdrawn at a deploy is judged all the same, one declared meanwhile is not; the next hand-in takes what is declared then."""
    fewer = replace(Letter.spec, areas=lambda: (AREAS[0], Area("seal", "印章")))
    monkeypatch.setattr(Letter, "spec", fewer)
    text = handler(six[Kind.SUBUNIT], pairs=[("05", "text"), ("05", "seal")])
    assert judge(letter, text) is Outcome.WAITING
    with pytest.raises(Stale):
        engine.hand_in_verdicts(letter, by=text, step_id=open_id(letter))
    rest = handler(six[Kind.SUBUNIT], pairs=[("05", "files")])
    assert [step.run_id for step in inbox.waiting_for(rest)] == [letter.run_id]
    assert judge(letter, rest, files=(RETURN, "缺")) is Outcome.RETURNED
    assert letter.run.steps.get(order=1).opinion == "附件：缺"
    engine.start(letter, by=rest)
    assert [(area.key, area.label) for area in letter.run.frozen_areas] == [("text", "正文"), ("seal", "印章")]
    assert judge(letter, handler(six[Kind.SUBUNIT])) is Outcome.ADVANCED


def test_an_area_without_content_is_settled_when_the_desk_opens_without_anybodys_name(six):
    letter = sent(six, text="一")
    by, only_files = handler(six[Kind.SUBUNIT]), handler(six[Kind.SUBUNIT], pairs=[("05", "files")])
    assert [area.is_empty for area in letter.run.frozen_areas] == [False, True]
    assert [step.open_areas for step in inbox.waiting_for(by)] == ["|text|"]
    assert list(inbox.waiting_for(only_files)) == []
    assert judge(letter, by) is Outcome.ADVANCED
    given = letter.run.steps.get(order=1).verdicts.values_list("area", "by")
    assert list(given) == [("text", by.account.pk)]
    assert letter.run.open_step().open_areas == "|text|"  # at the next desk too


def test_an_area_without_content_may_still_be_returned(six):
    """A missing paper is a defect. Until its draft is handed in or cleared the desk waits for it."""
    letter = sent(six, text="一")
    by, only_files = (
        handler(six[Kind.SUBUNIT], pairs=[("05", "text")]),
        handler(six[Kind.SUBUNIT], pairs=[("05", "files")]),
    )
    given = {"by": only_files, "step_id": open_id(letter), "area": "files"}
    engine.save_draft(letter, **given, verdict=RETURN, reason="缺附件")
    assert [step.open_areas for step in inbox.waiting_for(only_files)] == ["|text|files|"]
    engine.clear_draft(letter, **given)
    assert list(inbox.waiting_for(only_files)) == []
    engine.save_draft(letter, **given, verdict=RETURN, reason="缺附件")
    assert judge(letter, by) is Outcome.WAITING
    assert letter.run.open_step().open_areas == "|files|"
    assert engine.hand_in_verdicts(letter, by=only_files, step_id=open_id(letter)) is Outcome.RETURNED
    assert [each[:3] for each in Case.load(letter, by).corrections] == [("files", "附件", "缺附件")]


def test_what_came_back_empty_is_no_tick(six):
    letter = sent(six, text="一", files="甲")
    judge(letter, handler(six[Kind.SUBUNIT]))
    judge(letter, leader(six[Kind.SUBUNIT]), text=(RETURN, "错字"))
    letter.files = ""
    letter.save()
    engine.start(letter, by=handler(six[Kind.SUBUNIT]))
    assert [verdict.area for verdict in letter.run.open_step().verdicts.all()] == ["text"]
    assert letter.run.open_step().open_areas == "|text|"


def test_where_nothing_has_content_somebody_must_look_all_the_same(six):
    letter = sent(six)
    assert letter.run.open_step().open_areas == "|text|files|"
    assert [area.is_empty for area in letter.run.frozen_areas] == [False, False]


def test_undo_gives_back_what_was_left(six):
    letter = sent(six, text="一")
    by = handler(six[Kind.SUBUNIT])
    judge(letter, by)
    engine.undo(letter, by=by, step_id=open_id(letter))
    assert [step.open_areas for step in inbox.waiting_for(by)] == ["|text|"]
    following = letter.run.steps.get(order=2)
    assert (following.status, following.open_areas, following.verdicts.count()) == ("ahead", "", 0)


def test_the_upper_apps_reason_stops_a_pass_and_nothing_else(six):
    letter = sent(six, text="一", files="甲", held_up="公示未满 5 个工作日。")
    by = handler(six[Kind.SUBUNIT])
    engine.save_draft(letter, by=by, step_id=open_id(letter), area="text", verdict=PASS)
    engine.save_draft(letter, by=by, step_id=open_id(letter), area="files", verdict=PASS)
    for verb in (engine.hand_in_verdicts, engine.pass_all):
        with pytest.raises(Refused, match="公示未满 5 个工作日。"):
            verb(letter, by=by, step_id=open_id(letter))
    step = letter.run.open_step()
    assert (step.order, step.open_areas, step.verdicts.filter(counted=False).count()) == (1, "|text|files|", 2)
    engine.save_draft(letter, by=by, step_id=step.pk, area="files", verdict=RETURN, reason="缺")
    with pytest.raises(Refused, match="“附件”退回修改，不能批量通过"):  # what was drafted otherwise goes its own way
        engine.pass_all(letter, by=by, step_id=step.pk)
    assert engine.hand_in_verdicts(letter, by=by, step_id=step.pk) is Outcome.RETURNED
    letter.held_up = ""
    letter.save()
    engine.start(letter, by=by)
    assert pass_here(letter) is Outcome.ADVANCED


def test_the_reason_stops_a_decision_in_one_go_too(six, monkeypatch):
    note = Note.objects.create(unit=six[Kind.SUBUNIT])
    engine.start(note, by=leader(six[Kind.SUBUNIT]), handed_in_as=Role.LEADER)
    monkeypatch.setattr(Note, "why_not_pass", lambda self, step: f"{step}：路线调整中。")
    by = handler(six[Kind.EMPLOYER])
    with pytest.raises(Refused, match=f"{six[Kind.EMPLOYER]} · 经办人：路线调整中。"):
        engine.decide(note, by=by, step_id=open_id(note), verdict=PASS)
    assert note.run.open_step().verdicts.count() == 0
    assert engine.decide(note, by=by, step_id=open_id(note), verdict=RETURN, reason="重报") is Outcome.RETURNED
    assert note.state == ClimbState.RETURNED


def test_the_default_has_nothing_against_it():
    assert Climbing.why_not_pass(Letter(), None) == ""


@pytest.mark.parametrize("rounds", [1, 3])
def test_a_case_is_read_in_three_queries_and_four_under_locks(letter, six, rounds, django_assert_num_queries):
    """Run, steps, verdicts; under locks the subject as well (and where the spec can tell, who sits at the desk: tests/queries). The rules
    ask nothing after that."""
    by = handler(six[Kind.SUBUNIT])
    for _ in range(rounds - 1):
        judge(letter, by, text=(RETURN, "错字"))
        engine.start(letter, by=by)
    letter = Letter.objects.get(pk=letter.pk)
    with django_assert_num_queries(3):
        case = Case.load(letter, by)
    with django_assert_num_queries(0):
        assert [option.reason for option in case.options] == [""] * 3
        assert case.why_not_hand_in == ("还有 2 项待您审查：正文、附件" if rounds == 1 else "还有 1 项待您审查：正文")
        assert (case.why_not_undo, case.why_not_take_back) == ("没有可以撤回的通过。", "")
        assert len(case.timeline()) == 13 + 2 * (rounds - 1)
        assert (case.was_returned, len(case.corrections)) == (rounds > 1, rounds > 1)
    with django_assert_num_queries(4):
        Case.load(letter, by, lock=True)
