"""The main pages on a phone: nothing scrolls sideways."""

import pytest
from playwright.sync_api import expect

from orgs.models import Kind
from tests.factories.orgs import UnitFactory, province
from tests.factories.review import submitted
from tests.walk.story import login, staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_page_at_360_px_does_not_scroll_sideways(visitor):
    employer = UnitFactory(parent=UnitFactory(kind=Kind.CITY, parent=province()))
    application = submitted(employer)
    reader = login(visitor, staff(employer, "经办人"))
    reader.tab.set_viewport_size({"width": 360, "height": 740})
    for address in ("/", "/review/handler/", f"/review/cases/{application.pk}/", "/plans/", "/plans/add/"):
        reader.open(address)
        wide = reader.tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, address
        expect(reader.tab.locator("h1")).to_be_visible()
