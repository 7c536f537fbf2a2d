"""The main line as people walk it: one story for every way of walking, by the words on the pages and nothing else.

`visitor()` gives a person at a fresh login page (`ClientVisitor`, `BrowserVisitor`). The stage is Henan's real offices and the
catalogue, as `manage.py province` leaves them.
"""

from orgs.models import AccountKind, Kind, Unit
from personnel.dossier.sections import SECTIONS
from personnel.grants import set_scope
from personnel.models import Reviewer, Series
from tests.factories.orgs import AccountFactory, UnitFactory
from tests.factories.plans import passed_plan
from tests.factories.review import CommitteeFactory, applicant
from tests.walk.steps import (
    CITY,
    COMMITTEE,
    ID_NUMBER,
    PASSWORD,
    PERSON,
    TITLE,
    UNIT,
    accept,
    add_reviewer,
    apply,
    approve_unit,
    check_statistics,
    create_unit,
    decide,
    desks_of,
    fill_dossier,
    first_login,
    halves,
    hand_in,
    hand_in_plan,
    invite,
    judge,
    login,
    open_case,
    open_committee,
    pass_in_batch,
    pass_plan,
    register,
    slip,
    tell_about_unit,
)
from tests.walk.words import ENTRANCES


def walk_a_new_employer(visitor):
    """An employer under 洛阳市 (a line with missing levels) from its creation to the printed 评审表: two reviewers share a desk, one
    return, one resubmission."""
    city, top = (first_login(visitor, office, slip(office)) for office in ("410300", "410000"))
    code = create_unit(city, UNIT, "用人单位")
    own = first_login(visitor, code)
    tell_about_unit(own)
    approve_unit(city, UNIT)
    own.open("/")  # until it looks again its menu is that of a unit not yet approved
    desks = own_desks(visitor, own, code) + [
        (role, login(visitor, staff(Unit.objects.get(code=office), role)))
        for office in ("410300", "410000")
        for role in ("经办人", "负责人")
    ]
    add_person(own)
    plan_to_quota(desks)
    open_committee(top)

    mine = first_login(visitor, ID_NUMBER.lower(), ID_NUMBER[-6:], entrance=ENTRANCES[1])
    fill_dossier(mine)
    apply(mine)
    for number, (role, desk) in enumerate(desks[:CITY]):
        decide(desk, role, in_batch=number == CITY - 1)
    return_and_mend(desks[CITY], mine)
    for number, (role, desk) in enumerate(desks):
        decide(desk, role, in_batch=number > CITY)
    mine.menu("职称申报")
    mine.sees("待评审")
    mine.follow(TITLE)
    assert mine.download("打印评审表").startswith(b"%PDF-")
    accept(top)
    invite(top, "郑州市会议中心")
    own.menu("申报人员状态查询")
    for words in (PERSON, COMMITTEE, "第 3 组", "郑州市会议中心"):
        own.sees(words)
    check_statistics(city, UNIT, planned=2, applied=1, passed=0, remaining=1)
    register(top, "通过")
    mine.menu("职称申报")
    mine.sees("已通过")
    check_statistics(city, UNIT, planned=2, applied=1, passed=1, remaining=1)
    return desks_of(mine)


def own_desks(visitor, admin, code):
    """The employer's reviewers, added by its administrator: two who share the 经办人's areas, and a 负责人."""
    desks = []
    for login_name, role, scope in zip(
        (f"{code}jb1", f"{code}jb2", f"{code}fz"), ("经办人", "经办人", "负责人"), (*halves(), ("全部",)), strict=True
    ):
        add_reviewer(admin, login_name, f"审查员{login_name[-3:]}", role, scope)
        desks.append((role, first_login(visitor, login_name)))
    return desks


def add_person(own):
    own.menu("单位人员管理")
    own.follow("添加")
    own.fill({"姓名": PERSON, "证件号": ID_NUMBER.lower(), "手机号": "13800000018"})
    own.press("保存")
    own.sees(f"已添加 {PERSON}")


def plan_to_quota(desks):
    """A 经办人 of the employer hands the plan in; its 负责人 and every upper desk pass it."""
    handing, _colleague, *above = [desk for _role, desk in desks]
    hand_in_plan(handing, "年度申报计划", applicants=2)
    for desk in above:
        pass_plan(desk, "年度申报计划")
    handing.menu("申报计划上传")
    assert "已通过" in handing.texts("tbody tr")[0]


def return_and_mend(desk, mine):
    """The desk returns 论文; the applicant reads why, mends it and hands in again, to climb from the bottom."""
    role, returning = desk
    open_case(returning, role)
    judge(returning, returned="论文")
    mine.menu("职称申报")
    mine.sees("退回修改")
    mine.follow(TITLE)
    mine.sees("第 1 条：")
    mine.follow("去修改")
    mine.follow("修改", row="深基坑变形控制研究")
    mine.fill({"题目": "深基坑逆作法变形控制研究"})
    mine.press("保存")
    mine.menu("职称申报")
    mine.follow(TITLE)
    hand_in(mine)
    mine.sees("第 2 次")


def walk_a_line(visitor, unit, committee, road):
    """A person whose dossier is full applies to `committee`; every desk of `road` decides, in this order and no other."""
    person = applicant(unit)
    person.account.set_password(PASSWORD)
    person.account.save()
    mine = login(visitor, person.account.id_number, entrance=ENTRANCES[1])
    apply(mine, committee)
    assert desks_of(mine) == both_desks(road)  # those still to come are there from the first day
    for name in road:
        for role in ("经办人", "负责人"):
            pass_in_batch(login(visitor, staff(Unit.objects.get(name=name), role)), role)
    mine.menu("职称申报")
    mine.sees("待评审")
    return desks_of(mine)


def both_desks(road):
    """Every desk of these units, in order, as the timeline names them."""
    return [f"{name} · {role}" for name in road for role in ("经办人", "负责人")]


def staff(unit, role):
    """The login name of somebody who sits at this desk and judges everything."""
    name = f"{unit.code}{'jb' if role == '经办人' else 'fz'}"
    account = AccountFactory(unit=unit, kind=AccountKind.REVIEWER, login_name=name, password=PASSWORD)
    Reviewer.objects.create(account=account, is_handler=role == "经办人", is_leader=role == "负责人")
    set_scope(
        account, {(series.code, key) for series in Series.objects.all() for key in SECTIONS}, areas=list(SECTIONS)
    )
    return name


# What is built below the real offices (above, kind, name), the committee's host, the units on the road from the bottom up.
LINES = {
    "six-levels": (
        (
            ("老城区职改办", Kind.DEPARTMENT, "老城区住建局"),
            ("老城区住建局", Kind.EMPLOYER, "老城区设计院"),
            ("老城区设计院", Kind.SUBUNIT, "老城区设计院分院"),
        ),
        "省职改办",
        ("老城区设计院分院", "老城区设计院", "老城区住建局", "老城区职改办", "洛阳市职改办", "省职改办"),
    ),
    "direct-county": (
        (("兰考县职改办", Kind.DEPARTMENT, "兰考县住建局"), ("兰考县住建局", Kind.EMPLOYER, "兰考县设计院")),
        "省职改办",
        ("兰考县设计院", "兰考县住建局", "兰考县职改办", "省职改办"),
    ),
    "committee-beside-the-line": (
        (("洛阳市职改办", Kind.EMPLOYER, "洛阳市职业学院"), ("省职改办", Kind.DEPARTMENT, "省教育厅")),
        "省教育厅",
        ("洛阳市职业学院", "洛阳市职改办", "省教育厅"),
    ),
}


def line_of(case):
    """(unit, committee, road) of one kind of line, with quota for the unit."""
    build, host, road = LINES[case]
    for above, kind, name in build:
        UnitFactory(kind=kind, parent=Unit.objects.get(name=above), name=name)
    unit = Unit.objects.get(name=road[0])
    passed_plan(unit, rows=[(TITLE, 20, 2, 2)])
    return unit, CommitteeFactory(host=Unit.objects.get(name=host)).name, road
