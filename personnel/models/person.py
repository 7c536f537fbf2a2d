"""Persons: the applicants and experts of the 申报系统. One person exists once in the province."""

from django.db import models

from orgs import tree
from orgs.models import AccountKind
from personnel.models.holder import AccountHolder
from titleplatform.kit.identity import FEMALE, MALE


class PersonQuerySet(models.QuerySet):
    def visible_to(self, seat):
        """Units' administrators see the persons of their own subtree, an applicant only itself."""
        if seat.is_unit_admin:  # of the kind they all are, for the index in the order of their list
            return self.filter(tree.within(seat.unit, "account__unit__"), account__kind=AccountKind.APPLICANT)
        return self.filter(account=seat.account) if seat.is_applicant else self.none()

    def locked(self):
        """For `get` or `first`: that person is held until the transaction ends. Its unit moves only under this lock, so the account
        is read afterwards and never joined: what is joined to a row that was waited for may be older than the lock."""
        return self.select_for_update(of=("self",))

    def matching(self, text):
        """Search by the beginning of the name, or by the whole phone number: what an index finds among a million."""
        return self.filter(models.Q(account__name__startswith=text) | models.Q(account__phone=text))


class Person(AccountHolder):
    """A person of a unit. Unit, name, ID number and phone live in the account, the rest of the record in the dossier."""

    account = models.OneToOneField("orgs.Account", verbose_name="账号", on_delete=models.PROTECT, related_name="person")
    gender = models.CharField("性别", max_length=1, choices=[(MALE, MALE), (FEMALE, FEMALE)])
    birth_date = models.DateField("出生日期")
    current_title = models.CharField("现任职称", max_length=30, blank=True)
    created_at = models.DateTimeField("添加时间", auto_now_add=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        ordering = ["account__name", "pk"]

    def __str__(self):
        return self.account.name

    @property
    def name(self):
        return self.account.name
