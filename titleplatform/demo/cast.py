"""Who there is: departments, employers, their administrators, reviewers and persons."""

import itertools
from datetime import date

from orgs import actions as units
from orgs.actions import administrators
from orgs.models import Account, AccountKind, DocumentKind, Kind, Unit
from personnel.actions import persons, reviewers
from personnel.areas import content_areas
from personnel.models import Reviewer, Series
from personnel.seats import seat_for
from titleplatform.kit.identity import synthetic_credit_code, synthetic_id
from titleplatform.merging import merge_units

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
GIVEN = (
    "志远",
    "晓燕",
    "建国",
    "慧敏",
    "海涛",
    "振东",
    "丽华",
    "文博",
    "雪梅",
    "国强",
    "思雨",
    "明哲",
    "婷婷",
    "永刚",
    "佳怡",
    "喆",
)
# (name, kind, name of the unit above)
UNITS = (
    ("河南省教育厅", Kind.DEPARTMENT, "省职改办"),
    ("河南省卫生健康委员会", Kind.DEPARTMENT, "省职改办"),
    ("河南省实验中学", Kind.EMPLOYER, "河南省教育厅"),
    ("河南省实验小学", Kind.EMPLOYER, "河南省教育厅"),
    ("河南省人民医院", Kind.EMPLOYER, "河南省卫生健康委员会"),
    ("洛阳市住房和城乡建设局", Kind.DEPARTMENT, "洛阳市职改办"),
    ("洛阳市城建勘察设计院", Kind.EMPLOYER, "洛阳市住房和城乡建设局"),
    ("洛阳市规划建筑设计院", Kind.EMPLOYER, "洛阳市住房和城乡建设局"),
    ("洛阳市卫生健康委员会", Kind.DEPARTMENT, "洛阳市职改办"),
    ("洛阳市中心医院", Kind.EMPLOYER, "洛阳市卫生健康委员会"),
    ("老城区教育体育局", Kind.DEPARTMENT, "老城区职改办"),
    ("老城区实验小学", Kind.EMPLOYER, "老城区教育体育局"),
    ("老城区实验小学北校区", Kind.SUBUNIT, "老城区实验小学"),
    ("郑州市卫生健康委员会", Kind.DEPARTMENT, "郑州市职改办"),
    ("郑州市第一人民医院", Kind.EMPLOYER, "郑州市卫生健康委员会"),
    ("郑州市轨道工程公司", Kind.EMPLOYER, "郑州市职改办"),
    ("兰考县教育体育局", Kind.DEPARTMENT, "兰考县职改办"),
    ("兰考县第一高级中学", Kind.EMPLOYER, "兰考县教育体育局"),
)
ADMINISTRATORS = ((AccountKind.SYSTEM, "admin"), (AccountKind.SECURITY, "security"), (AccountKind.AUDIT, "audit"))
OFFICES = ("省职改办", "洛阳市职改办", "老城区职改办", "郑州市职改办", "兰考县职改办")
PERSONS_EACH = 7
_phones = itertools.count(1)
_reviewers = itertools.count(1)


def phone():
    """An obviously false mobile number."""
    return f"138{next(_phones):08d}"


def reviewer_number():
    """A valid ID number of nobody, and of none of the persons."""
    n = next(_reviewers)
    return synthetic_id("410303", date(1965 + n % 25, 1 + n % 12, 1 + n % 28), n)


def unit(name):
    return Unit.objects.get(name=name)


def admin_of(name):
    """The seat of a unit's administrator."""
    found = unit(name)
    return seat_for(Account.objects.select_related("unit").get(login_name=found.code))


def build_platform(passwords):
    """The three administrators of the platform itself, as the server's command appoints the first of each kind."""
    for number, (kind, login_name) in enumerate(ADMINISTRATORS, 1):
        appointed = administrators.appoint(
            kind=kind,
            login_name=login_name,
            name=f"{SURNAMES[-number]}{GIVEN[-number]}",
            id_number=synthetic_id("410105", date(1980, number, 1), number),
            document_kind=DocumentKind.RESIDENT,
            operator="demo",
        )
        passwords.give(appointed.account)


def build_units(passwords):
    """Every unit of UNITS, approved; then one in each other state of a unit's life."""
    for number, office in enumerate(OFFICES, 1):
        passwords.give(Account.objects.get(login_name=unit(office).code))
        units.save_own_unit(by=admin_of(office), values={"office_phone": f"0371-0000 1{number:03d}"})
    for number, (name, kind, above) in enumerate(UNITS, 1):
        _create(passwords, name, kind, above)
        units.submit_own_unit(by=admin_of(name), values=_information(number, kind))
        units.approve_unit(by=admin_of(above), unit=unit(name))
    _other_states(passwords)


def _create(passwords, name, kind, above):
    made = units.create_unit(by=admin_of(above), parent=unit(above), kind=kind, name=name)
    passwords.give(made.account)


def _information(number, kind):
    public = kind in (Kind.DEPARTMENT,)
    return {
        "credit_code": synthetic_credit_code("11" if public else "12", number),
        "nature": "government" if public else "public_part",
        "legal_representative": f"{SURNAMES[number % 20]}院长",
        "address": "演示路 1 号",
        "contact_name": f"{SURNAMES[(number + 7) % 20]}老师",
        "contact_phone": phone(),
        "office_phone": f"0371-0000 {number:04d}",
        "contact_email": "renshi@example.cn",
        "staff_count": 40 + number,
    }


def _other_states(passwords):
    above = "洛阳市住房和城乡建设局"
    for name in ("洛阳市测绘院", "洛阳市园林设计室", "洛阳市建材检测站", "洛阳市旧城改造办", "洛阳市古建筑设计所"):
        _create(passwords, name, Kind.EMPLOYER, above)
    waiting = ("洛阳市测绘院", "洛阳市园林设计室", "洛阳市旧城改造办", "洛阳市古建筑设计所")
    for number, name in enumerate(waiting, 90):
        units.submit_own_unit(by=admin_of(name), values=_information(number, Kind.EMPLOYER))
    units.return_unit(by=admin_of(above), unit=unit("洛阳市园林设计室"), reason="法人证书扫描件不清晰，请重新上传。")
    for name in ("洛阳市旧城改造办", "洛阳市古建筑设计所"):
        units.approve_unit(by=admin_of(above), unit=unit(name))
    units.disable_unit(by=admin_of(above), unit=unit("洛阳市旧城改造办"))
    merged, survivor = unit("洛阳市古建筑设计所"), unit("洛阳市城建勘察设计院")
    merge_units(by=admin_of(above), unit=merged, into=survivor, reason="洛阳市事业单位改革方案")


def build_reviewers(passwords):
    """A handler and a leader everywhere; in 洛阳市城建勘察设计院 two handlers share the areas, and one account is not ready."""
    for number, name in enumerate((*OFFICES, *(each[0] for each in UNITS))):
        admin = admin_of(name)
        for suffix, role in (("jb01", "is_handler"), ("fz01", "is_leader")):
            person = f"{SURNAMES[(number * 2 + len(role)) % 20]}{GIVEN[(number + len(suffix + role)) % 16]}"
            _reviewer(passwords, admin, f"{admin.unit.code}{suffix}", person, {role: True}, _everything())
    admin = admin_of("洛阳市城建勘察设计院")
    areas = [area.key for area in content_areas()]
    halves = {("05", key) for key in areas[:6]}, {("05", key) for key in areas[6:]}
    _reviewer(passwords, admin, f"{admin.unit.code}jb02", "周敏华", {"is_handler": True}, halves[0])
    _reviewer(passwords, admin, f"{admin.unit.code}jb03", "孙立平", {"is_handler": True}, halves[1])
    account = Account(login_name=f"{admin.unit.code}jb04", name="郭新来", phone=phone())
    reviewers.add_reviewer(by=admin, account=account)


def _everything():
    codes = Series.objects.values_list("code", flat=True)
    return {(code, area.key) for code in codes for area in content_areas()}


def _reviewer(passwords, admin, login_name, name, roles, pairs):
    account = Account(login_name=login_name, name=name, id_number=reviewer_number(), phone=phone(), position="人事科")
    reviewer, _ = reviewers.add_reviewer(by=admin, account=account, pairs=pairs, enabled=True, **roles)
    passwords.give(account)
    return Reviewer.objects.get(pk=reviewer.pk)


def build_persons(passwords):
    """PERSONS_EACH persons in every employer and sub-unit, with valid ID numbers that belong to nobody."""
    number = itertools.count(1)
    for name, kind, _above in UNITS:
        if kind == Kind.DEPARTMENT:
            continue
        admin = admin_of(name)
        for each in range(PERSONS_EACH):
            person = make_person(admin, next(number), each, current_title="中级职称" if each % 3 else "")
            if each < 5:
                passwords.give(person.account)


def make_person(admin, number, shift=0, **values):
    """A person with a valid ID number that belongs to nobody."""
    account = Account(
        name=SURNAMES[(number * 7) % 20] + GIVEN[(number * 3 + shift) % 16],
        id_number=synthetic_id("410302", date(1976 + number % 18, 1 + number % 12, 1 + number % 28), number),
        phone=phone(),
    )
    return persons.add_person(by=admin, account=account, **values)[0]
