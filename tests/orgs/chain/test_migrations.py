"""Runs that were under way when areas began to be frozen."""

import pytest

from orgs.chain import engine
from orgs.chain.case import Case
from orgs.chain.words import Role, Verdict
from orgs.models import ChainRun, ChainStep, Kind
from tests.climber.models import Letter, Note
from tests.factories.orgs import handler, leader, line_of_six
from tests.migrating import to_now, up_again

BEFORE = ("orgs", "0002_account_unit_kind")


@pytest.fixture
def back(transactional_db):
    with up_again(BEFORE) as back:
        yield back


def test_runs_under_way_get_their_areas_and_what_is_left(back):
    six = line_of_six()
    letter = Letter.objects.create(unit=six[Kind.EMPLOYER], host=six[Kind.PROVINCE], series="05", text="一", files="甲")
    ended = Letter.objects.create(unit=six[Kind.EMPLOYER], host=six[Kind.PROVINCE], series="05", text="一", files="甲")
    note = Note.objects.create(unit=six[Kind.EMPLOYER])
    for one in (letter, ended):
        engine.start(one, by=handler(six[Kind.EMPLOYER]))
    engine.start(note, by=leader(six[Kind.EMPLOYER]), handed_in_as=Role.LEADER)
    only_text = handler(six[Kind.EMPLOYER], pairs=[("05", "text")])
    for one, verdict in ((letter, Verdict.PASS), (ended, Verdict.RETURN)):
        by = only_text if one is letter else handler(six[Kind.EMPLOYER])
        engine.save_draft(one, by=by, step_id=one.run.open_step().pk, area="text", verdict=verdict, reason="理由")
        if one is ended:
            engine.save_draft(one, by=by, step_id=one.run.open_step().pk, area="files", verdict=Verdict.PASS)
        engine.hand_in_verdicts(one, by=by, step_id=one.run.open_step().pk)
    old = back()
    assert set(old.get_model("orgs", "ChainRun").objects.values_list("judged_whole", flat=True)) == {True}
    old.get_model("orgs", "ChainRun").objects.exclude(pk=note.run_id).update(judged_whole=False)
    to_now()
    areas = {run.pk: [area["key"] for area in run.areas] for run in ChainRun.objects.all()}
    assert areas == {letter.run_id: ["files", "text"], ended.run_id: ["files", "text"], note.run_id: ["all"]}
    left = ChainStep.objects.exclude(open_areas="").values_list("run", "open_areas")
    assert dict(left) == {letter.run_id: "|files|", note.run_id: "|all|"}
    judge = handler(six[Kind.EMPLOYER])
    assert Case.load(Letter.objects.get(pk=letter.pk), judge).to_judge == ["files"]
