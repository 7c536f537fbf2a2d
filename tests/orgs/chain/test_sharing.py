"""Reviewers who share a desk: areas, drafts, who is to do it."""

from dataclasses import replace

import pytest

from orgs.chain import engine, inbox
from orgs.chain.engine import Outcome
from orgs.chain.words import ALL, Role, Verdict
from orgs.models import AreaVerdict, AuditEvent, Kind
from tests.climber.models import Letter
from tests.factories.climbs import judge, open_id
from tests.factories.orgs import handler, leader
from titleplatform.kit.refusals import Refused, Stale

pytestmark = pytest.mark.django_db
PASS, RETURN, FAIL = Verdict.PASS, Verdict.RETURN, Verdict.FAIL


def test_two_reviewers_share_the_areas(letter, six):
    unit = six[Kind.SUBUNIT]
    text, files = handler(unit, pairs=[("05", "text")]), handler(unit, pairs=[(ALL, "files")])
    stranger = handler(unit, pairs=[("06", ALL)])
    assert list(inbox.waiting_for(stranger)) == []
    with pytest.raises(Refused, match="审查权限"):
        engine.save_draft(letter, by=text, step_id=open_id(letter), area="files", verdict=PASS)
    assert judge(letter, text) is Outcome.WAITING
    assert list(inbox.waiting_for(text)) == []
    assert inbox.waiting_for(files).count() == 1
    assert judge(letter, files) is Outcome.ADVANCED
    assert letter.run.current_role == Role.LEADER


def test_handing_in_names_the_areas_still_missing(letter, six):
    by = handler(six[Kind.SUBUNIT])
    engine.save_draft(letter, by=by, step_id=open_id(letter), area="text", verdict=PASS)
    with pytest.raises(Refused, match="还有 1 项待您审查：附件"):
        engine.hand_in_verdicts(letter, by=by, step_id=open_id(letter))
    with pytest.raises(Refused, match="请写明理由"):
        engine.save_draft(letter, by=by, step_id=open_id(letter), area="files", verdict=RETURN, reason="  ")
    assert letter.run.current_role == Role.HANDLER


def test_a_draft_is_its_authors_own(letter, six):
    author, colleague = handler(six[Kind.SUBUNIT]), handler(six[Kind.SUBUNIT])
    for area in ("text", "files"):
        engine.save_draft(letter, by=author, step_id=open_id(letter), area=area, verdict=PASS)
    said = f"{author.account} 已于 .* 起草“正文”的审查结论"
    with pytest.raises(Refused, match=said):
        engine.hand_in_verdicts(letter, by=colleague, step_id=open_id(letter))
    with pytest.raises(Refused, match=said):
        engine.save_draft(letter, by=colleague, step_id=open_id(letter), area="text", verdict=FAIL, reason="不行")
    with pytest.raises(Refused, match=said):
        engine.clear_draft(letter, by=colleague, step_id=open_id(letter), area="text")
    assert engine.hand_in_verdicts(letter, by=author, step_id=open_id(letter)) is Outcome.ADVANCED
    judged = AreaVerdict.objects.filter(step__run=letter.run, counted=True)
    assert set(judged.values_list("by", flat=True)) == {author.account.pk}


def test_two_who_share_all_areas_each_hand_in_their_own(letter, six):
    one, two = handler(six[Kind.SUBUNIT]), handler(six[Kind.SUBUNIT])
    step_id = open_id(letter)
    engine.save_draft(letter, by=one, step_id=step_id, area="text", verdict=PASS)
    with pytest.raises(Refused, match="还有 1 项待您审查：附件"):
        engine.hand_in_verdicts(letter, by=two, step_id=step_id)
    engine.save_draft(letter, by=two, step_id=step_id, area="files", verdict=PASS)
    assert engine.hand_in_verdicts(letter, by=two, step_id=step_id) is Outcome.WAITING
    engine.clear_draft(letter, by=one, step_id=step_id, area="text")
    with pytest.raises(Refused, match="还有 1 项待您审查：正文"):
        engine.hand_in_verdicts(letter, by=one, step_id=step_id)
    engine.save_draft(letter, by=one, step_id=step_id, area="text", verdict=PASS)
    assert engine.hand_in_verdicts(letter, by=one, step_id=step_id) is Outcome.ADVANCED


def test_a_draft_whose_author_lost_the_area_stands_in_nobodys_way(letter, six, monkeypatch):
    unit = six[Kind.SUBUNIT]
    moved, here = handler(unit), handler(unit)
    seats = {moved.account: moved}
    monkeypatch.setattr(
        Letter, "spec", replace(Letter.spec, seats_at=lambda at: [*seats.values()] if at == unit else [])
    )
    engine.save_draft(letter, by=moved, step_id=open_id(letter), area="text", verdict=RETURN, reason="看不清")
    with pytest.raises(Refused, match="起草“正文”"):
        engine.save_draft(letter, by=here, step_id=open_id(letter), area="text", verdict=PASS)
    seats[moved.account] = handler(unit, account=moved.account, pairs=[("05", "files")])
    with pytest.raises(Refused, match="还有 2 项待您审查"):  # it does not count as somebody's work either
        engine.hand_in_verdicts(letter, by=here, step_id=open_id(letter))
    assert judge(letter, here) is Outcome.ADVANCED


def test_a_case_is_assigned_to_a_colleague_who_may_judge_it(letter, six, monkeypatch):
    unit = six[Kind.SUBUNIT]
    by, colleague, stranger, above = handler(unit), handler(unit), handler(unit, pairs=[("06", ALL)]), leader(unit)
    seats = [by, colleague, stranger, above]
    monkeypatch.setattr(Letter, "spec", replace(Letter.spec, seats_at=lambda at: seats if at == unit else []))
    step = letter.run.open_step()
    engine.assign(letter, by=by, step_id=step.pk, to=colleague.account)
    for other in (stranger, above):
        with pytest.raises(Refused, match=f"{other.account} 不能审查"):
            engine.assign(letter, by=by, step_id=step.pk, to=other.account)
    with pytest.raises(Refused, match="不在您的审查权限内"):
        engine.assign(letter, by=stranger, step_id=step.pk, to=colleague.account)
    step.refresh_from_db()
    assert step.assigned_to == colleague.account
    assert AuditEvent.objects.get(verb="分配").detail["办理人"] == str(colleague.account)
    assert judge(letter, by) is Outcome.ADVANCED  # it takes no right from the others
    with pytest.raises(Stale, match="作出“通过”"):
        engine.assign(letter, by=by, step_id=step.pk, to=None)
