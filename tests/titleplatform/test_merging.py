"""【撤并】: everything that is a unit's own goes to the survivor, in every app; nothing that ended changes."""

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.urls import reverse

from orgs import jobs
from orgs.actions import move_unit, roads
from orgs.chain.case import Case
from orgs.chain.inbox import TABS, waiting_for
from orgs.chain.models import ChainRun
from orgs.chain.words import ALL, Role
from orgs.models import Account, AuditEvent, Job, Kind, Unit, UnitMerge
from orgs.states import UnitState
from personnel.actions.reviewers import add_reviewer
from personnel.actions.transfers import ask_transfer
from personnel.models import Transfer
from personnel.seats import seat_for
from plans.actions import save_plan, set_cap, submit_plan
from plans.models import Cap, FinalOrgan, Plan, QuotaLine
from review.actions import not_recommend, pass_everything, reopen_application, submit_application, take_back_application
from review.models import Application
from review.queries import case_steps
from tests.factories.experts import filing_of
from tests.factories.orgs import UnitFactory, admin_seat, client_of, handler, leader, province, seat, unit_with_admin
from tests.factories.personnel import PersonFactory, reviewer, title
from tests.factories.plans import draft_plan, passed_plan
from tests.factories.review import (
    CommitteeFactory,
    accepted,
    applicant,
    failed,
    pass_here,
    returned,
    seat_of,
    submitted,
    with_result,
)
from tests.pages import first_words_of, html_of, messages_of, text_of
from tests.queues import NOTHING_RUNS
from titleplatform import merging
from titleplatform.kit.access import can, why_not
from titleplatform.kit.refusals import Refused

pytestmark = pytest.mark.django_db


def merge(unit, into, by):
    return merging.merge_units(by=by, unit=fresh(unit), into=fresh(into), reason="洛编〔2026〕9号").row


def sums(unit):
    """{title: (granted, moved in, moved out, used, remaining)}."""
    balances = {line.title.name: line.balance for line in QuotaLine.objects.filter(unit=unit)}
    return {name: (b.granted, b.moved_in, b.moved_out, b.used, b.remaining) for name, b in balances.items()}


def fresh(thing):
    return type(thing)._default_manager.get(pk=thing.pk)


def test_every_column_that_refers_to_a_unit_has_a_rule():
    models = [model for model in apps.get_models() if not model.__module__.startswith("tests.")]
    found = {
        f"{model._meta.label}.{field.name}"
        for model in models
        for field in [*model._meta.local_fields, *model._meta.local_many_to_many]
        if field.related_model is Unit and not model._meta.auto_created
    }
    assert found == set(merging.RULES), "say in the app's merging.py what becomes of it, and do it there"


@pytest.mark.parametrize("laid_at_once", [roads.LAID_AT_ONCE, 1])
def test_everything_goes_to_the_survivor(city, schools, bureaus, laid_at_once, settings, monkeypatch):
    settings.TASKS = NOTHING_RUNS
    monkeypatch.setattr(roads, "LAID_AT_ONCE", laid_at_once)
    old, new = schools
    by, committee = admin_seat(city), CommitteeFactory(host=city)
    branch = UnitFactory(kind=Kind.SUBUNIT, parent=old, name="一中东校区")
    row = reviewer(old, is_handler=True, is_leader=True)
    ended = with_result(accepted(old, committee=committee, planned=9))
    first = submitted(old, committee=committee, planned=0)
    pass_here(first)
    pass_here(first)  # recommended: it holds a place, and stands at the old department
    second = submitted(old, committee=committee, planned=0)
    pass_here(second)  # stands at the old unit's 负责人
    third = submitted(old, committee=committee, planned=0)
    returned(third)
    filing = filing_of(applicant(old))
    plan, sent = draft_plan(old, name="补报"), draft_plan(old, name="年中")
    same = draft_plan(new, name="补报")
    submit_plan(by=leader(old), plan=sent)
    passed = Plan.objects.get(unit=old, state="passed")
    before = {each.pk: list(each.run.steps.values()) for each in (ended, passed)}
    wanted = {"year": 2026, "series": title().series, "level": title().level}
    for unit, number in ((old, 12), (new, 4)):  # nine of the twelve are used up by the passed plan
        set_cap(by=handler(city), unit=unit, number=number, **wanted)
    for_old, for_new = PersonFactory(unit=new), PersonFactory(unit=branch)
    for asking, person in ((old, for_old), (old, for_new)):
        ask_transfer(by=admin_seat(asking), id_number=person.account.id_number, name=person.account.name, reason="调")
    people = set(old.accounts.filter(kind="applicant"))
    reviewers = old.accounts.filter(kind="reviewer").count()
    moved = merge(old, new, by)
    for job in Job.objects.filter(kind=roads.ROADS):
        waits = ChainRun.objects.road_due()
        assert (job.total, waits.count(), fresh(old).state) == (3, 3, UnitState.MERGED)
        jobs.run(job.pk, seat_for)
        assert (fresh(job).state, waits.count()) == ("done", 0)

    assert (fresh(old).state, fresh(old).administrator.is_active) == (UnitState.MERGED, False)
    assert fresh(branch).parent == new
    assert people <= set(new.accounts.filter(kind="applicant"))
    assert not old.accounts.exclude(kind="unit_admin").exists()
    assert (fresh(row).unit, fresh(row).role_label) == (new, "")
    assert [each.unit for each in map(fresh, (first, second, third, filing, plan, sent))] == [new] * 6
    assert {each.name for each in Plan.objects.filter(unit=new)} == {"补报", "补报（一中）", "年中"}
    assert same.name == "补报"
    # Roads: what the old unit passed its heir has passed; the level is passed at the new department; a returned one waits.
    assert str(fresh(first).run.open_step()) == "洛阳市卫健委 · 经办人"
    assert str(fresh(second).run.open_step()) == "二中 · 负责人"
    assert (fresh(third).run.unit, fresh(third).run.open_step()) == (new, None)
    assert fresh(second).run.road_changes[0]["why"] == "“一中”并入“二中”。"
    # Places: nine granted; one used up by what ended stays, one held and seven left go over.
    assert sums(old) == {"高级工程师": (9, 0, 8, 1, 0)}
    assert sums(new) == {"高级工程师": (0, 8, 0, 1, 7)}
    # What ended, or passed, is as it was.
    assert [each.unit for each in map(fresh, (ended, passed))] == [old, old]
    assert before == {each.pk: list(each.run.steps.values()) for each in (ended, passed)}
    assert {step.unit_label for step in fresh(second).run.steps.filter(status="closed", unit=old)} == {"一中"}
    assert str(old.code) in fresh(second).serial_number
    assert [(cap.unit, cap.number) for cap in Cap.objects.all()] == [(new, 7)]
    assert {each.person: (each.from_unit, each.to_unit, each.state) for each in Transfer.objects.all()} == {
        for_old: (new, new, "agreed"),
        for_new: (branch, new, "pending"),
    }
    counts = {word: number for word, number, _ in moved.lines}
    assert counts.pop("审查人员") == reviewers
    assert counts == {
        "待答复的单位变动": 2,
        "下级单位": 1,
        "人员": len(people),
        "申报计划": 2,
        "指标上限": 1,
        "职称申报": 3,
        "专家申报": 1,
        "指标": 1,
    }
    assert AuditEvent.objects.filter(verb="撤并单位", subject_id=old.pk).count() == 1
    # The way goes on to the end, and the place is used up at the survivor.
    for each in (first, second):
        while fresh(each).state == "in_review":
            pass_here(each)
    assert sums(new) == {"高级工程师": (0, 8, 0, 2, 6)}
    assert sums(old) == {"高级工程师": (9, 0, 8, 1, 0)}
    # A result put right: the place that is free again goes over too, and is taken again there.
    with_result(ended, passed=False)
    assert (sums(old), sums(new)) == ({"高级工程师": (9, 0, 9, 0, 0)}, {"高级工程师": (0, 9, 0, 2, 7)})
    with_result(ended)
    assert (sums(old), sums(new)) == ({"高级工程师": (9, 0, 9, 0, 0)}, {"高级工程师": (0, 9, 0, 3, 6)})
    # Nothing is added to the closed unit, by whoever has a page open there.
    late = admin_seat(old)
    for verb in (
        lambda: save_plan(by=handler(old), plan=Plan(year=2026, name="迟"), rows=[], pdf=None),
        lambda: add_reviewer(by=late, account=Account(login_name="late", name="迟", phone="13800000000")),
    ):
        with pytest.raises(Refused, match="“一中”已撤并"):
            verb()


def test_the_survivor_may_decline_what_came_returned(city, schools):
    old, new = schools
    committee = CommitteeFactory(host=city)
    carried, other = (submitted(old, committee=committee, planned=planned) for planned in (2, 0))
    for each in (carried, other):
        pass_here(each)
        pass_here(each)
        returned(each)  # the upper unit did
    withdrawn = submitted(old, committee=committee, planned=0)
    take_back_application(by=seat_of(withdrawn.person), application=withdrawn)
    by, colleague = leader(new), handler(new)
    assert [case_steps(by, Role.LEADER, tab).count() for tab in TABS] == [0, 0, 0, 0]
    assert not Application.objects.visible_to(by).exists()
    merge(old, new, admin_seat(city))
    new.refresh_from_db()  # the unit of these seats
    carried, other, withdrawn = map(fresh, (carried, other, withdrawn))
    assert set(Application.objects.visible_to(by)) == {carried, other}
    assert not Application.objects.visible_to(leader(new, pairs=[("99", ALL)])).exists()
    assert [case_steps(by, Role.LEADER, tab).count() for tab in TABS] == [0, 0, 2, 0]
    assert not case_steps(colleague, Role.HANDLER, "returned").exists()
    assert can("review.print_form", by, carried)
    assert not can("review.print_form", leader(UnitFactory(parent=city)), carried)
    step = case_steps(by, Role.LEADER, "returned").get(run=carried.run)
    not_recommend(by=by, application=carried, step_id=step.pk, reason="编制已满")
    assert fresh(carried).state == "not_recommended"
    assert sums(new)["高级工程师"] == (0, 2, 0, 1, 1)
    # Handed in again it has a desk of its own here, and one row a case.
    submit_application(by=seat_of(other.person), application=other, promised=True)
    returned(fresh(other))
    assert case_steps(by, Role.LEADER, "returned").count() == 0
    assert case_steps(colleague, Role.HANDLER, "returned").count() == 1


def test_a_merger_leaves_of_the_caps_what_was_left(city, bureaus, schools):
    old, new = schools
    full, free = (unit_with_admin(parent=bureaus[0], name=name) for name in ("三中", "四中"))
    wanted = {"year": 2026, "series": title().series, "level": title().level}
    for unit, number, planned in ((old, 5, 2), (new, 2, 2), (full, 2, 3)):
        set_cap(by=handler(city), unit=unit, number=number, **wanted)
        passed_plan(unit, rows=[("高级工程师", 20, 2, planned)])
    submit_plan(by=leader(old), plan=draft_plan(old, name="补报", rows=[("高级工程师", 20, 2, 1)]))

    def caps():
        return [(cap.unit, cap.number, cap.asked) for cap in Cap.objects.filter(unit=new).with_asked()]

    assert caps() == [(new, 2, 2)]
    merge(old, new, admin_seat(city))  # three of its five are left, one of which is asked for
    assert caps() == [(new, 5, 3)]
    merge(
        full, new, admin_seat(city)
    )  # more than its own was passed: nothing is left, and nothing taken from the survivor
    assert caps() == [(new, 5, 3)]
    merge(new, free, admin_seat(city))
    assert [(cap.unit, cap.number, cap.asked) for cap in Cap.objects.with_asked()] == [(free, 3, 1)]


def test_nobody_decides_at_both_desks_of_a_round_because_units_went_up(city, bureaus, schools):
    old, new = schools
    application = submitted(old, committee=CommitteeFactory(host=city))
    before = handler(old)
    pass_everything(by=before, application=application, step_id=application.run.open_step().pk)

    def may_judge(unit, account):
        by = leader(fresh(unit), account=fresh(account))
        case, opened = Case.load(fresh(application), by), fresh(application).run.open_step()
        assert (by.unit, Role(opened.role)) == (opened.unit, Role.LEADER)
        listed = waiting_for(by).filter(pk=opened.pk).exists()
        assert listed is not bool(case.why_not_judge())
        return case.why_not_judge() or "yes"

    third = unit_with_admin(parent=bureaus[1], name="三中")
    for unit, into in ((old, new), (new, third)):
        merge(unit, into, admin_seat(city))
        assert may_judge(into, before.account) == "您已在本轮以经办人身份处理过，同一人不能在两个环节审查。"
        assert may_judge(into, leader(into).account) == "yes"
    by, step = leader(third, account=fresh(before.account)), fresh(application).run.open_step()
    with pytest.raises(Refused, match="同一人不能在两个环节审查"):
        pass_everything(by=by, application=fresh(application), step_id=step.pk)
    Unit.objects.filter(pk=third.pk).update(allows_one_person_both_desks=True)
    assert may_judge(third, before.account) == "yes"


def test_a_failure_is_taken_back_after_units_went_up_in_others(city, bureaus, schools):
    """The submitting unit went up in one of another department, that in a third, and the committee's host in another one."""
    old, new = schools
    third = unit_with_admin(parent=bureaus[0], name="三中")
    host, heir = (UnitFactory(kind=Kind.DEPARTMENT, parent=city, name=name) for name in ("旧局", "新局"))
    committee = CommitteeFactory(host=host, serves=[city])
    application, moved = (submitted(old, committee=committee, planned=planned) for planned in (1, 0))
    author_of_moved = failed(moved)
    pass_here(application)
    pass_here(application)
    author = failed(application)  # the 经办人 of its department
    account = moved.person.account
    account.unit = bureaus[0]
    account.save()
    merge(old, new, admin_seat(city))
    merge(new, third, admin_seat(city))
    merge(host, heir, admin_seat(city))
    assert sums(third)["高级工程师"] == (0, 1, 0, 0, 1)
    application, step = fresh(application), application.run.steps.get(result="fail")
    assert (application.unit, can("review.reopen_case", author, application)) == (old, True)
    author_of_moved = seat(third, Role.HANDLER, account=fresh(author_of_moved.account))
    assert "变动到其他单位" in why_not("review.reopen_case", author_of_moved, fresh(moved))
    reopen_application(by=author, application=application, step_id=step.pk)
    application = fresh(application)
    run = application.run
    assert (application.unit, run.unit, run.final_unit) == (third, third, heir)
    to_come = [str(each) for each in run.steps.exclude(status="closed")]
    assert to_come == ["洛阳市教育局 · 经办人", "洛阳市教育局 · 负责人", "新局 · 经办人", "新局 · 负责人"]
    assert (sums(third)["高级工程师"], sums(old)["高级工程师"]) == ((0, 1, 0, 1, 0), (1, 0, 1, 0, 0))


def test_a_failure_is_taken_back_by_its_author_who_sits_in_the_survivor_now(city, schools):
    old, new = schools
    application = submitted(old, planned=1)
    pass_here(application)
    author = failed(application)  # its own 负责人
    step = application.run.steps.get(result="fail")
    merge(old, new, admin_seat(city))
    without_role, with_role = (seat(new, *roles, account=fresh(author.account)) for roles in ((), (Role.LEADER,)))
    application = fresh(application)
    assert not can("review.reopen_case", without_role, application)
    reopen_application(by=with_role, application=application, step_id=step.pk)
    run = fresh(application).run
    assert (application.unit, run.unit, str(run.open_step())) == (new, new, "二中 · 负责人")
    assert fresh(step).result == "moved"
    assert str(run.steps.filter(status="ahead").first()) == "洛阳市卫健委 · 经办人"


def test_a_move_after_a_merger_asks_nobody_twice(city, bureaus, schools):
    """What the sub-unit passed its employer has passed, also where the employer moves later on."""
    new = schools[1]
    below = unit_with_admin(kind=Kind.SUBUNIT, parent=new, name="东校区")
    application = submitted(below)
    pass_here(application)
    pass_here(application)
    merge(below, new, admin_seat(city))
    pass_here(application)  # 二中's 经办人, where it stood
    assert str(fresh(application).run.open_step()) == "洛阳市卫健委 · 经办人"
    move_unit(by=admin_seat(city), unit=fresh(new), parent=fresh(bureaus[0]))
    assert str(fresh(application).run.open_step()) == "洛阳市教育局 · 经办人"


def test_hosts_and_final_organs_of_another_branch(city, bureaus):
    """A department merges into one of another city: the final organ of what is under way is the survivor."""
    old, other = bureaus[0], unit_with_admin(kind=Kind.CITY, parent=province(), name="开封市职改办")
    new = unit_with_admin(kind=Kind.DEPARTMENT, parent=other, name="开封市教育局")
    school = UnitFactory(parent=old, name="某校")
    committee = CommitteeFactory(host=old)
    organ = FinalOrgan.objects.create(year=2026, branch=city, organ=old)
    FinalOrgan.objects.create(year=2027, organ=new)
    set_cap(by=handler(old), unit=school, number=3, year=2026, series=title().series, level=title().level)
    application = submitted(school, committee=committee)
    pass_here(application)
    pass_here(application)
    pass_here(application)  # stands at the final organ's 负责人
    top = admin_seat(province())
    with pytest.raises(Refused):
        merge(old, new, admin_seat(city))  # it is not above the survivor
    merge(old, new, top)
    application = fresh(application)
    assert (fresh(committee).host, fresh(organ).organ, application.run.final_unit) == (new, new, new)
    assert Cap.objects.get(unit=school).set_by == new
    assert str(application.run.open_step()) == "开封市教育局 · 负责人"
    assert fresh(school).parent == new
    pass_here(application)
    assert fresh(application).state != "in_review"


def test_refusals(city, bureaus, schools):
    by, (old, new), below = admin_seat(city), schools, UnitFactory(kind=Kind.SUBUNIT, parent=schools[0], name="东校区")
    for unit, into, words in (
        (old, old, "不能并入本单位"),
        (old, below, "是“一中”的下级单位"),
        (old, bureaus[1], "用人单位不能并入主管部门"),
        (bureaus[0], new, "主管部门不能并入用人单位"),
        (old, UnitFactory(parent=bureaus[1], state=UnitState.INCOMPLETE), "只能并入已启用的单位"),
    ):
        with pytest.raises(ValidationError, match=words) as error:
            merge(unit, into, by)
        assert list(error.value.error_dict) == ["into"]
    UnitFactory(kind=Kind.SUBUNIT, parent=new, name="东校区")
    with pytest.raises(ValidationError, match="都有下级单位“东校区”"):
        merge(old, new, by)
    for unit, seated in (
        (UnitFactory(kind=Kind.COUNTY, parent=city), by),
        (old, admin_seat(bureaus[0])),
        (old, admin_seat(old)),
    ):
        with pytest.raises(Refused):
            merge(unit, new, seated)
    assert not UnitMerge.objects.exists()
    merge(below, old, by)  # a sub-unit into its own upper unit
    assert fresh(below).state == UnitState.MERGED


def test_the_page_shows_first_and_merges_what_was_confirmed(city, schools):
    old, new = schools
    application = submitted(old, committee=CommitteeFactory(host=city))
    client, address = client_of(city.administrator), reverse("unit_merge", args=[old.pk])
    opened = client.get(address)
    offered = {
        first_words_of(a): a.get("class") for a in html_of(opened).xpath('//*[@id="unit-picker"]//a[@hx-get or @href]')
    }
    assert (offered[str(city)], offered[str(old.superior)], str(old) in offered) == (None, None, False)
    picked = client.get(address, {"to": new.pk, "reason": "洛编〔2026〕9号"})
    assert "并入单位：二中" in text_of(picked)
    typed = {name: picked.context["form"][name].value() for name in ("into", "reason")}
    assert typed == {"into": new.code, "reason": "洛编〔2026〕9号"}
    refused = client.post(address, typed | {"into": old.code})
    assert list(refused.context["form"].errors) == ["into"]
    preview = client.post(address, typed)
    told = ("将并入“二中”", "职称申报 1", str(application), "一中 → 洛阳市教育局", "二中 → 洛阳市卫健委", "确定撤并")
    assert [words for words in told if words not in text_of(preview)] == []
    assert (fresh(old).state, UnitMerge.objects.count(), Application.objects.get().unit) == (UnitState.ACTIVE, 0, old)
    answer = client.post(address, typed | {"confirmed": new.code})
    assert messages_of(client, answer) == ["“一中”已并入“二中”。"]
    assert (fresh(old).state, Application.objects.get().unit) == (UnitState.MERGED, new)
    closed = ("orgs:unit_change", "orgs:unit_contact", "orgs:unit_password", "orgs:unit_move", "unit_merge")
    for page in ("orgs:unit", "orgs:unit_enable", *closed):
        answer = client.get(reverse(page, args=[old.pk]))
        assert answer.status_code == (200 if page == "orgs:unit" else 403)
        assert page not in closed or "该单位已经撤并，请到并入的单位办理。" in text_of(answer)
    assert "二中" in text_of(client.get(reverse("orgs:unit", args=[old.pk])))
