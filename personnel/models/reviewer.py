"""Reviewers (审查人员): which desks an account sits at. What it may judge there is in `personnel.grants`."""

from django.db import models

from personnel.models.holder import AccountHolder


class ReviewerQuerySet(models.QuerySet):
    def visible_to(self, seat):
        """A unit's administrator sees its own unit's reviewers."""
        return self.filter(account__unit=seat.unit) if seat.is_unit_admin else self.none()

    def matching(self, text):
        return self.filter(models.Q(account__name__icontains=text) | models.Q(account__login_name__icontains=text))


class Reviewer(AccountHolder):
    """The desks of a reviewer's account. It works only when enabled **and** with a 证件号, a role **and** a scope."""

    account = models.OneToOneField(
        "orgs.Account", verbose_name="账号", on_delete=models.CASCADE, related_name="reviewer"
    )
    is_handler = models.BooleanField("经办人", default=False)
    is_leader = models.BooleanField("负责人", default=False)

    objects = ReviewerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "审查人员"
        ordering = ["account__login_name", "pk"]

    def __str__(self):
        return f"{self.account.name}（{self.account.login_name}）"

    @property
    def role_label(self):
        return "、".join(label for held, label in ((self.is_handler, "经办人"), (self.is_leader, "负责人")) if held)

    def missing(self, scope):
        """What is missing before the account works: 启用, 证件号 (nobody judges the own case), 角色, 审查权限."""
        present = {
            "启用": self.account.is_active,
            "证件号": self.account.id_number_hash is not None,
            "角色": self.is_handler or self.is_leader,
            "审查权限": bool(scope.pairs),
        }
        return [word for word, here in present.items() if not here]
