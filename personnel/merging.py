"""【撤并】: what of this app's rows goes to the survivor (`orgs.merging`)."""

from django.db.models import F, Q
from django.utils import timezone

from personnel.models import Person, Reviewer, Transfer
from personnel.states import TransferState

RULES = {
    "personnel.Transfer.from_unit": "待答复的随之变动；已答复的保持原样",
    "personnel.Transfer.to_unit": "待答复的随之变动；已答复的保持原样",
    "personnel.PersonImport.unit": "不随之变动：没有写入的不能再写入，满 7 天删除",
}


def hold(merge):
    """The persons whose unit changes, and those who are asked for: held before their submissions."""
    asked = Transfer.objects.pending().filter(to_unit=merge.unit).values("person")
    persons = Person.objects.filter(Q(account__unit=merge.unit) | Q(pk__in=asked))
    list(persons.locked().order_by("pk").values_list("pk"))


def carry(merge):
    """Reviewers have no role until it is set anew; pending transfers concern the survivor, and one between the two is agreed: the
    person is there."""
    Reviewer.objects.filter(account__unit=merge.unit).update(is_handler=False, is_leader=False)
    pending = Transfer.objects.pending().filter(Q(from_unit=merge.unit) | Q(to_unit=merge.unit))
    merge.note("待答复的单位变动", list(pending.select_related("person__account", "from_unit", "to_unit")))
    pks = list(pending.values_list("pk", flat=True))
    mine = Transfer.objects.filter(pk__in=pks)
    mine.filter(from_unit=merge.unit).update(from_unit=merge.survivor)
    mine.filter(to_unit=merge.unit).update(to_unit=merge.survivor)
    for transfer in mine.filter(state=TransferState.PENDING, from_unit=F("to_unit")):
        transfer.answered_at, transfer.answered_by, transfer.answer = timezone.now(), merge.by.account, merge.why
        transfer.agree()
        transfer.save()
