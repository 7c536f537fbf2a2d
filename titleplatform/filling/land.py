"""Where the copies stand: units of every kind below Henan's real offices, each with the staff of the unit that it copies."""

from dataclasses import dataclass, field
from itertools import count, cycle, islice
from random import Random

from django.utils import timezone

from orgs import tree
from orgs.models import Account, AccountKind, Kind, Unit
from titleplatform.filling.bulk import copy_instances, run, temporary
from titleplatform.filling.identities import identity
from titleplatform.kit.identity import synthetic_credit_code

CITY, COUNTY, DIRECT_COUNTY = "洛阳市职改办", "老城区职改办", "兰考县职改办"
# What is copied below an office of each kind: (department or None for directly below, its employers).
BELOW = {
    Kind.PROVINCE: (
        ("河南省教育厅", ("河南省实验中学", "河南省实验小学")),
        ("河南省卫生健康委员会", ("河南省人民医院",)),
    ),
    Kind.CITY: (
        ("洛阳市住房和城乡建设局", ("洛阳市规划建筑设计院", "洛阳市城建勘察设计院")),
        ("洛阳市卫生健康委员会", ("洛阳市中心医院",)),
    ),
    Kind.COUNTY: (("老城区教育体育局", ("老城区实验小学",)),),
}
DIRECT = (("兰考县教育体育局", ("兰考县第一高级中学",)),)
DIRECTLY_BELOW_A_CITY = "郑州市轨道工程公司"
SUBUNIT, OF = "老城区实验小学北校区", "老城区实验小学"
# A share of the employers in every other state of a unit's life.
OTHER_STATES = ("洛阳市测绘院", "洛阳市园林设计室", "洛阳市建材检测站", "洛阳市旧城改造办")
SHARE = {Kind.PROVINCE: 0.04, Kind.CITY: 0.36}
SHARE_DIRECTLY_BELOW, SHARE_SUBUNITS, SHARE_OTHER, SHARE_LAST_YEAR, SHARE_PLANS = 0.15, 0.2, 0.02, 0.2, 0.6
COPIED = (
    *("nature", "legal_representative", "address", "contact_name", "contact_phone", "contact_email", "office_phone"),
    *("staff_count", "decision_reason"),
)
BIGGEST = ("410100", 4)  # one city has so many times the employers of another


@dataclass(eq=False)
class House:
    """One copied unit: `copies` is the unit it was made after, `line` leads from each unit above that one to its own."""

    unit: Unit
    copies: Unit
    line: dict
    is_new: bool = True
    years_back: int = 0
    plans: bool = True
    accounts: dict = field(default_factory=dict)  # {pk of an account of `copies`: (pk of the own one, name)}

    @property
    def cell(self):
        """What of the prototype it gets (`prototypes.cells_of_units`)."""
        return self.copies.pk if self.plans else -self.copies.pk


class Land:
    """All units of the province, the old ones and the copies."""

    def __init__(self, size, password_hash, seed=1):
        self.size, self.password_hash, self.random = size, password_hash, Random(seed)
        self.old = {unit.name: unit for unit in Unit.objects.all()}
        self.above = tree.uppers(Unit)
        self.top = next(unit for unit in self.old.values() if unit.is_top)
        self.houses = []
        self.pks, self.codes, self.places, self.parents = count(max(self.above) + 1), {}, {}, {}

    def lay_out(self):
        """Make the houses, the offices' first."""
        old = list(self.old.values())
        offices = [unit for unit in old if unit.is_office and not unit.is_top]
        direct = set(Unit.objects.filter(direct_periods__isnull=False).values_list("pk", flat=True))
        for office in offices:
            like = self.old[CITY if office.kind == Kind.CITY else DIRECT_COUNTY if office.pk in direct else COUNTY]
            if office.name not in (CITY, COUNTY, DIRECT_COUNTY, "郑州市职改办"):
                self.houses.append(House(office, like, self._line_of(like, self.above[office.pk]), is_new=False))
        departments = self._departments(offices, direct)
        self._employers(departments)

    def _departments(self, offices, direct):
        """[(house of a department, its patterns of employers)]"""
        wanted = {
            Kind.PROVINCE: self.size.departments_of_the_province,
            Kind.CITY: self.size.departments_of_a_city,
            Kind.COUNTY: self.size.departments_of_a_county,
        }
        made = []
        for office in (self.top, *offices):
            patterns = DIRECT if office.pk in direct else BELOW[office.kind]
            for name, employers in islice(cycle(patterns), wanted[office.kind]):
                house = self._house(self.old[name], office, self._line_of(self.old[name], office.pk))
                made.append((house, employers, office))
        return made

    def _line_of(self, old, new):
        """From each unit above `old` to the one in the same place above a copy directly below `new` (a pk)."""
        line, upper = {}, self.above[old.pk]
        while upper and new:
            line[upper], upper, new = new, self.above[upper], self.above[new]
        return line

    def _employers(self, departments):
        weights = [self._weight(office, departments) for _, _, office in departments]
        wanted = self.size.units - len(self.old) - len(departments)
        for house, names, office in self.random.choices(departments, weights, k=max(0, round(wanted * 0.85))):
            roll = self.random.random()
            if office.kind == Kind.CITY and roll < SHARE_DIRECTLY_BELOW:
                old = self.old[DIRECTLY_BELOW_A_CITY]
                self._house(old, office, self._line_of(old, office.pk))
                continue
            others = office.kind == Kind.CITY and roll > 1 - SHARE_OTHER
            old = self.old[self.random.choice(OTHER_STATES)] if others else self.old[self.random.choice(names)]
            if others and house.copies.name != BELOW[Kind.CITY][0][0]:
                continue
            employer = self._house(old, house.unit, house.line | {house.copies.pk: house.unit.pk})
            if old.name == OF and roll < SHARE_SUBUNITS * 2:
                line = employer.line | {old.pk: employer.unit.pk}
                self._house(self.old[SUBUNIT], employer.unit, line, employer.years_back)

    def _weight(self, office, departments):
        share = SHARE.get(office.kind, 1 - sum(SHARE.values()))
        of_this_kind = sum(each.kind == office.kind for _, _, each in departments)
        return share / of_this_kind * (BIGGEST[1] if office.code == BIGGEST[0] else 1)

    def _house(self, old, parent, line, years_back=None):
        unit = Unit(pk=next(self.pks), kind=old.kind, state=old.state, closed_in=old.closed_in)
        unit.code = self._next_code(parent, old)
        self.places[unit.pk] = place = self.places.get(parent.pk) or _place_of(parent)
        unit.name = unit.certificate_name = f"{place}{_bare_name(old)}{unit.code[len(parent.code) :].lstrip('0')}"
        for name in COPIED:
            setattr(unit, name, getattr(old, name))
        unit.credit_code = old.credit_code and synthetic_credit_code(old.credit_code[:2], unit.pk)
        unit.submitted_at, unit.decided_at = old.submitted_at, old.decided_at
        unit.decided_by_name = old.decided_by_name and "上级单位"
        unit.created_at = timezone.now()
        unit.derive()
        self.above[unit.pk] = parent.pk
        self.parents[unit] = parent
        back = (
            int(self.random.random() < SHARE_LAST_YEAR)
            if years_back is None and old.kind == Kind.EMPLOYER
            else years_back or 0
        )
        house = House(unit, old, line, years_back=back)
        house.plans = old.kind == Kind.DEPARTMENT or self.random.random() < SHARE_PLANS
        self.houses.append(house)
        return house

    def _next_code(self, parent, old):
        stem, digits = {
            Kind.DEPARTMENT: (parent.code, 3),
            Kind.EMPLOYER: (parent.code if parent.kind == Kind.DEPARTMENT else f"{parent.code}000", 4),
            Kind.SUBUNIT: (parent.code, 2),
        }[old.kind]
        number = self.codes.get(stem, 100 if digits > 2 else 10) + 1  # behind those of the demo
        self.codes[stem] = number
        return f"{stem}{number:0{digits}d}"

    def write(self):
        """The units and their staff; the forest is numbered anew."""
        new = [house.unit for house in self.houses if house.is_new]
        tree.renumber(Unit, [(unit, self.parents[unit]) for unit in new])
        copy_instances(Unit, new)
        copy_instances(Account, list(self._staff()))  # it asks the database, which COPY keeps busy
        self._write_maps()

    def _staff(self):
        """The accounts of every new unit and of the offices that had an administrator only."""
        of_old = {}
        for account in Account.objects.exclude(kind=AccountKind.APPLICANT).exclude(unit=None).select_related("unit"):
            of_old.setdefault(account.unit_id, []).append(account)
        have = dict(Account.objects.exclude(login_name=None).values_list("login_name", "pk"))
        pks, secret = count(Account.objects.latest("pk").pk + 1), self.password_hash
        for house in self.houses:
            for old in of_old[house.copies.pk]:
                login_name = house.unit.code + old.login_name[len(house.copies.code) :]
                if login_name in have:
                    house.accounts[old.pk] = (have[login_name], old.name)
                    continue
                account = Account(pk=next(pks), kind=old.kind, login_name=login_name, unit=house.unit)
                account.password, account.created_at, account.position = secret, timezone.now(), old.position
                if old.kind == AccountKind.REVIEWER:
                    identity(account, account.pk)
                account.derive()
                house.accounts[old.pk] = (account.pk, account.name)
                yield account

    def _write_maps(self):
        names = {unit.pk: unit for unit in self.old.values()} | {h.unit.pk: h.unit for h in self.houses}
        lines = (
            (house.unit.pk, old, names[new].pk, names[new].name, names[new].certificate_name)
            for house in self.houses
            for old, new in (house.line | {house.copies.pk: house.unit.pk}).items()
        )
        temporary("fill_unit", ("copy bigint", "old bigint", "new bigint", "name text", "certificate_name text"), lines)
        staff = (
            (house.unit.pk, old, new, name) for house in self.houses for old, (new, name) in house.accounts.items()
        )
        temporary("fill_staff", ("unit bigint", "old bigint", "new bigint", "name text"), staff)
        run(
            "CREATE TEMPORARY TABLE fill_account ON COMMIT DROP AS"
            " SELECT u.copy, s.old, s.new, s.name FROM fill_unit u JOIN fill_staff s ON s.unit = u.new"
        )
        run("ANALYZE fill_account")


def _place_of(office):
    return "河南省" if office.is_top else office.name.removesuffix("职改办")


def _bare_name(unit):
    """Without the place it begins with."""
    name = unit.name
    for place in ("河南省", "洛阳市", "郑州市", "老城区", "兰考县"):
        name = name.removeprefix(place)
    return name
