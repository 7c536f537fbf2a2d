"""Persons: the applicants and experts of the 申报系统. One person exists once in the province."""

from django.db import models

from orgs import tree
from titleplatform.kit.identity import FEMALE, MALE


class PersonQuerySet(models.QuerySet):
    def visible_to(self, seat):
        """Administrators see the persons of their own subtree, an applicant only itself."""
        if seat.sees_everything:
            return self
        if seat.is_unit_admin:
            return self.filter(tree.within(seat.unit, "unit__"))
        return self.filter(account=seat.account) if seat.is_applicant else self.none()

    def matching(self, text):
        """Search by name, or by the whole ID number's last characters as shown."""
        return self.filter(models.Q(account__name__icontains=text) | models.Q(account__phone=text))


class Person(models.Model):
    """A person of a unit. Name, ID number and phone live in the account, the rest of the record in the dossier."""

    account = models.OneToOneField("orgs.Account", verbose_name="账号", on_delete=models.PROTECT, related_name="person")
    unit = models.ForeignKey("orgs.Unit", verbose_name="单位", on_delete=models.PROTECT, related_name="persons")
    gender = models.CharField("性别", max_length=1, choices=[(MALE, MALE), (FEMALE, FEMALE)])
    birth_date = models.DateField("出生日期")
    current_title = models.CharField("现任职称", max_length=30, blank=True)
    created_at = models.DateTimeField("添加时间", auto_now_add=True)

    counted_as = "名人员"  # said of a unit that cannot be deleted (orgs.hanging)
    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人员"
        ordering = ["account__name", "pk"]

    def __str__(self):
        return self.account.name

    @property
    def name(self):
        return self.account.name
