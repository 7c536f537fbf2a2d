"""Changes of the platform's own administrators, which take effect when an administrator of another kind confirms."""

from django.db import models
from django.db.models import Q
from django_fsm import FSMField

from orgs.models.account import AccountKind
from orgs.states import ProposalState, ProposedChange


class AccountChange(models.TextChoices):
    """What is asked for."""

    CREATE = "create", "新增"
    ENABLE = "enable", "启用"
    DISABLE = "disable", "停用"
    RESET = "reset", "初始化密码"


class AccountProposalQuerySet(models.QuerySet):
    def visible_to(self, seat):
        return self if seat.is_of_the_platform else self.none()

    def pending(self):
        return self.filter(state=ProposalState.PENDING)

    def waiting_for(self, seat):
        """What this administrator may confirm: asked for by another kind, and not about itself."""
        if not seat.is_of_the_platform:
            return self.none()
        return self.pending().exclude(asked_by__kind=seat.account.kind).exclude(account=seat.account)


class AccountProposal(ProposedChange):
    """One change of one platform account. A new account exists from the beginning, disabled; if it is refused it goes."""

    change = models.CharField("变更", max_length=8, choices=AccountChange.choices)
    account = models.ForeignKey("orgs.Account", models.SET_NULL, null=True, related_name="proposals")
    account_label = models.CharField("账号", max_length=100)
    kind = models.CharField("身份", max_length=12, choices=AccountKind.choices)
    state = FSMField("状态", choices=ProposalState.choices, default=ProposalState.PENDING, protected=True)
    # RESTRICT: no list of persons or reviewers need ask whether one of them is an administrator of the platform.
    asked_by = models.ForeignKey("orgs.Account", models.RESTRICT, related_name="+", verbose_name="申请人")
    asked_at = models.DateTimeField("申请时间", auto_now_add=True)
    answered_by = models.ForeignKey("orgs.Account", models.RESTRICT, null=True, related_name="+", verbose_name="确认人")
    answered_at = models.DateTimeField("确认时间", null=True)
    reason = models.CharField("拒绝理由", max_length=500, blank=True)

    objects = AccountProposalQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "平台账号变更"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=Q(state=ProposalState.PENDING), name="proposal_one_pending_per_account"
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="proposal_answer_pair",
            ),
        ]

    def __str__(self):
        return f"{self.get_change_display()}{self.get_kind_display()} {self.account_label}"

    @property
    def is_finished(self):
        return not self.is_pending

    @property
    def is_pending(self):
        return self.state == ProposalState.PENDING
