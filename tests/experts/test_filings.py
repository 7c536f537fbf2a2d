"""The third climber: from 专家申报 to 专家库, without the county office."""

from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

import experts
from experts import actions
from experts.models import Expert, ExpertFiling
from orgs.chain.engine import Outcome
from orgs.chain.words import Role, Verdict
from orgs.models import Kind
from personnel.models import Series
from tests.factories.experts import filing_of, handed_in
from tests.factories.orgs import AccountFactory, UnitFactory, handler, line_of_six, province, seat
from tests.factories.personnel import PersonFactory
from tests.factories.review import seat_of
from tests.pages import table_of
from titleplatform.kit.refusals import Refused

pytestmark = pytest.mark.django_db
EXPERTS = Path(experts.__file__).parent


def decide_here(filing, verdict=Verdict.PASS, reason=""):
    step = filing.run.open_step()
    by = seat(step.unit, Role(step.role))
    return actions.decide_filing(by=by, filing=filing, step_id=step.pk, verdict=verdict, reason=reason)


def test_climbs_without_the_county_into_the_pool_once():
    units = line_of_six()
    filing = handed_in(units[Kind.EMPLOYER])
    kinds = list(filing.run.steps.filter(role="handler", order__gt=0).values_list("unit__kind", flat=True))
    assert kinds == [Kind.EMPLOYER, Kind.DEPARTMENT, Kind.CITY, Kind.PROVINCE]
    assert [decide_here(filing) for _ in range(8)] == [Outcome.ADVANCED] * 7 + [Outcome.PASSED]
    expert = Expert.objects.get()
    assert (expert.filing, expert.term_ends_on.year - expert.entered_on.year) == (filing, 3)
    assert list(Expert.objects.visible_to(handler(units[Kind.CITY]))) == [expert]
    assert list(Expert.objects.visible_to(handler(units[Kind.EMPLOYER]))) == []


def test_returned_with_a_reason_and_handed_in_again():
    filing = handed_in(UnitFactory(parent=province()))
    with pytest.raises(Refused, match="请写明理由"):
        decide_here(filing, Verdict.RETURN)
    assert decide_here(filing, Verdict.RETURN, "证书不清晰") is Outcome.RETURNED
    filing.refresh_from_db()
    actions.submit_filing(by=seat_of(filing.person), filing=filing)
    filing.refresh_from_db()
    assert (filing.run.round, filing.state_label) == (2, "审查中")
    with pytest.raises(Refused, match="只有未提交"):
        actions.submit_filing(by=seat_of(filing.person), filing=filing)


def test_a_filing_changed_from_a_page_older_than_its_submission_is_refused():
    filing = filing_of(PersonFactory())
    stale = ExpertFiling.objects.get(pk=filing.pk)
    actions.submit_filing(by=seat_of(filing.person), filing=filing)
    stale.speciality = "晚到的改动"
    with pytest.raises(Refused, match="专家申报状态为“审查中”"):
        actions.save_filing(by=seat_of(filing.person), filing=stale)
    assert ExpertFiling.objects.get(pk=filing.pk).speciality == "岩土"


def test_one_filing_per_series():
    filing = handed_in(UnitFactory())
    with pytest.raises(ValidationError, match="已有一项"):
        filing_of(filing.person)


def test_visibility_and_reasons(client):
    unit = UnitFactory(parent=UnitFactory(kind=Kind.DEPARTMENT))
    filing = handed_in(unit)
    address = reverse("experts:filing", args=[filing.pk])
    stranger = PersonFactory(unit=unit)
    client.force_login(stranger.account)
    assert client.get(address).status_code == 404
    assert "只有经办人和负责人" in client.get(reverse("experts:review")).content.decode()
    client.force_login(filing.person.account)
    page = client.get(address)
    assert "提交审批结果" not in page.content.decode()
    assert filing.speciality in page.content.decode()
    assert list(ExpertFiling.objects.visible_to(handler(unit.superior))) == []
    assert list(ExpertFiling.objects.visible_to(handler(unit))) == [filing]


def test_a_forced_decision_tells_the_applicant_no_reviewers_name(client):
    filing = handed_in(UnitFactory(parent=province()))
    step = filing.run.open_step()
    by = seat(step.unit, Role(step.role))
    actions.decide_filing(by=by, filing=filing, step_id=step.pk, verdict=Verdict.PASS)
    here = filing.run.open_step()
    client.force_login(filing.person.account)
    forced = client.post(reverse("experts:decide", args=[filing.pk]), {"step": here.pk, "verdict": "pass"})
    assert forced.status_code == 403
    assert "只有经办人和负责人可以办理" in forced.content.decode()
    assert by.account.name not in forced.content.decode()
    assert filing.run.open_step() == here


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 11, 23), date(2029, 11, 22)),
        (date(2026, 1, 1), date(2028, 12, 31)),
        (date(2026, 3, 1), date(2029, 2, 28)),
        (date(2028, 2, 29), date(2031, 2, 28)),
        (date(2025, 3, 1), date(2028, 2, 29)),
    ],
)
def test_a_term_is_three_years_less_a_day(first, last):
    assert actions.end_of_term(first) == last


def test_a_second_term_only_after_the_first(client):
    filing = handed_in(UnitFactory(parent=province()))
    while decide_here(filing) is not Outcome.PASSED:
        pass
    expert = Expert.objects.get()
    with pytest.raises(ValidationError, match=f"任期至 {expert.term_ends_on}"):
        filing_of(filing.person)
    other = filing_of(filing.person, series=Series.objects.exclude(pk=filing.series_id).first())
    assert other.state_label == "未提交"
    Expert.objects.update(term_ends_on=date(2026, 1, 1))
    assert filing_of(filing.person).state_label == "未提交"
    client.force_login(AccountFactory(unit=province(), kind="unit_admin"))
    pool = reverse("experts:pool")
    assert [row["任期"] for row in table_of(client.get(pool, {"term": "ended"}))] == ["任期已满"]
    assert table_of(client.get(pool, {"term": "running"})) == []


def test_the_climb_costs_an_app_less_than_100_lines():
    """The proof that the engine and its desk pages are general: what is left to say is who may, what follows, and the road."""
    own = ("chains", "access", "states", "actions", "queries", "phrases")
    lines = [line for name in own for line in (EXPERTS / f"{name}.py").read_text(encoding="utf-8").splitlines()]
    said = [line for line in lines if line.strip() and not line.startswith(("from ", "import ", '"""'))]
    assert len(said) < 100, (
        f"{len(said)} lines: what does not climb (the pool) belongs into files of its own, such as experts/pool.py"
    )
