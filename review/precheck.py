"""提交前检查 (docs/screens.md §5): red stops, yellow warns, each with its reason. The dossier's own findings come from its sections."""

from django.utils import timezone

from orgs.chain.states import ClimbState
from personnel.dossier.completeness import precheck, values_of
from personnel.dossier.computed import age
from personnel.dossier.findings import Finding, Grade, person_date
from review.models import Application
from review.models.application import ENDED_WITHOUT_SUCCESS
from review.offers import places_for, why_not_attempt
from titleplatform.kit.deadlines import server_time_words

HOW_TAKEN = "指标在单位推荐时占用；申报人数超过指标的，由单位择优推荐"
# Retired people may not apply (暂行规定); 60 is the age of ordinary retirement, postponed cases are for the unit to explain.
RETIREMENT_AGE = 60


def check_application(application, frozen, places=None):
    """All findings on an application about to be handed in, worst first. `places`: its `places_for`, where they are known already."""
    own = [
        *_window(application),
        *_committee(application),
        *_evidence(application),
        *_quota(application, places or places_for(application)),
        *_age(application, frozen),
        *_other(application),
    ]
    found = [*own, *precheck(frozen)]
    return sorted(found, key=lambda finding: Grade.values.index(finding.grade))


def stops(findings):
    return [finding for finding in findings if finding.grade == Grade.STOP]


def _window(application):
    committee, today = application.committee, timezone.localdate()
    span = f"{committee.opens_on} 至 {committee.closes_on}"
    if committee.is_open_on(today) or application.state == ClimbState.RETURNED:
        note = "；".join(filter(None, [span, server_time_words(committee.closes_on)]))
        yield Finding(Grade.PASS, "在评委会受理期内", note, "application")
    else:
        yield Finding(Grade.STOP, "不在评委会受理期内", f"{committee} 受理期 {span}", "application")


def _committee(application):
    if not application.committee.fits(application.title):
        text = f"{application.committee} 不评审“{application.title}”"
        yield Finding(Grade.STOP, text, "请重新选择评委会", "application")
    yield from _reach(application)
    if application.unit_id != application.person.unit_id:
        yield Finding(
            Grade.STOP,
            f"申报单位是“{application.unit}”，您现在的单位是“{application.person.unit}”",
            "请重新填写申报信息",
        )


def _reach(application):
    """Year, approval and service of the committee; who was returned stays with the committee it had."""
    committee = application.committee
    if application.state == ClimbState.RETURNED:
        return
    reasons = []
    if committee.year != application.year:
        reasons.append(f"{committee} 是 {committee.year} 年度的，申报是 {application.year} 年度的")
    if not committee.is_approved:
        reasons.append(f"{committee} 现在是“{committee.life.label}”，不受理申报")
    if not committee.is_reachable_from(application.unit):
        reasons.append(f"{committee} 不服务“{application.unit}”")
    for text in reasons:
        yield Finding(Grade.STOP, text, "请重新选择评委会", "application")


def _evidence(application):
    if application.lacks_evidence:
        text = f"{application.get_way_display()}没有上传依据"
        yield Finding(Grade.STOP, text, "请在申报信息中上传破格/直接申报依据", "application")


def _quota(application, places):
    """Whether there is a place; whom the unit recommends for it is the unit's business, except where the first to apply has it."""
    if places.balance is None:
        yield Finding(
            Grade.STOP,
            f"本单位 {application.year} 年度没有“{application.title}”的指标",
            "本单位的申报计划中没有这一职称，或计划尚未通过，请联系单位人事部门",
            "application",
        )
    elif places.is_held:
        yield Finding(Grade.PASS, "已占用本单位指标", places.words, "application")
    elif not places.first_come:
        yield Finding(Grade.WARN if places.are_contested else Grade.PASS, places.words, HOW_TAKEN, "application")
    elif places.balance.remaining < 1:
        yield Finding(Grade.STOP, "本单位指标已用完", places.balance.arithmetic, "application")
    else:
        yield Finding(Grade.PASS, "本单位有剩余指标", places.balance.arithmetic, "application")


def _age(application, frozen):
    born = person_date(values_of(frozen), "birth_date")
    years = age(born, application.committee.cutoff(application.year)) if born else 0
    if years >= RETIREMENT_AGE:
        yield Finding(Grade.WARN, f"到年底满 {years} 岁", "已退休的人员不能申报；延迟退休的请附证明", "person")


def _other(application):
    of_year = list(Application.objects.of_year(application).select_related("title"))
    if other := next((each for each in of_year if each.state not in ENDED_WITHOUT_SUCCESS), None):
        yield Finding(Grade.STOP, f"本年度已有申报：{other}", "一年只能申报一项", "application")
    if reason := why_not_attempt(application, of_year):
        yield Finding(Grade.STOP, reason, "可以申报其他级别的职称，或下一年度再申报", "application")
