"""便条: judged as a whole, no county, handed in by a desk. With `access`, `views` and `urls` it is a whole climber."""

from django.db import models

from orgs.chain import inbox
from orgs.chain.spec import ChainSpec
from orgs.chain.states import Climbing
from orgs.chain.words import Verdict
from orgs.models import Kind, Unit

NOTE = ChainSpec(
    key="note",
    label="便条",
    words={Verdict.PASS: "通过", Verdict.RETURN: "撤回"},
    levels=frozenset(Kind) - {Kind.COUNTY},
    states={"returned": "已撤回"},
)


class NoteQuerySet(models.QuerySet):
    def visible_to(self, seat):
        return self.filter(models.Q(unit=seat.unit) | inbox.has_reached(seat))


class Note(Climbing):
    spec = NOTE
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    objects = NoteQuerySet.as_manager()

    def __str__(self):
        return f"便条 {self.pk}"

    def final_organ(self):
        return Unit.objects.get(kind=Kind.PROVINCE)
