"""What happened: plans, committees, applications and transfers in every state that the actions can produce."""

from datetime import date, datetime, timedelta

from django.db.models import F
from django.utils import timezone

from experts import actions as expert_actions
from experts.models import ExpertFiling
from orgs import actions as unit_actions
from orgs.chain import engine
from orgs.chain.case import Case
from orgs.chain.models import AreaVerdict, ChainRun, ChainStep
from orgs.chain.seat import Seat
from orgs.chain.states import ClimbState, climbers
from orgs.chain.words import Role, Verdict
from orgs.models import Account, Kind
from personnel.actions import transfers
from personnel.models import Level, Person, Series, Title
from personnel.seats import seat_for
from plans import actions as plan_actions
from plans.models import FinalOrgan, Plan, PlanRow
from review import actions
from review.models import Application, Committee, CommitteeFiling
from review.models.committee import served_at_first
from titleplatform.demo.cast import UNITS, admin_of, unit
from titleplatform.demo.papers import fill_dossier

LETTERS = {Role.HANDLER: "jb01", Role.LEADER: "fz01"}
TITLES = {
    "河南省实验中学": "高级教师",
    "河南省实验小学": "高级教师",
    "兰考县第一高级中学": "高级教师",
    "老城区实验小学": "高级教师",
    "老城区实验小学北校区": "高级教师",
    "洛阳市规划建筑设计院": "工程师",
    "河南省人民医院": "副主任医师",
    "洛阳市中心医院": "副主任医师",
    "郑州市第一人民医院": "副主任医师",
}
SENIOR, MIDDLE_LEVEL = {"reviews_full_senior": True, "reviews_deputy_senior": True}, {"reviews_middle": True}
COMMITTEES = (
    ("河南省工程系列高级职称评审委员会", "省职改办", "工程技术人员", SENIOR),
    ("河南省中小学教师系列高级职称评审委员会", "河南省教育厅", "中小学教师", SENIOR),
    ("河南省卫生系列高级职称评审委员会", "河南省卫生健康委员会", "卫生技术人员", SENIOR),
    ("洛阳市工程系列中级职称评审委员会", "洛阳市职改办", "工程技术人员", MIDDLE_LEVEL),
)
# Not approved yet: (name, host, series, levels), one in each state.
FOUNDING = (
    ("郑州市工程系列中级职称评审委员会", "郑州市职改办", "工程技术人员", MIDDLE_LEVEL),
    ("洛阳市卫生系列高级职称评审委员会", "洛阳市卫生健康委员会", "卫生技术人员", SENIOR),
    ("兰考县中小学教师系列中级职称评审委员会", "兰考县职改办", "中小学教师", MIDDLE_LEVEL),
)


# Where the cases of the demo stand: each list has a unit on every employer's road.
FINAL = ("省职改办", "河南省教育厅", "河南省卫生健康委员会")
MIDDLE = ("洛阳市职改办", "郑州市职改办", "兰考县教育体育局", *FINAL)


def title_of(name):
    return Title.objects.filter(name=TITLES.get(name, "高级工程师")).first()


def build_committees(press):
    """Four that are approved, one of them asking for more; one that waits, one returned, one draft."""
    approved = [_committee(*each) for each in COMMITTEES]
    for committee in approved:
        _report(press, committee)
    _report(press, approved[-1], reviews_middle=True, reviews_assistant=True, decided=False)
    waiting, returned, _draft_only = [_committee(*each) for each in FOUNDING]
    _report(press, waiting, decided=False)
    filing = _report(press, returned, decided=False)
    reason = "高级评委会须附专家库人数说明。"
    actions.return_filing(by=admin_of("省职改办"), filing=filing, reason=reason)


def _committee(name, host, series, levels):
    year = timezone.localdate().year
    committee = Committee(
        year=year,
        name=name,
        host=unit(host),
        series=Series.objects.get(name=series),
        opens_on=date(year, 1, 1),
        closes_on=date(year, 12, 31),
        contact="0371-0000 0000",
        **levels,
    )
    units = [served_at_first(committee.host)]
    return actions.save_committee(by=admin_of(host), committee=committee, units=units)


def _report(press, committee, *, decided=True, **levels):
    """【报备】, and the answer of the office above."""
    committee.refresh_from_db()
    year = committee.year
    filing = CommitteeFiling(committee=committee, valid_from=date(year, 1, 1), valid_until=date(year + 2, 12, 31))
    filing.set_levels([level for level in Level.values if levels.get(f"reviews_{level}", committee.reviews(level))])
    filing = actions.file_committee(
        by=admin_of(committee.host.name),
        filing=filing,
        document=press.proof("关于组建评委会的批复", ("pdf",)),
        units=list(committee.serves.all()),
    )
    if decided and filing.is_waiting:
        actions.approve_filing(by=admin_of(filing.decided_where.name), filing=filing)
    return filing


def build_changes(press):
    """One change of key facts that waits, one approved, one returned."""
    for name, values, reason, answer in (
        ("洛阳市中心医院", {"legal_representative": "郑新任"}, "换届，新任院长已任命。", None),
        ("河南省人民医院", {"legal_representative": "冯新任"}, "换届，新任院长已任命。", ""),
        ("洛阳市规划建筑设计院", {"nature": "state_company"}, "改制为企业。", "请补改制批复全文。"),
    ):
        proof = press.proof("变更批复", ("pdf",))
        change = unit_actions.propose_change(by=admin_of(name), values=values, reason=reason, evidence=proof)
        above = admin_of(unit(name).superior.name)
        if answer:
            unit_actions.return_change(by=above, change=change, reason=answer)
        elif answer is not None:
            unit_actions.approve_change(by=above, change=change)


def build_parameters():
    """From next year 郑州市 judges its own plans to the end; this year's rule stays as it is."""
    row = FinalOrgan(year=timezone.localdate().year + 1, branch=unit("郑州市职改办"), organ=unit("郑州市职改办"))
    plan_actions.set_final_organ(by=seat_for(Account.objects.get(login_name="admin")), row=row)


def desk_seat(step):
    """Who sits at a desk, as a request would make the seat."""
    login_name = f"{step.unit.code}{LETTERS[Role(step.role)]}"
    return seat_for(Account.objects.select_related("unit").get(login_name=login_name))


def staff(name, role):
    return seat_for(Account.objects.select_related("unit").get(login_name=f"{unit(name).code}{LETTERS[role]}"))


def build_plans(press, *, places=6):
    """A passed plan for every employer (so many `places`), and one more in each other state."""
    employers = [name for name, kind, _ in UNITS if kind != Kind.DEPARTMENT]
    for name in employers:
        make_plan(press, name, "年度申报计划", applicants=places, stop_after=99)
    make_plan(press, "洛阳市中心医院", "补充申报计划", applicants=2, stop_after=3)
    make_plan(press, "洛阳市规划建筑设计院", "补充申报计划", applicants=9, stop_after=1)
    make_plan(press, "兰考县第一高级中学", "补充申报计划", applicants=3, stop_after=0)
    returned = make_plan(press, "洛阳市城建勘察设计院", "补充申报计划", applicants=8, stop_after=1)
    _decide_plan(returned, Verdict.RETURN, "申报人数超过空缺，请核减或附批文。")
    make_plan(press, "郑州市轨道工程公司", "补充申报计划", applicants=1, stop_after=None)


def build_caps():
    """指标上限 by the city, and a smaller one by the province; two plans are over them."""
    for upper, name, number in (
        ("洛阳市职改办", "洛阳市城建勘察设计院", 12),
        ("洛阳市职改办", "洛阳市规划建筑设计院", 12),
        ("洛阳市职改办", "洛阳市中心医院", 10),
        ("省职改办", "洛阳市规划建筑设计院", 10),
        ("省职改办", "河南省人民医院", 8),
    ):
        title = title_of(name)
        key = {"year": timezone.localdate().year, "series": title.series, "level": title.level}
        plan_actions.set_cap(by=staff(upper, Role.HANDLER), unit=unit(name), number=number, **key)


def make_plan(press, name, label, *, applicants, stop_after):
    year = timezone.localdate().year
    plan = Plan(year=year, name=f"{year} {label}", note="岗位设置方案经职工代表大会通过。")
    row = PlanRow(title=title_of(name), posts=30, filled=24, applicants=applicants)
    handler, pdf = staff(name, Role.HANDLER), press.proof("盖章的申报计划", ("pdf",))
    plan = plan_actions.save_plan(by=handler, plan=plan, rows=[row], pdf=pdf)
    if stop_after is None:
        return plan
    plan_actions.submit_plan(by=handler, plan=plan)
    plan = Plan.objects.get(pk=plan.pk)
    for _ in range(stop_after):
        if plan.state != "in_review":
            break
        _decide_plan(plan, Verdict.PASS)
        plan = Plan.objects.get(pk=plan.pk)
    return plan


def _decide_plan(plan, verdict, reason=""):
    step = plan.run.open_step()
    plan_actions.decide_plan(by=desk_seat(step), plan=plan, step_id=step.pk, verdict=verdict, reason=reason)


def build_applications(press):
    """Per employer: one at its final organ (a third of them beyond it), one at the city or department, one at the first desk, one draft;
    and single ones returned, failed, withdrawn, not recommended, given up."""
    employers = [name for name, kind, _ in UNITS if kind != Kind.DEPARTMENT]
    for number, name in enumerate(employers):
        people = list(Person.objects.filter(account__unit__name=name).order_by("pk")[:4])
        fill_dossier(people[0], press)
        for person in people[1:3]:
            fill_dossier(person, press, leave_out=("patents", "books"))  # 无内容 at every desk
        fill_dossier(people[3], press, leave_out=("education", "papers"))
        desk = Role.LEADER if number % 3 == 1 else Role.HANDLER
        submitted(people[0], name, until=(None if number % 3 == 0 else FINAL), role=desk)
        submitted(people[1], name, until=MIDDLE, role=Role.LEADER if number % 4 == 0 else Role.HANDLER)
        submitted(people[2], name, until=(name,))
        _draft(people[3], name)
    _particular(press)


def _draft(person, name):
    year, title = timezone.localdate().year, title_of(name)
    offered = Committee.objects.offered(title=title, year=year, unit=person.unit, day=timezone.localdate())
    committee = offered.get()
    made = Application(year=year, title=title, speciality="本专业", committee=committee)
    return actions.save_application(by=Seat(person.account, person.unit), application=made)


def submitted(person, name, *, until, role=Role.HANDLER):
    """As `handed_in`, of a new application."""
    return handed_in(person, _draft(person, name), until=until, role=role)


def handed_in(person, application, *, until, role=Role.HANDLER):
    """Hand in and let every desk pass it until it stands at one of the units `until` (None: to the end)."""
    actions.submit_application(by=Seat(person.account, person.unit), application=application, promised=True)
    application = Application.objects.get(pk=application.pk)
    while step := application.run.open_step():
        if until and step.unit.name in until and step.role == role:
            break
        actions.pass_everything(by=desk_seat(step), application=application, step_id=step.pk)
        application = Application.objects.get(pk=application.pk)
    return application


def _particular(press):
    returned = submitted(
        _fifth("洛阳市城建勘察设计院", press), "洛阳市城建勘察设计院", until=("洛阳市城建勘察设计院",), role=Role.LEADER
    )
    judge(returned, "papers", Verdict.RETURN, "第 2 篇的检索页看不清出处，请换知网或万方的检索页。")
    failing = submitted(
        _fifth("洛阳市规划建筑设计院", press), "洛阳市规划建筑设计院", until=("洛阳市住房和城乡建设局",)
    )
    judge(failing, "person", Verdict.FAIL, "任现职年限不满足申报条件。")
    withdrawn = submitted(_fifth("郑州市第一人民医院", press), "郑州市第一人民医院", until=("郑州市第一人民医院",))
    actions.take_back_application(by=Seat(withdrawn.person.account, withdrawn.unit), application=withdrawn)
    _not_sent_up(press)
    _committees_at_work()


def _not_sent_up(press):
    """One that its unit did not recommend, and one that was returned and given up."""
    declined = submitted(_fifth("河南省人民医院", press), "河南省人民医院", until=("河南省人民医院",), role=Role.LEADER)
    step, reason = declined.run.open_step(), "本年度岗位有限，经院务会研究先推荐任现职年限更长的同志。"
    actions.not_recommend(by=desk_seat(step), application=declined, step_id=step.pk, reason=reason)
    given_up = submitted(_fifth("兰考县第一高级中学", press), "兰考县第一高级中学", until=("兰考县第一高级中学",))
    judge(given_up, "papers", Verdict.RETURN, "论文没有检索页，请补传。")
    given_up = Application.objects.get(pk=given_up.pk)
    actions.give_up_application(by=Seat(given_up.person.account, given_up.unit), application=given_up)


def _fifth(name, press):
    person = Person.objects.filter(account__unit__name=name).order_by("pk")[4]
    fill_dossier(person, press)
    return person


def judge(application, area, verdict, reason):
    step = application.run.open_step()
    by = desk_seat(step)
    for key in Case.load(application, by).to_judge:
        given = (verdict, reason) if key == area else (Verdict.PASS, "")
        engine.save_draft(application, by=by, step_id=step.pk, area=key, verdict=given[0], reason=given[1])
    actions.hand_in_verdicts(by=by, application=application, step_id=step.pk)


def _committees_at_work():
    """Of what awaits the committees the first stays to be accepted, the second to get its result; the others have one: passed, failed, and
    one that was put right."""
    awaiting = Application.objects.filter(state=ClimbState.AWAITING).select_related("committee__host").order_by("pk")
    results = [(), (True,), (False,), (False, True)]
    for number, application in enumerate(awaiting[1:]):
        by = admin_of(application.committee.host.name)
        accepted = actions.accept(by=by, application=application)
        set_interview(by, accepted, number + 1)
        for passed in results[number % len(results)]:
            give_result(by, accepted, passed)


def set_interview(by, application, number):
    day = timezone.localdate() + timedelta(days=20)
    application.interview_at = timezone.make_aware(datetime(day.year, day.month, day.day, 9, 0))  # noqa: DTZ001 - made aware here
    application.interview_group, application.interview_place = f"第 {number} 组", "郑州市金水区演示会议中心 3 楼"
    actions.set_interview(by=by, application=application)


def give_result(by, application, passed):
    application.refresh_from_db()
    said = {"passed": passed, "decided_on": timezone.localdate(), "document": f"豫职评〔{application.year}〕8 号"}
    actions.enter_result(by=by, application=application, expected=application.result_id, **said)


def build_experts(press):
    """One in the pool, one under way, one returned, one not handed in."""
    for name, wanted in (
        ("洛阳市城建勘察设计院", "passed"),
        ("洛阳市规划建筑设计院", "in_review"),
        ("郑州市轨道工程公司", "returned"),
    ):
        filing = _file(press, name)
        expert_actions.submit_filing(by=Seat(filing.person.account, filing.unit), filing=filing)
        filing = ExpertFiling.objects.get(pk=filing.pk)
        if wanted == "returned":
            _decide_filing(filing, Verdict.RETURN, "职称证书扫描件不清晰。")
        while wanted == "passed" and filing.state == "in_review":
            _decide_filing(filing, Verdict.PASS)
            filing = ExpertFiling.objects.get(pk=filing.pk)
    _file(press, "河南省实验中学")


def _file(press, name):
    person = Person.objects.filter(account__unit__name=name).order_by("pk").last()
    filing = ExpertFiling(
        series=title_of(name).series,
        speciality="岩土工程",
        title="正高级工程师",
        title_on=date(2015, 12, 30),
        position="总工程师",
        achievements="主持省级重点工程勘察五项，主编地方标准两部。",
    )
    by, proof = Seat(person.account, person.unit), press.proof("职称证书", ("pdf",))
    return expert_actions.save_filing(by=by, filing=filing, proof=proof)


def _decide_filing(filing, verdict, reason=""):
    step = filing.run.open_step()
    expert_actions.decide_filing(by=desk_seat(step), filing=filing, step_id=step.pk, verdict=verdict, reason=reason)


def build_transfers(press):
    """One waiting, one agreed, one refused; only persons without an application under way."""
    name = "洛阳市规划建筑设计院"
    free = list(Person.objects.filter(account__unit__name="洛阳市中心医院").order_by("pk")[4:7])
    asked = [_ask(name, person, press.proof("调令", ("pdf",))) for person in free]
    old = admin_of("洛阳市中心医院")
    transfers.answer_transfer(by=old, transfer=asked[1], agree=True)
    transfers.answer_transfer(by=old, transfer=asked[2], agree=False, answer="服务期未满。")


def _ask(name, person, proof):
    account = person.account
    return transfers.ask_transfer(
        by=admin_of(name), id_number=account.id_number, name=account.name, reason="工作调动", proof=proof
    )


def age_some():
    """Actions act now; a few that are under way are set back twelve days with all that was done, so that over-age shows. The only rows the
    demo writes by hand."""
    runs = list(ChainStep.objects.filter(status="open").order_by("pk").values_list("run", flat=True))[::3]
    _set_back(ChainStep.objects.filter(run__in=runs), "opened_at", "seen_at", "closed_at")
    _set_back(AreaVerdict.objects.filter(step__run__in=runs), "at")
    _set_back(ChainRun.objects.filter(pk__in=runs), "handed_in_at", "current_since")
    for climber in climbers():
        _set_back(climber._base_manager.filter(run__in=runs), "submitted_at")


def _set_back(rows, *times):
    rows.update(**{name: F(name) - timedelta(days=12) for name in times})
