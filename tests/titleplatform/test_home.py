"""首页: what is on its way to a desk."""

import pytest

from experts.actions import submit_filing
from orgs.chain import engine
from orgs.chain.states import climbers
from orgs.models import Kind
from plans.actions import submit_plan
from tests.climber.models import Letter
from tests.factories.experts import filing_of
from tests.factories.orgs import client_of, handler, line_of_six
from tests.factories.personnel import reviewer
from tests.factories.plans import draft_plan
from tests.factories.review import CommitteeFactory, applicant, seat_of, submitted
from tests.pages import text_of

pytestmark = pytest.mark.django_db


def test_what_is_on_its_way_counts_everything_that_climbs():
    units = line_of_six()
    employer, city = units[Kind.EMPLOYER], units[Kind.CITY]
    submitted(employer, committee=CommitteeFactory(host=city))
    for name in ("一", "二"):
        submit_plan(by=handler(employer), plan=draft_plan(employer, name=name))
    for _ in range(3):
        person = applicant(employer)
        submit_filing(by=seat_of(person), filing=filing_of(person))
    letter = Letter.objects.create(unit=units[Kind.SUBUNIT], host=units[Kind.PROVINCE], series="05")
    engine.start(letter, by=handler(units[Kind.SUBUNIT]))
    page = client_of(reviewer(city, is_handler=True).account).get("/")
    assert coming_of(page) == {"下属单位": {"来信": 1}, "用人单位": {"职称申报": 1, "申报计划": 2, "专家申报": 3}}
    labels, lines = page.context["coming"].labels, page.context["coming"].lines
    assert list(labels) == [model.spec.label for model in climbers()]
    shown = ["现在在", *labels, *(word for kind, counts in lines for word in (kind, *map(str, counts)))]
    assert " ".join(shown) in text_of(page)
    own = client_of(reviewer(employer, is_handler=True).account).get("/")
    assert coming_of(own) == {"下属单位": {"来信": 1}}
    assert client_of(reviewer(units[Kind.SUBUNIT], is_handler=True).account).get("/").context["coming"] is None


def coming_of(page):
    """{kind of unit: {what: how many}} of 正在路上, without the noughts."""
    coming = page.context["coming"]
    return {kind: {k: n for k, n in zip(coming.labels, counts, strict=True) if n} for kind, counts in coming.lines}
