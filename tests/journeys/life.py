"""Real life thrown at cases under way: verbs of the product, chosen by whoever drives (`pick`), and what must hold after each.

The world is small and real: two cities with departments and employers, two reviewers at each desk, plans with fewer places than
applicants, applications on their way to a committee. A verb may be refused, in the product's own words; anything else is a defect.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone

from orgs import actions as units
from orgs.chain import engine
from orgs.chain.case import Case
from orgs.chain.endings import decided_about, failure
from orgs.chain.line import road_of_run
from orgs.chain.models import ChainStep, StepResult, StepStatus
from orgs.chain.route import Desk
from orgs.chain.words import ALL, Role, spelled
from orgs.models import Account, AccountKind, Kind, Unit
from orgs.states import UnitState
from personnel.actions import reviewers, transfers
from personnel.areas import content_areas
from personnel.models import Person, Reviewer, Series, Transfer
from personnel.seats import seat_for, seats_at
from plans import quota
from plans.models import QuotaLine
from review import actions
from review.models import Application, Committee
from tests.factories.orgs import AccountFactory, province, system_seat, unit_with_admin
from tests.factories.personnel import reviewer, title
from tests.factories.plans import passed_plan
from tests.factories.review import CommitteeFactory, applicant, seat_of
from titleplatform.kit.refusals import Refused
from titleplatform.merging import merge_units

PLACES = 2  # of each employer's quota


class Life:
    """`pick(options)` chooses one of a non-empty list."""

    def __init__(self, pick, persons=2):
        self.pick = pick
        title()  # the catalogue, before anybody is granted any of it
        self.system = system_seat()
        AccountFactory(kind=AccountKind.UNIT_ADMIN, unit=province(), login_name=province().code)
        self.cities = [unit_with_admin(kind=Kind.CITY, parent=province()) for _ in range(2)]
        above = [unit_with_admin(kind=Kind.DEPARTMENT, parent=city) for city in (*self.cities, self.cities[0])]
        self.employers = [unit_with_admin(parent=parent) for parent in (above[0], above[0], above[1])]
        self.departments = above
        for unit in (province(), *self.cities, *above, *self.employers):
            for role in ("is_handler", "is_leader"):
                for _ in range(2):
                    reviewer(unit, **{role: True})
        for host in (self.cities[0], province()):
            CommitteeFactory(host=host)
        for unit in self.employers:
            passed_plan(unit, rows=[("高级工程师", 20, 0, PLACES)])
        self.persons = [applicant(unit) for unit in self.employers for _ in range(persons)]
        for person in self.persons:
            self.begin(person)
        self.records = {}
        self.organs = {}
        self.reopened = set()

    # --- What people do ---

    def begin(self, person):
        wanted = {"title": title("高级工程师"), "year": 2026}
        offered = Committee.objects.offered(**wanted, unit=person.unit, day=timezone.localdate()).order_by("pk")
        made = Application(**wanted, speciality="岩土工程", committee=self.pick(list(offered)))
        application = actions.save_application(by=seat_of(person), application=made)
        actions.submit_application(by=seat_of(person), application=application, promised=True)

    def act(self, verb, pick):
        """One verb, done or refused. Returns whether it was done."""
        self.pick = pick
        try:
            getattr(self, verb)()
        except (Refused, ValidationError):
            return False
        return True

    def some(self, **state):
        """One of the applications in this state, or a refusal: nothing to be done."""
        rows = list(Application.objects.with_names().filter(**state).order_by("pk"))
        if not rows:
            raise Refused("没有这样的申报。")
        return self.pick(rows)

    def judges(self, application):
        """(the open step, the seat of somebody who may judge there)."""
        step = application.run.open_step()
        able = [seat for seat in seats_at(step.unit) if not Case.load(application, seat).why_not_decide]
        if not able:
            raise Refused("无人可以审查。")
        return step, self.pick(able)

    def do_pass(self):
        application = self.some(state="in_review")
        step, seat = self.judges(application)
        actions.pass_everything(by=seat, application=application, step_id=step.pk)

    do_pass_on = do_pass_again = do_pass  # most of what happens is that things go on

    def do_return_or_fail(self):
        application = self.some(state="in_review")
        step, seat = self.judges(application)
        case = Case.load(application, seat)
        area, verdict = self.pick(case.to_judge), self.pick(["return", "return", "fail"])
        for key in case.to_judge:
            said, reason = (verdict, "缺检索页") if key == area else ("pass", "")
            engine.save_draft(application, by=seat, step_id=step.pk, area=key, verdict=said, reason=reason)
        actions.hand_in_verdicts(by=seat, application=application, step_id=step.pk)

    def do_draft(self):
        application = self.some(state="in_review")
        step, seat = self.judges(application)
        area = self.pick(Case.load(application, seat).to_judge)
        engine.save_draft(application, by=seat, step_id=step.pk, area=area, verdict="return", reason="缺页")

    def do_undo(self):
        application = self.some(state__in=["in_review", "awaiting"])
        passed = application.run.steps.filter(result="pass").order_by("round", "order").last()
        if passed is None:
            raise Refused("没有可以撤回的通过。")
        here = application.run.open_step()
        by = seat_for(passed.closed_by)
        actions.undo_pass(by=by, application=application, step_id=here.pk if here else passed.pk)
        self.reopened.add(passed.pk)

    def do_not_recommend(self):
        application = self.some(state__in=["in_review", "returned"])
        case = Case.load(application, None)
        leaders = [seat for seat in seats_at(application.unit) if seat.holds(application.unit_id, Role.LEADER)]
        if not leaders or not (about := decided_about(case)):
            raise Refused("没有负责人。")
        by = self.pick(leaders)
        actions.not_recommend(by=by, application=application, step_id=about.pk, reason="本年度指标有限")

    def do_give_up(self):
        application = self.some(state="returned")
        actions.give_up_application(by=seat_of(application.person), application=application)

    def do_take_a_failure_back(self):
        application = self.some(state="failed", result=None)
        step = failure(Case.load(application, None))
        actions.reopen_application(by=seat_for(step.closed_by), application=application, step_id=step.pk)
        self.reopened.add(step.pk)

    def do_accept(self):
        application = self.some(state="awaiting", accepted_at=None)
        actions.accept(by=self.admin_of(application.committee.office), application=application)

    def do_enter_a_result(self):
        application = self.some(state__in=["awaiting", "passed", "failed"])
        given = {"expected": application.result_id, "passed": self.pick([True, False]), "document": "豫职〔2026〕1 号"}
        by = self.admin_of(application.committee.office)
        actions.enter_result(by=by, application=application, decided_on=date(2026, 11, 1), **given)

    def do_apply_anew(self):
        self.begin(Person.objects.select_related("account__unit").get(pk=self.pick(self.persons).pk))

    def do_hand_in_again(self):
        application = self.some(state__in=["draft", "returned"])
        seat = seat_of(application.person)
        actions.submit_application(by=seat, application=application, promised=True)

    def do_take_back(self):
        application = self.some(state="in_review")
        actions.take_back_application(by=seat_of(application.person), application=application)

    def do_rename(self):
        unit = self.pick(self.departments + self.employers)
        unit = Unit.objects.get(pk=unit.pk)
        name = f"{unit.name}·改"[-40:]
        units.change_unit(by=self.system, unit=unit, name=name, certificate_name=name, kind=unit.kind)
        row = self.pick(list(Reviewer.objects.select_related("account__unit").order_by("pk")))
        row.account.name = f"{row.account.name}改"[-20:]
        reviewers.change_reviewer(by=self.admin_of(row.unit), reviewer=row)

    def do_move_unit(self):
        unit = Unit.objects.get(pk=self.pick(self.employers + self.departments).pk)
        above = self.cities if unit.kind == Kind.DEPARTMENT else self.departments
        units.move_unit(by=self.system, unit=unit, parent=Unit.objects.get(pk=self.pick(above).pk))

    def do_disable_or_enable_unit(self):
        unit = Unit.objects.get(pk=self.pick(self.departments + self.employers).pk)
        if unit.state == UnitState.DISABLED:
            units.enable_unit(by=self.system, unit=unit)
        else:
            units.disable_unit(by=self.system, unit=unit, skip=self.pick(["", "该单位正在改革"]))

    def do_merge_units(self):
        units_of_a_kind = self.pick([self.employers, self.departments])
        unit, into = (Unit.objects.get(pk=self.pick(units_of_a_kind).pk) for _ in range(2))
        merge_units(by=self.system, unit=unit, into=into, reason="机构改革")

    def do_change_reviewer(self):
        row = self.pick(list(Reviewer.objects.select_related("account__unit").order_by("pk")))
        by = self.admin_of(row.unit)
        change = self.pick(["enable", "disable", "roles", "scope", "all"])
        if change in ("enable", "disable"):
            reviewers.set_enabled(by=by, reviewer=row, enabled=change == "enable")
        elif change == "roles":
            reviewers.set_roles(by=by, reviewer=row, is_handler=self.pick([True, False]), is_leader=True)
        else:
            pairs = {("05", "papers")} if change == "scope" else set(self.everything)
            reviewers.set_scope(by=by, reviewer=row, pairs=pairs)

    def do_move_person(self):
        person = Person.objects.select_related("account__unit").get(pk=self.pick(self.persons).pk)
        to = self.admin_of(Unit.objects.get(pk=self.pick(self.employers).pk))
        transfers.ask_transfer(by=to, id_number=person.account.id_number, name=person.account.name, reason="调动")

    def do_answer_transfer(self):
        waiting = list(Transfer.objects.pending().select_related("from_unit").order_by("pk"))
        if not waiting:
            raise Refused("没有待答复的申请。")
        transfer = self.pick(waiting)
        transfers.answer_transfer(by=self.admin_of(transfer.from_unit), transfer=transfer, agree=True)

    @property
    def everything(self):
        return {(series.code, area.key) for series in Series.objects.all() for area in content_areas()}

    def admin_of(self, unit):
        return seat_for(Account.objects.select_related("unit").get(kind=AccountKind.UNIT_ADMIN, unit=unit))

    # --- What must hold ---

    def check(self):
        for application in Application.objects.with_names().order_by("pk"):
            if application.run_id:
                self.check_case(application)
        self.check_records()
        self.check_quota()

    def check_case(self, application):
        run, steps = application.run, list(application.run.steps.select_related("unit"))
        opened = [step for step in steps if step.status == StepStatus.OPEN]
        assert len(opened) == (application.state == "in_review")
        assert (run.ended_at is None) == (application.state in ("in_review", "returned", "awaiting"))
        assert run.current_unit_id == (opened[0].unit_id if opened else None)
        assert self.organs.setdefault(run.pk, run.final_unit_id) == run.final_unit_id
        assert all(step.unit_id == run.final_unit_id or step.order for step in steps[-1:])
        for step in opened:
            self.check_somebody_can_go_on(application, step)
        if run.ended_at is None:
            assert application.unit_id == application.person.account.unit_id

    def check_somebody_can_go_on(self, application, step):
        """It stands on its road, where people work; whatever is open there has somebody who may judge it, or is named as what nobody can
        judge."""
        assert not step.unit.is_closed, step
        road = road_of_run(application.run, application.spec, timezone.localdate())
        assert Desk(step.unit_id, Role(step.role)) in road.desks, (step, road.desks)
        case = Case.load(application, None)
        here = [seat for seat in seats_at(step.unit) if seat.holds(step.unit_id, step.role)]
        for key in case.unsettled:
            able = [seat for seat in here if not case.seen_by(seat).why_not_judge(key)]
            noted = step.missing == spelled([ALL]) or spelled([key]) in step.missing
            assert bool(able) != noted, (key, able, step.missing, step.open_areas, case.unsettled)

    def check_records(self):
        """No decision that was made says anything else now, unless its author took it back."""
        # What is left out ahead of a case goes with its road.
        closed = ChainStep.objects.filter(status=StepStatus.CLOSED).exclude(result=StepResult.SKIPPED)
        now = {step.pk: record_of(step) for step in closed}
        for pk, said in self.records.items():
            assert now.get(pk) == said or pk in self.reopened  # and may have been decided anew since
        self.records, self.reopened = now, set()

    def check_quota(self):
        """No line gives more than it has, and a place is held by exactly those who were recommended and have not ended."""
        held = {}
        for line in QuotaLine.objects.prefetch_related("entries"):
            balance = line.balance
            assert balance == quota.balance((entry.kind, entry.amount) for entry in line.entries.all())
            assert 0 <= balance.used <= balance.places
            for run in {entry.run_id for entry in line.entries.all() if entry.run_id}:
                kinds = [entry.kind for entry in line.entries.all() if entry.run_id == run]
                if quota.holds_a_place(kinds):
                    assert run not in held
                    held[run] = line
        for application in Application.objects.exclude(run=None):
            assert (application.run_id in held) == self.has_a_place(application)
            if application.run_id in held:
                assert held[application.run_id].unit_id == application.unit_id

    def has_a_place(self, application):
        if application.state in ("awaiting", "passed"):
            return True
        if application.state not in ("in_review", "returned"):
            return False
        # The first 负责人 of a round is the submitting unit's, also where that has gone up in another one since.
        leaders = application.run.steps.filter(role=Role.LEADER).exclude(result=StepResult.MOVED).order_by("-order")
        return "pass" in {step.round: step.result for step in leaders}.values()


def record_of(step):
    """What a closed step says."""
    said = step.order, step.result, step.opinion, step.closed_at, step.closed_by_id
    return *said, step.closed_by_name, step.unit_name, step.certificate_name


VERBS = sorted(name for name in dir(Life) if name.startswith("do_"))
