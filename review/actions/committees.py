"""Verbs about committees: 组建, 报备, 备案, 沿用上年."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from orgs import audit, tree
from orgs.actions import demand_open
from orgs.files import store
from orgs.models import Unit
from personnel.models import Level
from review.models import Committee, CommitteeFiling
from review.models.committee import Result
from review.states import CommitteeState
from titleplatform.kit.access import demand
from titleplatform.kit.refusals import Refused

LEVELS = tuple(f"reviews_{level}" for level in Level.values)
FILLED_IN = ("year", "name", "series", "opens_on", "closes_on", "contact", "through_common_ancestor", *LEVELS)
CARRIED = ("name", "host", "series", "through_common_ancestor", "contact", "valid_until", "filing", *LEVELS)
BEYOND = "超出备案的范围：“{}”。增加级别或服务单位须【报备】，批准后生效。"


@transaction.atomic
def save_committee(*, by, committee, units):
    """Create or change a committee of the acting unit; `units`: those it serves. Of an approved one levels and units only become fewer.

    Effects: saved; a new one is a 草稿; audited. Raises ValidationError at the field.
    """
    is_new = committee.pk is None
    if is_new:
        demand("review.add_committee", by)
        committee.host = demand_open(by.unit)
    else:
        committee = _changed(by, committee, units)
    _check(committee, units)
    _save(committee)
    committee.serves.set(units)
    audit.record("新增评委会" if is_new else "修改评委会", by=by, on=committee, 服务单位=_names(units))
    return committee


@transaction.atomic
def file_committee(*, by, filing, document, units):
    """【报备】: a founding, or more levels and units or another term for an approved committee. `filing`: levels and term; `document`: a
    CheckedFile, needed.

    Effects: document stored; it waits at the office above, and what was approved stays valid meanwhile; 省职改办 files its own, which
    takes effect at once; audited.
    """
    committee = _held(filing.committee_id)
    filing.committee = committee
    demand("review.file_committee", by, committee)
    if not document:
        raise ValidationError({"document": "请上传备案文件。"})
    _check_units(units)
    filing.document, filing.document_name = store(document), document.name
    filing.served_names = "、".join(_names(units))
    filing.asked_by, filing.asked_by_name = by.account, by.full_signature
    filing.full_clean(exclude=["committee"])
    filing.save()
    filing.serves.set(units)
    audit.record("评委会报备", by=by, on=filing, 级别=filing.levels, 服务单位=_names(units))
    if committee.host.is_top:
        _take_over(committee, filing, by)
        return filing
    committee.ask_again() if committee.is_approved else committee.ask()
    committee.save()
    return filing


@transaction.atomic
def approve_filing(*, by, filing):
    """【通过】 by the office above.

    Effects: levels, units and term become the committee's; it is 已备案; time and who; audited. Raises Refused where its window was
    moved beyond the term meanwhile.
    """
    committee, filing = _locked(filing)
    demand("review.decide_filing", by, filing)
    _take_over(committee, filing, by)
    return filing


@transaction.atomic
def return_filing(*, by, filing, reason):
    """【退回】 by the office above. Effects: a founding is 已退回, an approved committee stays as it was; time, who, reason; audited."""
    committee, filing = _locked(filing)
    demand("review.decide_filing", by, filing)
    if not reason.strip():
        raise ValidationError({"reason": "请写明理由。"})
    committee.stay() if committee.is_approved else committee.send_back()
    committee.save()
    return _close(filing, by, Result.RETURNED, "退回评委会备案", reason.strip())


@transaction.atomic
def withdraw_filing(*, by, filing):
    """【撤回报备】 by the host. Effects: a founding is a 草稿 again, an approved committee stays as it was; time, who; audited."""
    committee, filing = _locked(filing)
    demand("review.withdraw_filing", by, filing)
    committee.stay() if committee.is_approved else committee.withdraw()
    committee.save()
    return _close(filing, by, Result.WITHDRAWN, "撤回评委会报备")


@transaction.atomic
def carry_on(*, by, committee, opens_on, closes_on):
    """【沿用上年】: next year's committee under the same approval, within its term.

    Effects: the new committee is 已备案 with the levels and units approved; audited. Raises ValidationError at the field.
    """
    last = _held(committee.pk)
    demand("review.carry_committee", by, last)
    units = list(last.serves.all())
    kept = {name: getattr(last, name) for name in CARRIED}
    committee = Committee(year=last.year + 1, opens_on=opens_on, closes_on=closes_on, **kept)
    _demand_valid(last, committee)
    committee.found()
    _check(committee, units)
    _save(committee)
    committee.serves.set(units)
    audit.record("沿用上年评委会", by=by, on=committee, 年度=committee.year)
    return committee


def _changed(by, filled_in, units):
    """The committee as it is now, held, with what was filled in on a page."""
    committee = _held(filled_in.pk)
    demand("review.change_committee", by, committee)
    if committee.is_approved:
        _demand_no_wider(committee, filled_in, units)
        _demand_valid(committee, filled_in)
    for name in FILLED_IN:
        setattr(committee, name, getattr(filled_in, name))
    return committee


def _held(pk):
    """The committee as it is now, held; before it nothing moves any more in its host's branch, so who decides stays the same."""
    tree.hold(Unit, Committee.objects.get(pk=pk).host_id)
    return Committee.objects.select_for_update(of=("self",)).select_related("host").get(pk=pk)


def _locked(filing):
    committee = _held(filing.committee_id)
    filing = CommitteeFiling.objects.select_for_update(of=("self",)).get(pk=filing.pk)
    filing.committee = committee
    return committee, filing


def _take_over(committee, filing, by):
    """What was filed is what holds."""
    if filing.valid_until < committee.closes_on:
        raise Refused(f"受理到 {committee.closes_on}，晚于备案有效期 {filing.valid_until}；请【退回】。")
    committee.set_levels([level for level in Level.values if filing.reviews(level)])
    committee.valid_until, committee.filing = filing.valid_until, filing
    if committee.state in (CommitteeState.PENDING, CommitteeState.WIDENING):
        committee.file()
    elif not committee.is_approved:
        committee.found()
    committee.save()
    committee.serves.set(filing.serves.all())
    _close(filing, by, Result.FILED, "评委会备案")


def _close(filing, by, result, verb, answer=""):
    filing.result, filing.answer = result, answer
    filing.decided_at, filing.decided_by, filing.decided_by_name = timezone.now(), by.account, by.full_signature
    filing.save()
    audit.record(verb, by=by, on=filing, 理由=answer)
    return filing


def _check(committee, units):
    _check_units(units)
    committee.full_clean(exclude=["state"])  # a protected state may not even be set to itself


def _check_units(units):
    if not units:
        raise ValidationError({"serves": "请写明服务单位。"})
    if closed := [unit for unit in units if unit.is_closed]:
        raise ValidationError({"serves": f"“{closed[0]}”{closed[0].closed_word}。"})


def _save(committee):
    try:
        with transaction.atomic():
            committee.save()
    except IntegrityError:
        raise ValidationError({"name": f"{committee.year} 年度已有同名的评委会。"}) from None


def _demand_no_wider(held, committee, units):
    """Fewer levels, fewer units: anything else asks for an approval."""
    added = [level.label for level in Level if committee.reviews(level) and not held.reviews(level)]
    if added:
        raise ValidationError(BEYOND.format("、".join(added)))
    if (committee.year, committee.series_id) != (held.year, held.series_id):
        raise ValidationError({"series": "已备案的评委会不能改年度和系列；一个评委会只评审一个系列，请另行组建。"})
    served = set(held.serves.values_list("pk", flat=True))
    for unit in units:
        if not served & set(tree.line_of(Unit, unit.pk).values_list("pk", flat=True)):
            raise ValidationError({"serves": BEYOND.format(unit)})


def _demand_valid(held, committee):
    if committee.closes_on > held.valid_until:
        raise ValidationError({"closes_on": f"备案有效期到 {held.valid_until}，受理截止不能在此之后。"})


def _names(units):
    return [f"{unit}（{unit.code}）" for unit in units]
