"""What persons and reviewers share: each is the part of an account that `orgs` does not know."""

from django.db import models
from django.utils.functional import cached_property

from personnel.hanging import is_hung_on


class AccountHolder(models.Model):
    """Has an `account` of its own and belongs to that account's unit; lists join "account__unit"."""

    class Meta:
        abstract = True

    @property
    def unit(self):
        return self.account.unit

    @property
    def unit_id(self):
        return self.account.unit_id

    @cached_property
    def is_hung_on(self):
        """Does a row that would forbid the deletion refer to it or to its account?"""
        return is_hung_on(self)
