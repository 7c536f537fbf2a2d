"""The tree changes under a case: moves and closings by the real actions, on the fourth climber."""

import pytest
from django.core.exceptions import ValidationError

from orgs import actions
from orgs.chain import engine, inbox
from orgs.chain.case import Case
from orgs.chain.models import StepResult
from orgs.chain.words import Role, Verdict
from orgs.models import AuditEvent, Kind, Unit
from tests.climber.models import Letter
from tests.factories.climbs import judge, open_id, pass_here, places
from tests.factories.orgs import UnitFactory, handler, leader, line_of_six, province, system_seat
from titleplatform.kit.refusals import Refused

pytestmark = pytest.mark.django_db
HANDLER, LEADER = Role
ORDER = (Kind.SUBUNIT, Kind.EMPLOYER, Kind.DEPARTMENT, Kind.COUNTY, Kind.CITY, Kind.PROVINCE)


@pytest.fixture
def six():
    return line_of_six()


@pytest.fixture
def letter(six):
    letter = Letter.objects.create(unit=six[Kind.SUBUNIT], host=province(), series="05", text="一", files="甲")
    engine.start(letter, by=handler(letter.unit))
    return letter


def fresh(thing):
    return type(thing).objects.get(pk=thing.pk)


def move(unit, parent):
    actions.move_unit(by=system_seat(), unit=fresh(unit), parent=fresh(parent))


def climb(letter, times):
    for _ in range(times):
        pass_here(letter)


def entries(letter):
    return [(entry.unit, entry.result) for entry in Case.load(fresh(letter), handler(letter.unit)).timeline()]


def test_an_open_desk_that_is_off_the_road_closes_and_its_drafts_fall_away(letter, six):
    climb(letter, 5)  # stands at the old department's 负责人
    old, step_id = six[Kind.DEPARTMENT], open_id(letter)
    drafting = leader(old)
    engine.save_draft(letter, by=drafting, step_id=step_id, area="text", verdict=Verdict.PASS)
    engine.save_draft(letter, by=drafting, step_id=step_id, area="files", verdict=Verdict.FAIL, reason="缺页")
    city = UnitFactory(kind=Kind.CITY, name="开封市职改办")
    new = UnitFactory(kind=Kind.DEPARTMENT, parent=city, name="开封市教育局")
    admin = system_seat()
    actions.move_unit(by=admin, unit=fresh(six[Kind.EMPLOYER]), parent=fresh(new))
    run = fresh(letter).run
    left = run.steps.get(pk=step_id)
    assert (left.result, left.closed_by, left.open_areas, left.verdicts.count()) == ("moved", admin.account, "", 0)
    assert (run.current_unit, run.current_role) == (new, HANDLER)
    kept = [(six[kind].pk, role) for kind in ORDER[:3] for role in Role]
    assert places(letter) == kept + [(unit.pk, role) for unit in (new, city, province()) for role in Role]
    change = run.road_changes[0]
    assert change["before"] == f"{old}（负责人） → {six[Kind.COUNTY]} → {six[Kind.CITY]} → {province()}"
    assert change["after"] == f"开封市教育局 → 开封市职改办 → {province()}"
    assert entries(letter)[6:9] == [(str(old), "转出"), ("系统管理员", "调整审批路线"), ("开封市教育局", "待审")]
    assert AuditEvent.objects.filter(verb="调整审批路线", subject_id=letter.pk).count() == 1
    # Whoever stood at the old desk decides nothing any more, whoever passed it before takes nothing back; the new desks go on.
    with pytest.raises(Refused, match="作出“转出”"):
        engine.hand_in_verdicts(fresh(letter), by=drafting, step_id=step_id)
    assert Case.load(fresh(letter), handler(old)).why_not_undo == "没有可以撤回的通过。"
    assert [step.run_id for step in inbox.waiting_for(handler(new))] == [letter.run_id]
    assert not inbox.waiting_for(drafting)
    assert letter.run_id in {run.pk for run in inbox.reached(drafting)}
    climb(letter, 6)
    assert fresh(letter).state == "passed"


def test_an_open_desk_on_the_new_road_stays_with_its_drafts(letter, six):
    climb(letter, 2)
    by, step_id = handler(six[Kind.EMPLOYER]), open_id(letter)
    engine.save_draft(letter, by=by, step_id=step_id, area="text", verdict=Verdict.PASS)
    county = UnitFactory(kind=Kind.COUNTY, parent=six[Kind.CITY])
    move(six[Kind.DEPARTMENT], county)
    run = fresh(letter).run
    assert (open_id(letter), run.current_unit) == (step_id, six[Kind.EMPLOYER])
    assert run.open_step().verdicts.count() == 1
    kinds = [six[kind] for kind in ORDER]
    kinds[3] = county
    assert places(letter) == [(unit.pk, role) for unit in kinds for role in Role]
    assert run.road_changes[0]["after"].startswith(f"{six[Kind.EMPLOYER]} → {six[Kind.DEPARTMENT]} → {county}")
    assert judge(fresh(letter), by).value == "advanced"
    # Back again: the same steps, a second line in the record.
    move(six[Kind.DEPARTMENT], six[Kind.COUNTY])
    assert places(letter) == [(six[kind].pk, role) for kind in ORDER for role in Role]
    assert len(fresh(letter).run.road_changes) == 2


def test_the_final_organ_stays_when_it_comes_to_stand_beside_the_line_or_moves_itself(six):
    host = six[Kind.COUNTY]
    letter = Letter.objects.create(unit=six[Kind.EMPLOYER], host=host, series="05", text="一")
    engine.start(letter, by=handler(letter.unit))
    other = UnitFactory(kind=Kind.COUNTY, parent=six[Kind.CITY])
    Letter.objects.filter(pk=letter.pk).update(host=province())  # the climber's own answer is not asked again
    move(six[Kind.DEPARTMENT], other)
    run = fresh(letter).run
    assert run.final_unit == host
    assert run.road_changes[0]["after"] == f"{letter.unit} → {six[Kind.DEPARTMENT]} → {other} → {host}"
    school = UnitFactory(kind=Kind.DEPARTMENT, parent=UnitFactory(kind=Kind.CITY), name="某市教育局")
    beside = Letter.objects.create(unit=six[Kind.EMPLOYER], host=school, series="05", text="一")
    engine.start(beside, by=handler(beside.unit))
    new_city = UnitFactory(kind=Kind.CITY, name="新市职改办")
    move(school, new_city)
    road = fresh(beside).run.road_changes[0]["after"]
    assert road.endswith("新市职改办 → 某市教育局")


def test_what_was_returned_is_named_where_a_unit_on_its_way_closes_and_goes_on_without_it(six):
    department, by = six[Kind.DEPARTMENT], system_seat()
    returned, above, new = [
        Letter.objects.create(unit=six[Kind.EMPLOYER], host=province(), series="05", text="一") for _ in range(3)
    ]
    for each, times in ((returned, 1), (above, 4)):
        engine.start(each, by=handler(each.unit))
        climb(each, times)
    sent_back = Verdict.RETURN, "请补材料"
    judge(returned, leader(six[Kind.EMPLOYER]), text=sent_back)
    with pytest.raises(Refused, match="选择跳过") as error:
        actions.disable_unit(by=by, unit=fresh(department))
    assert str(returned.run) in str(error.value)
    assert "下列 1 项" in str(error.value)
    actions.disable_unit(by=by, unit=fresh(department), skip="机构改革")
    reason = f"“{department}”停用：机构改革"
    assert [entry[1] for entry in entries(returned)] == ["提交", "通过", "退回修改", "跳过", "跳过"]
    judge(above, handler(six[Kind.COUNTY]), text=sent_back)  # it stood above then
    for each, said, who in ((returned, reason, by.account.name), (above, f"“{department}”已停用。", "系统")):
        engine.start(fresh(each), by=handler(each.unit))
        left_out = fresh(each).run.steps.filter(round=2, result=StepResult.SKIPPED)
        assert [(step.unit, step.opinion, step.closed_by_name) for step in left_out] == [(department, said, who)] * 2
        climb(fresh(each), 2)
        assert fresh(each).run.current_unit == six[Kind.COUNTY]
        climb(fresh(each), 6)
        assert fresh(each).state == "passed"
    with pytest.raises(Refused, match=f"必经的单位“{department}”已停用"):
        engine.start(new, by=handler(new.unit))  # for the first time


def test_a_desk_that_the_road_left_behind_is_not_opened_again_and_what_stands_off_its_road_comes_back(letter, six):
    climb(letter, 6)  # stands at the county
    old, here = six[Kind.DEPARTMENT], open_id(letter)
    passed = letter.run.steps.get(unit=old, role=LEADER)
    author = leader(old, account=passed.closed_by)
    assert Case.load(fresh(letter), author).why_not_undo == ""
    new = UnitFactory(kind=Kind.DEPARTMENT, parent=six[Kind.COUNTY], name="某县教育局")
    move(six[Kind.EMPLOYER], new)
    assert (open_id(letter), fresh(letter).run.road_changes) == (here, [])  # nothing to come has changed
    assert Case.load(fresh(letter), author).why_not_undo == "审批路线已调整，不再经过该环节，不能撤回通过。"
    with pytest.raises(Refused, match="审批路线已调整"):
        engine.undo(fresh(letter), by=author, step_id=here)
    move(six[Kind.EMPLOYER], old)
    assert Case.load(fresh(letter), author).why_not_undo == ""
    # As it was possible once: open again there, and the unit gone from its road. Whatever becomes of that unit finds it.
    engine.undo(fresh(letter), by=author, step_id=here)
    elsewhere = UnitFactory(kind=Kind.DEPARTMENT, parent=six[Kind.CITY], name="某市教育局")
    letter.run.steps.filter(unit=old).update(unit=elsewhere)
    type(letter.run).objects.update(current_unit=elsewhere)
    system = system_seat()
    beside = UnitFactory(kind=Kind.CITY, name="开封市职改办")
    assert actions.preview_move(by=system, unit=fresh(elsewhere), parent=fresh(beside))[0] == 1
    move(elsewhere, beside)
    assert (fresh(letter).run.current_unit, fresh(letter).run.open_step().role) == (old, HANDLER)
    climb(letter, 8)
    assert fresh(letter).state == "passed"


def test_a_move_over_a_closed_unit_is_refused_and_nothing_is_written(letter, six):
    closed = UnitFactory(kind=Kind.DEPARTMENT, parent=six[Kind.CITY], name="停用局")
    closed.disable()
    closed.save()
    before = list(letter.run.steps.values())
    with pytest.raises(ValidationError) as error:
        move(six[Kind.EMPLOYER], closed)
    assert "必经的单位“停用局”已停用" in str(error.value)
    assert list(letter.run.steps.values()) == before
    assert fresh(six[Kind.EMPLOYER]).parent == six[Kind.DEPARTMENT]


def test_closing_a_unit_leaves_its_desks_between_out_with_the_reason(letter, six):
    department, by = six[Kind.DEPARTMENT], system_seat()
    climb(letter, 4)  # stands at the department's 经办人
    engine.save_draft(letter, by=handler(department), step_id=open_id(letter), area="text", verdict=Verdict.PASS)
    early = Letter.objects.create(unit=six[Kind.EMPLOYER], host=province(), series="05", text="一")
    engine.start(early, by=handler(early.unit))
    for unit, words in ((six[Kind.SUBUNIT], "申报单位或终审机构"), (department, "选择跳过")):
        with pytest.raises(Refused, match=words) as error:
            actions.disable_unit(by=by, unit=fresh(unit))
        assert str(letter) in str(error.value)
    with pytest.raises(Refused, match="申报单位或终审机构"):
        actions.disable_unit(by=by, unit=fresh(six[Kind.EMPLOYER]), skip="合并")
    actions.disable_unit(by=by, unit=fresh(department), skip="机构改革")
    for each, here in ((letter, six[Kind.COUNTY]), (early, six[Kind.EMPLOYER])):
        skipped = fresh(each).run.steps.filter(unit=department)
        assert {(step.result, step.opinion, step.verdicts.count()) for step in skipped} == {
            (StepResult.SKIPPED, f"“{department}”停用：机构改革", 0)
        }
        assert fresh(each).run.current_unit == here
    assert Case.load(fresh(early), None).following.unit == six[Kind.EMPLOYER]
    climb(early, 2)
    assert fresh(early).run.current_unit == six[Kind.COUNTY]
    # Whoever passed it before the desks left out may still take that back, and a move keeps them left out.
    author = fresh(early).run.steps.get(unit=six[Kind.EMPLOYER], role=LEADER).closed_by
    Unit.objects.filter(pk=six[Kind.EMPLOYER].pk).update(allows_one_person_both_desks=True)
    back = leader(six[Kind.EMPLOYER], account=author)
    engine.undo(fresh(early), by=back, step_id=open_id(early))
    assert fresh(early).run.current_unit == six[Kind.EMPLOYER]
    county = UnitFactory(kind=Kind.COUNTY, parent=six[Kind.CITY])
    move(department, county)
    assert Case.load(fresh(early), None).following.unit == county
    engine.hand_in_verdicts(fresh(early), by=back, step_id=open_id(early))
    climb(early, 6)
    assert fresh(early).state == "passed"
    assert fresh(early).run.steps.filter(unit=department, result=StepResult.SKIPPED).count() == 2
