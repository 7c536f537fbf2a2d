"""Who is acting, for which unit, at which desks, with which scope. Made once per request by `personnel.seats`."""

from dataclasses import dataclass, field

from orgs.chain.words import ALL, WHOLE, Role
from orgs.models.account import PLATFORM_KINDS, Account, AccountKind
from orgs.models.unit import Unit


@dataclass(frozen=True)
class Scope:
    """Which series × content areas a reviewer may judge: pairs (series code, area key), `ALL` standing for every one."""

    pairs: frozenset[tuple[str, str]] = frozenset()

    def covers(self, series, area):
        """May this area of a submission in this series be judged? Plans have no series: any scope at all will do."""
        if not series or area == WHOLE:
            return self.covers_series(series)
        return any(s in (ALL, series) and a in (ALL, area) for s, a in self.pairs)

    def covers_series(self, series):
        """Any area of this series."""
        return bool(self.pairs) if not series else any(s in (ALL, series) for s, _ in self.pairs)

    @property
    def series_codes(self):
        """The series with at least one area, or None for all of them: for `series_code__in`."""
        codes = {s for s, _ in self.pairs}
        return None if ALL in codes else codes

    def by_areas(self):
        """[(series codes or None for all others, areas), …]: the scope grouped by equal sets of areas."""
        everywhere = frozenset(a for s, a in self.pairs if s == ALL)
        groups = {}
        for code in {s for s, _ in self.pairs} - {ALL}:
            areas = everywhere | {a for s, a in self.pairs if s == code}
            groups.setdefault(areas, []).append(code)
        result = [(sorted(codes), areas) for areas, codes in groups.items()]
        return [*result, (None, everywhere)] if everywhere else result


@dataclass(frozen=True)
class Seat:
    """An acting account. `roles` and `scope` are empty for everybody but enabled reviewers of a working unit."""

    account: Account
    unit: Unit | None
    roles: frozenset[Role] = frozenset()
    scope: Scope = field(default_factory=Scope)
    address: str = ""
    applicant_id: int | None = None  # the same person's account as an applicant, by 证件号
    session: str = ""  # a hash that tells the sessions of the audit trail apart; empty outside a request

    @property
    def is_of_the_platform(self):
        """One of the three kinds of administrators that belong to no unit. None of them opens what applicants hand in."""
        return self.account.kind in PLATFORM_KINDS

    @property
    def is_system(self):
        """Keeps the units, the catalogue, the parameters and the platform's accounts."""
        return self.account.kind == AccountKind.SYSTEM

    @property
    def is_security(self):
        """Minds who comes in: initial passwords that ran out, what happens at the entrance."""
        return self.account.kind == AccountKind.SECURITY

    @property
    def is_audit(self):
        """Reads the audit trail."""
        return self.account.kind == AccountKind.AUDIT

    @property
    def is_unit_admin(self):
        return self.account.kind == AccountKind.UNIT_ADMIN

    @property
    def signature(self):
        """How a record names who is acting: a unit's administrator without a name of its own is the unit, not a number."""
        return str(self.unit) if self.is_unit_admin and not self.account.name else str(self.account)

    @property
    def full_signature(self):
        """The same with the unit and the login name, where records tell several units' people apart."""
        return f"{self.unit or '系统'} {self.account.label}" if self.account.name else self.signature

    @property
    def is_reviewer(self):
        return self.account.kind == AccountKind.REVIEWER

    @property
    def is_staff(self):
        """Somebody of a unit's own staff: its administrator or a reviewer."""
        return self.is_unit_admin or self.is_reviewer

    @property
    def is_applicant(self):
        return self.account.kind == AccountKind.APPLICANT

    @property
    def role_labels(self):
        """What the top bar calls this account: its desks, or what kind of account it is."""
        return [role.label for role in Role if role in self.roles] or [self.account.get_kind_display()]

    def is_about_me(self, run):
        """Is this the run of the very person who sits here? Nobody opens or judges the own case."""
        return self.applicant_id is not None and run.owner_id == self.applicant_id

    def holds(self, unit_id, role):
        """Does this seat sit at that unit's desk?"""
        return self.unit is not None and self.unit.pk == unit_id and role in self.roles
