"""Persons, most of them with nothing but a name; the others have the case of a person of the demo."""

from itertools import count
from random import Random

from django.db import connection
from django.utils import timezone

from experts.models import ExpertFiling
from orgs.chain.states import ClimbState
from orgs.models import Account, AccountKind, Kind
from personnel.models import Person
from review.models import Application
from titleplatform.filling.bulk import copy
from titleplatform.filling.identities import identity
from titleplatform.kit.identity import birth_date_of, gender_of

EXPERT = "expert"  # who has filed for the pool of experts instead
# Of a hundred applications of this year so many are in each state; of an earlier year only the ended ones are taken.
WEIGHTS = {
    ClimbState.DRAFT: 6,
    ClimbState.IN_REVIEW: 32,
    ClimbState.RETURNED: 5,
    ClimbState.AWAITING: 15,
    ClimbState.PASSED: 30,
    ClimbState.FAILED: 8,
    ClimbState.FORFEITED: 2,
    ClimbState.NOT_RECOMMENDED: 2,
    EXPERT: 2,
}
ENDED = (ClimbState.PASSED, ClimbState.FAILED, ClimbState.FORFEITED, ClimbState.NOT_RECOMMENDED)
BIGGEST_SHARE, BIGGEST_TIMES = 0.01, 10  # one employer in a hundred is ten times as big
DAYS_UNDER_WAY, DAYS_ENDED = 20, 150  # how far a case is moved into the past


def shares(total, weights):
    """{key: its part of `total`}, whole numbers that add up."""
    whole, given, parts = sum(weights.values()), 0.0, {}
    for key, weight in weights.items():
        begun, given = round(given), given + total * weight / whole
        parts[key] = round(given) - begun
    return parts


class People:
    """Who belongs to which house, and whose case each copies."""

    def __init__(self, land, size, seed=2):
        self.land, self.size, self.random = land, size, Random(seed)
        self.prototypes = self._prototypes()
        self.cases = []

    def _prototypes(self):
        """{unit: {state: [(person, account, name)]}} of those who have applied."""
        found, who = {}, ("unit", "person", "person__account", "person__account__name")
        for unit, *person, state in Application.objects.values_list(*who, "state"):
            found.setdefault(unit, {}).setdefault(state, []).append(tuple(person))
        for unit, *person in ExpertFiling.objects.values_list(*who):
            found.setdefault(unit, {}).setdefault(EXPERT, []).append(tuple(person))
        return found

    def write(self, progress):
        houses = {
            house: BIGGEST_TIMES if self.random.random() < BIGGEST_SHARE else 1
            for house in self.land.houses
            if house.copies.kind in (Kind.EMPLOYER, Kind.SUBUNIT)
        }
        applying = {house: weight for house, weight in houses.items() if house.cell in self.prototypes}
        persons, cases = (
            shares(self.size.persons, houses),
            shares(round(self.size.applications * (1 + WEIGHTS[EXPERT] / 100)), applying),
        )
        accounts, people = count(Account.objects.latest("pk").pk + 1), count(Person.objects.latest("pk").pk + 1)
        self._people = []
        copy(*self._account_table(), self._accounts(progress, houses, persons, cases, accounts, people))
        copy(
            "personnel_person",
            ("id", "account_id", "gender", "birth_date", "current_title", "created_at"),
            self._people,
        )

    def _account_table(self):
        self.fields = Account._meta.concrete_fields
        return Account._meta.db_table, [field.column for field in self.fields]

    def _accounts(self, progress, houses, persons, cases, numbers, people):
        now = timezone.now()
        for house in progress.over("人员", houses):
            here = max(persons[house], cases.get(house, 0))
            for position in range(here):
                pk, person = next(numbers), next(people)
                account = Account(pk=pk, kind=AccountKind.APPLICANT, unit_id=house.unit.pk, created_at=now)
                account.username = f"{pk:032x}"
                identity(account, pk)
                account.derive()
                title = "中级职称" if pk % 3 else ""
                self._people.append(
                    (person, pk, gender_of(account.id_number), birth_date_of(account.id_number), title, now)
                )
                if position < cases.get(house, 0):
                    self._take_case(house, person, account)
                yield [field.get_db_prep_save(getattr(account, field.attname), connection) for field in self.fields]

    def _take_case(self, house, person, account):
        offered = self.prototypes[house.copies.pk]
        states = [state for state in offered if not house.years_back or state in ENDED] or list(offered)
        state = self.random.choices(states, [WEIGHTS[state] for state in states])[0]
        old, old_account, old_name = self.random.choice(offered[state])
        days = self.random.random() * (DAYS_ENDED if state in ENDED else DAYS_UNDER_WAY) + 365 * house.years_back
        self.cases.append(
            (
                person,
                old,
                house.unit.pk,
                old_account,
                account.pk,
                old_name,
                account.name,
                house.years_back,
                f"{days:.4f} days",
            )
        )
