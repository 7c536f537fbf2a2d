"""A unit moves with more under way than a request lays anew: the roads follow in a job, and until then no desk decides."""

import pytest
from django.urls import reverse

from orgs import actions, jobs
from orgs.actions.roads import LAID_AT_ONCE
from orgs.chain import engine
from orgs.chain.case import ROAD_DUE, Case
from orgs.chain.line import road_of_run
from orgs.chain.models import ROAD_OVERDUE, ChainRun, StepStatus
from orgs.chain.words import Verdict
from orgs.models import AuditEvent, Job, Kind, Unit
from personnel.seats import seat_for
from tests.climber.models import Letter
from tests.factories.climbs import judge, open_id, pass_here
from tests.factories.orgs import UnitFactory, admin_seat, client_of, handler, province, system_seat, todo_of
from tests.pages import messages_of, table_of, text_of
from tests.queues import NOTHING_RUNS
from titleplatform.kit.refusals import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def homes(settings):
    settings.TASKS = NOTHING_RUNS
    cities = [UnitFactory(kind=Kind.CITY, parent=province()) for _ in range(2)]
    return [UnitFactory(kind=Kind.DEPARTMENT, parent=city) for city in cities]


@pytest.fixture
def school(homes):
    return UnitFactory(parent=homes[0], name="洛阳一中")


def fresh(thing):
    return type(thing)._default_manager.get(pk=thing.pk)


def sent(unit, count, **given):
    letters = [Letter(unit=unit, host=province(), series="05", text="一", **given) for _ in range(count)]
    for letter in letters:
        letter.save()
        engine.start(letter, by=handler(unit))
    return letters


def move(unit, parent, by=None):
    return actions.move_unit(by=by or system_seat(), unit=fresh(unit), parent=fresh(parent))


def goes_over(letter, unit):
    """Does its road, as it is laid, lead over this unit?"""
    return fresh(letter).run.steps.exclude(status=StepStatus.CLOSED).filter(unit=unit).exists()


def do(job):
    jobs.run(job.pk, seat_for)
    job.refresh_from_db()
    return job.state, job.done, list(job.items.exclude(reason="").values_list("reason", flat=True))


def test_the_first_roads_are_laid_at_once_and_the_others_by_a_job(homes, school):
    *letters, passed, withdrawn, mended = sent(school, LAID_AT_ONCE + 4)
    pass_here(passed)
    last, by = letters[-1], system_seat()
    job = move(school, homes[1], by).job
    assert (job.owner, job.total) == (by.account, 4)
    assert [goes_over(letter, homes[1]) for letter in letters] == [True] * LAID_AT_ONCE + [False]
    # Nobody decides, drafts, hands out, or takes a 通过 back on the old road.
    desk, step_id = handler(school), open_id(last)
    for act in (
        lambda: judge(fresh(last), desk),
        lambda: engine.save_draft(fresh(last), by=desk, step_id=step_id, area="text", verdict=Verdict.PASS),
        lambda: engine.assign(fresh(last), by=desk, step_id=step_id, to=None) or pytest.fail("assigned"),
    ):
        with pytest.raises(Refused, match="路线调整中"):
            act()
    author = seat_of(passed, "order", 1)
    assert Case.load(fresh(passed), author).why_not_undo == ROAD_DUE
    assert Case.load(fresh(letters[0]), desk).why_not_judge() == ""
    # Taking it back stays possible, and a hand-in after that lays a new road of its own.
    for each in (withdrawn, mended):
        engine.take_back(fresh(each), by=handler(school))
    engine.start(fresh(mended), by=handler(school))
    assert (goes_over(mended, homes[1]), fresh(mended).run.road_due) == (True, "")
    assert do(job) == ("done", 4, [])
    assert [goes_over(each, homes[1]) for each in (last, passed, mended)] == [True] * 3
    assert fresh(withdrawn).run.steps.filter(status=StepStatus.AHEAD).count() == 0
    assert not ChainRun.objects.road_due().exists()
    change = fresh(last).run.road_changes[0]
    assert change["why"] == f"“{school}”由“{homes[0]}”之下移动到“{homes[1]}”之下。"
    assert change["by"] == str(by.account)
    assert judge(fresh(last), desk).value == "advanced"
    engine.undo(fresh(passed), by=author, step_id=open_id(passed))


def seat_of(letter, field, value):
    step = fresh(letter).run.steps.get(**{field: value})
    return handler(step.unit, account=step.closed_by)


def test_a_second_move_before_the_first_has_followed_and_a_mover_who_is_gone(homes, school):
    last = sent(school, LAID_AT_ONCE + 1)[-1]
    by = admin_seat(province())
    first = move(school, homes[1], by).job
    third = UnitFactory(kind=Kind.DEPARTMENT, parent=homes[0].superior)
    second = move(school, third).job
    type(by.account).objects.filter(pk=by.account.pk).update(is_active=False)
    assert do(first) == ("done", 1, [])
    assert do(second) == ("done", 1, [])
    changes = fresh(last).run.road_changes
    whys = [f"“{school}”由“{a}”之下移动到“{b}”之下。" for a, b in ((homes[0], homes[1]), (homes[1], third))]
    assert [change["why"] for change in changes] == ["".join(whys)]
    road = [(desk.unit_id, desk.role) for desk in road_of_run(fresh(last).run, last.spec, None).desks]
    assert list(fresh(last).run.steps.filter(order__gt=0).values_list("unit", "role")) == road


def test_it_follows_whatever_its_owner_has_open_and_is_not_cancelled(homes, school):
    by = system_seat()
    for number in range(10):
        actions.start_job(by=by, kind="bulk", about=str(number), arguments={"n": number})
    sent(school, LAID_AT_ONCE + 1)
    job = move(school, homes[1], by).job
    with pytest.raises(Refused, match="不能取消"):
        actions.cancel_job(by=by, job=job)
    page = text_of(client_of(by.account).get(reverse("orgs:job", args=[job.pk])))
    assert "调整审批路线 洛阳一中" in page
    assert "取消" not in page


def test_what_cannot_be_laid_stands_before_the_system_administrator_until_it_can(homes, school):
    """Its final organ is closed by hand: the actions refuse that."""
    county = UnitFactory(kind=Kind.COUNTY, parent=homes[0].superior)
    fine = sent(school, LAID_AT_ONCE + 1)[-1]
    bad = Letter.objects.create(unit=school, host=county, series="05", text="一")
    engine.start(bad, by=handler(school))
    system = system_seat()
    job = move(school, homes[1], system).job
    assert stuck_line(system) is None
    with pytest.raises(Refused, match="有 2 项正在调整审批路线"):
        actions.disable_unit(by=system, unit=fresh(homes[1].superior), skip="合并")
    Unit.objects.filter(pk=county.pk).update(state="disabled", closed_in="active")
    state, done, reasons = do(job)
    assert (state, done) == ("partly", 2)
    assert reasons == [f"必经的单位“{county}”已停用，请联系上级单位。"]
    assert stuck_line(system).count == 1
    client, address = client_of(system.account), reverse("orgs:stuck_roads")
    (row,) = table_of(client.get(address))
    assert (row["事项"], row["申报单位"], row["未能调整的原因"]) == (str(bad), "洛阳一中", reasons[0])
    again = client.post(reverse("orgs:lay_roads_again"), {"chosen": [bad.run_id]})
    assert "必经的单位" in "".join(messages_of(client, again))
    assert fresh(bad).run.road_stuck == reasons[0]
    Unit.objects.filter(pk=county.pk).update(state="active", closed_in="")
    client.post(reverse("orgs:lay_roads_again"), {"chosen": [bad.run_id]})
    assert goes_over(bad, homes[1])
    assert (stuck_line(system), ChainRun.objects.road_due().count()) == (None, 0)
    assert AuditEvent.objects.filter(verb="调整审批路线", account_id=system.account.pk, subject_id=bad.pk).exists()
    # What nobody came to for too long is shown too.
    ChainRun.objects.filter(pk=fine.run_id).update(
        road_due="移动", road_due_at=fresh(fine).run.current_since - ROAD_OVERDUE
    )
    assert stuck_line(system).count == 1


def stuck_line(seat):
    return next((line for line in todo_of(seat) if line.label == "路线未能调整"), None)


def test_the_mover_is_led_to_the_progress(homes, school):
    sent(school, LAID_AT_ONCE + 1)
    client = client_of(system_seat().account)
    moved = client.post(
        reverse("orgs:unit_move", args=[school.pk]), {"parent": homes[1].code, "confirmed": homes[1].code}
    )
    assert moved.url == reverse("orgs:job", args=[Job.objects.get().pk])
    assert "1 件事项的审批路线正在后台调整" in "".join(messages_of(client, moved))
