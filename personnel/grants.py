"""Review grants (审查权限): object permissions on `Series`, one codename per content area. The only file that imports guardian.

"All series" is a grant on the row "*", "all areas" the codename `judge_all`; single ticks are stored only when not all.
"""

from typing import NamedTuple

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from guardian.models import UserObjectPermissionBase

from orgs.chain.seat import Scope
from orgs.chain.words import ALL, Role
from orgs.models import Account, AccountKind
from personnel.models.catalogue import Series

PREFIX = "judge_"
ALL_AREAS = f"{PREFIX}all"


class SeriesGrant(UserObjectPermissionBase):
    """guardian's direct-foreign-key form: a real foreign key instead of a generic one."""

    content_object = models.ForeignKey(Series, on_delete=models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        verbose_name = verbose_name_plural = "审查权限"


class Granted(NamedTuple):
    """What a reviewer may judge, and the account of the same person (one ID number) as an applicant, whose case is no case for it."""

    scope: Scope
    applicant_id: int | None


def scope_of(account):
    """The account's Scope, in one query."""
    rows = SeriesGrant.objects.filter(user=account).values_list("content_object__code", "permission__codename")
    return Scope(frozenset((code, _area(codename)) for code, codename in rows))


def granted(accounts):
    """{account: Granted} of those of `accounts` (a queryset) that hold any grant, with reviewer and unit at hand, in one query."""
    same = Account.objects.filter(kind=AccountKind.APPLICANT, id_number_hash=models.OuterRef("user__id_number_hash"))
    rows = SeriesGrant.objects.filter(user__in=accounts).order_by("user__name", "user_id")
    rows = rows.annotate(applicant_id=models.Subquery(same.values("pk")[:1]))
    pairs, applicants = {}, {}
    for row in rows.select_related("user__reviewer", "user__unit", "content_object", "permission"):
        pairs.setdefault(row.user, set()).add((row.content_object.code, _area(row.permission.codename)))
        applicants[row.user] = row.applicant_id
    return {account: Granted(Scope(frozenset(each)), applicants[account]) for account, each in pairs.items()}


def scopes_of(accounts):
    """{account id: Scope} of many accounts, in one query."""
    pairs = {account.pk: set() for account in accounts}
    rows = SeriesGrant.objects.filter(user__in=list(pairs))
    for user, code, codename in rows.values_list("user", "content_object__code", "permission__codename"):
        pairs[user].add((code, _area(codename)))
    return {pk: Scope(frozenset(each)) for pk, each in pairs.items()}


def set_scope(account, pairs, *, areas):
    """Replace the account's grants by `pairs` of (series code, area key); what covers everything is stored as one grant.

    `areas`: the keys of all areas there are. The caller audits.
    """
    SeriesGrant.objects.filter(user=account).delete()
    wanted = compact(set(pairs), [series.code for series in Series.objects.all()], list(areas))
    if any(code == ALL for code, _ in wanted):
        Series.with_all.get_or_create(code=ALL, defaults={"name": "全部系列"})
    series = {row.code: row for row in Series.with_all.all()}
    permissions = {area: _permission(area) for area in {area for _, area in wanted}}
    SeriesGrant.objects.bulk_create(
        SeriesGrant(user=account, permission=permissions[area], content_object=series[code])
        for code, area in sorted(wanted)
    )


def compact(pairs, codes, areas):
    """The fewest pairs that say the same: rows that are full become (code, "*"), columns that are full ("*", area)."""
    if not pairs:
        return set()
    if len(pairs) == len(codes) * len(areas):
        return {(ALL, ALL)}
    full_columns = {area for area in areas if all((code, area) in pairs for code in codes)}
    full_rows = {code for code in codes if all((code, area) in pairs for area in areas)}
    rest = {(c, a) for c, a in pairs if a not in full_columns and c not in full_rows}
    return {(ALL, area) for area in full_columns} | {(code, ALL) for code in full_rows} | rest


def expand(scope, codes, areas):
    """All (code, area) pairs that a Scope covers: the ticks of the matrix."""
    return {(code, area) for code in codes for area in areas if scope.covers(code, area)}


def holders(unit, role, series_code, area):
    """Accounts that may judge `area` of a submission in `series_code` at this desk, by name."""
    desk = {"reviewer__is_handler": True} if role == Role.HANDLER else {"reviewer__is_leader": True}
    accounts = unit.accounts.able_to_review().filter(**desk)
    grants = SeriesGrant.objects.filter(user=models.OuterRef("pk"))
    if series_code:
        names = [ALL_AREAS] if area is None else [ALL_AREAS, f"{PREFIX}{area}"]
        in_area = Q() if area is None else Q(permission__codename__in=names)
        grants = grants.filter(in_area, content_object__code__in=[ALL, series_code])
    return accounts.filter(models.Exists(grants)).order_by("name", "pk")


def _permission(area):
    codename = ALL_AREAS if area == ALL else f"{PREFIX}{area}"
    kind = ContentType.objects.get_for_model(Series)
    return Permission.objects.get_or_create(content_type=kind, codename=codename, defaults={"name": codename})[0]


def _area(codename):
    return ALL if codename == ALL_AREAS else codename.removeprefix(PREFIX)
