"""Reads that two callers share."""

import itertools
from datetime import timedelta
from functools import partial

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from orgs import tree
from orgs.chain.words import Role
from orgs.models import Account
from personnel import grants
from personnel.areas import content_areas
from personnel.models import Reviewer, Series, Transfer
from personnel.models.transfer import ANSWER_WORKING_DAYS
from personnel.states import TransferState
from titleplatform.kit.todo import TodoRows

LOGIN_LETTERS = {Role.HANDLER: "jb", Role.LEADER: "fz"}


def series_names():
    """{code: name} of all series."""
    return dict(Series.objects.values_list("code", "name"))


def uncovered(unit, *, role, besides=None):
    """The (series code, area key) pairs that no working reviewer of this desk may judge, leaving `besides` out."""
    desk = {"is_handler": True} if role == "handler" else {"is_leader": True}
    others = Reviewer.objects.filter(
        account__in=Account.objects.able_to_review().filter(unit=unit), **desk
    ).select_related("account")
    accounts = [reviewer.account for reviewer in others if besides is None or reviewer.pk != besides.pk]
    codes, keys = list(series_names()), [area.key for area in content_areas()]
    covered = set()
    for scope in grants.scopes_of(accounts).values():
        covered |= grants.expand(scope, codes, keys)
    return {(code, key) for code in codes for key in keys} - covered


def transfers_to_answer(seat):
    """Transfers that wait for this unit's answer: of its own people, and those that the old unit left unanswered too long between
    two units whose nearest common superior it is."""
    pending = Transfer.objects.visible_to(seat).pending()
    late = pending.exclude(from_unit=seat.unit).exclude(to_unit=seat.unit).select_related("from_unit", "to_unit")
    late = late.filter(
        asked_at__lt=timezone.now() - timedelta(days=ANSWER_WORKING_DAYS)
    )  # at least so many; then exactly
    late = [each for each in late if each.may_be_answered_by(seat)]
    units = [pk for each in late for pk in (each.from_unit_id, each.to_unit_id)]
    below = tree.holders(seat.unit, units) if late else {}
    # Where one unit directly below has both below itself, it is the nearer one.
    mine = [
        each.pk
        for each in late
        if seat.unit in (near := {below.get(each.from_unit_id), below.get(each.to_unit_id)}) or len(near) > 1
    ]
    return pending.filter(Q(from_unit=seat.unit) | Q(pk__in=mine))


# So many days a refused request stands in 待办事项 of the unit that asked, unless it asks again or the person comes.
REFUSED_DAYS = 30


def refused_transfers(seat):
    """What this unit asked for lately and was refused, and did not ask for again."""
    lately = timezone.now() - timedelta(days=REFUSED_DAYS)
    refused = Transfer.objects.visible_to(seat).filter(to_unit=seat.unit, state=TransferState.REFUSED)
    later = Transfer.objects.filter(person=OuterRef("person"), to_unit=OuterRef("to_unit"), pk__gt=OuterRef("pk"))
    return refused.filter(answered_at__gte=lately).exclude(person__account__unit=seat.unit).exclude(Exists(later))


def todo_lines(seat):
    """单位变动人员管理 in 待办事项: what waits for an answer, and what was refused."""
    if not seat.is_unit_admin or not seat.unit.is_working:
        return []
    url = reverse("personnel:transfers")
    asked, refused = partial(transfers_to_answer, seat), partial(refused_transfers, seat)
    note = "原单位拒绝了移交，请看理由，可以再次【申请移交】"
    return [
        TodoRows(
            "单位变动人员管理",
            f"{url}?tab=answer",
            asked,
            "asked_at",
            "其他单位申请移交本单位人员",
            always=True,
        ),
        TodoRows("被拒绝的移交", f"{url}?tab=refused", refused, "answered_at", note),
    ]


def free_login_name(unit, letters):
    """What a new reviewer's login name should be: the unit's code, letters for the desk, the next number that nobody has."""
    taken = set(
        Account.objects.filter(login_name__startswith=f"{unit.code}{letters}").values_list("login_name", flat=True)
    )
    numbered = (f"{unit.code}{letters}{number:02d}" for number in itertools.count(1))
    return next(name for name in numbered if name not in taken)
