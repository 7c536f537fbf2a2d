"""Verbs of a committee's office on what has passed every desk: 【受理】, 面试通知, 【登记评审结果】."""

from django.db import transaction
from django.utils import timezone

from orgs import audit
from orgs.chain import engine
from orgs.chain.states import ClimbState
from orgs.queue import make_ahead
from personnel.models import Person
from plans.actions import consume, release
from review.actions.applications import FORMS_AHEAD, locked
from review.models import Application, ReviewResult
from titleplatform.kit.access import demand
from titleplatform.kit.refusals import Refused, Stale


@transaction.atomic
def accept(*, by, application):
    """【受理】 by the committee's office. Effects: noted with the name; from now on the last desk's 通过 stands; audited."""
    application = locked(application)
    demand("review.accept", by, application)
    application.accepted_at, application.accepted_by = timezone.now(), by.account
    application.accepted_by_name = by.signature
    application.save(update_fields=["accepted_at", "accepted_by", "accepted_by_name"])
    audit.record("受理", by=by, on=application)
    return application


@transaction.atomic
def set_interview(*, by, application):
    """The committee's host enters time, group and place. Effects: saved; audited."""
    demand("review.set_interview", by, locked(application))
    application.save(update_fields=["interview_at", "interview_group", "interview_place"])
    audit.record("面试通知", by=by, on=application, 组别=application.interview_group, 地点=application.interview_place)
    return application


@transaction.atomic
def enter_result(*, by, application, expected, passed, decided_on, document):
    """【登记评审结果】: 通过 or 未通过, with date and document. `expected`: the pk of the result that the page showed, None for none.

    Effects: the person is locked; the entry is added (a wrong one stays, the last counts); passed or failed, and the run has ended; the
    quota's place is used up or given back; its forms are made ahead; audited. Raises Stale where another result stands there meanwhile,
    Refused where a failed one cannot pass any more because its place is taken or the person has another application of the year.
    """
    Person.objects.locked().get(pk=application.person_id)
    application = locked(application)
    demand("review.enter_result", by, application)
    if application.result_id != expected:
        raise Stale(f"{_said_by(application.result)}。请核对；如需更正，再提交一次，以本页所填为准。")
    if passed and application.state == ClimbState.FAILED:
        _demand_no_other(application)
    engine.settle(application, by=by, passed=passed)
    (consume if passed else release)(by=by, run=application.run)
    application.result = ReviewResult.objects.create(
        application=application,
        number=application.results.count() + 1,
        passed=passed,
        decided_on=decided_on,
        document=document.strip(),
        entered_by=by.account,
        entered_by_name=by.signature,
        unit_name=by.unit.name,
        committee_name=application.committee.name,
    )
    application.save(update_fields=["result"])
    make_ahead(FORMS_AHEAD, application.pk)
    audit.record("登记评审结果", by=by, on=application, 结果=str(application.result), 次序=application.result.number)
    return application.result


def _said_by(result):
    at = timezone.localtime(result.entered_at)
    return f"{result.entered_by_name} 已于 {at:%Y-%m-%d %H:%M} 登记评审结果：{result}"


def _demand_no_other(application):
    """A person has one application a year that is alive or passed."""
    if other := Application.objects.of_year(application).alive().first():
        raise Refused(f"该申报人本年度已另有申报“{other}”，不能改为通过。")
