"""A reviewer at a desk of 审查, working through the pages."""

from django.urls import reverse

from orgs.chain import engine
from orgs.chain.words import Verdict
from personnel.grants import set_scope
from personnel.models import Series
from personnel.seats import seat_for
from review.models import Application
from tests.factories.orgs import client_of
from tests.factories.personnel import reviewer
from tests.pages import fields_of

AREAS = Application.spec.area_keys


class Desk:
    """A reviewer's browser at one desk."""

    def __init__(self, application, *, areas=AREAS, unit=None, **roles):
        self.application = application
        unit = unit or application.unit
        self.account = reviewer(unit, **(roles or {"is_handler": True})).account
        set_scope(self.account, {(row.code, key) for row in Series.objects.all() for key in areas}, areas=AREAS)
        self.client = client_of(self.account)

    @property
    def seat(self):
        return seat_for(self.account)

    def case(self, area=""):
        return self.client.get(reverse("review:case", args=[self.application.pk]), {"area": area} if area else {})

    def say(self, area, verdict="pass", reason="", **more):
        """Fill the form of this area in and press 【保存，下一项】."""
        typed = fields_of(self.case(area), "/verdict/") | {"verdict": verdict, "reason": reason, "do": "save"} | more
        return self.client.post(reverse("review:verdict", args=[self.application.pk]), typed)

    def say_all(self, *areas, **given):
        """The same of many areas, at once: where the form itself is asked about, `say`."""
        application, seat = Application.objects.get(pk=self.application.pk), self.seat
        step_id = application.run.open_step().pk
        for area in areas:
            verdict, reason = given.get(area, (Verdict.PASS, ""))
            engine.save_draft(application, by=seat, step_id=step_id, area=area, verdict=Verdict(verdict), reason=reason)

    def hand_in(self, **more):
        """【提交审批结果】, and yes where it is asked whether 退回修改 or 未通过 is meant."""
        typed = fields_of(self.case(), "/hand-in/") | {"confirmed": "yes"} | more
        return self.client.post(reverse("review:hand_in", args=[self.application.pk]), typed)
