"""Accounts: everybody who can log in."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import Exact
from django.utils import timezone
from django.utils.functional import cached_property

from orgs import tree
from orgs.models.unit import OFFICES
from titleplatform.kit.fields import EncryptedCharField, LoginNameField, keyed_hash
from titleplatform.kit.identity import check_mobile, mask_id, normalise_login


class AccountKind(models.TextChoices):
    """Which entrance an account uses and which menus it can have."""

    SYSTEM = "system", "系统管理员"
    SECURITY = "security", "安全管理员"
    AUDIT = "audit", "审计管理员"
    UNIT_ADMIN = "unit_admin", "单位管理员"
    REVIEWER = "reviewer", "审查人员"
    APPLICANT = "applicant", "申报人"


DIGITS_ARE_UNITS = "纯数字的登录账号留给单位，请在单位编码后加字母和序号，如 jb01、fz01。"
# Nothing is left of the login name without its leading digits; both databases say it so.
IS_DIGITS = Q(
    Exact(Func(F("login_name"), Value("0123456789"), function="LTRIM", output_field=models.CharField()), Value(""))
)
PLATFORM_KINDS = (AccountKind.SYSTEM, AccountKind.SECURITY, AccountKind.AUDIT)


class DocumentKind(models.TextChoices):
    """证件类型 (docs/domain.md §5)."""

    RESIDENT = "resident", "居民身份证"
    HK_MACAO = "hk_macao", "港澳居民居住证"
    TAIWAN = "taiwan", "台湾居民居住证"
    FOREIGN = "foreign", "外国人永久居留身份证"
    PASSPORT = "passport", "护照"
    OFFICER = "officer", "军官证"


def initial_password_ran_out():
    """The condition of `with_expired_initial_password`; an empty one where none ever does."""
    days = settings.INITIAL_PASSWORD_DAYS_STAFF
    if not days:
        return Q()
    return Q(is_active=True, login_name__isnull=False, initial_password_at__lt=timezone.now() - timedelta(days=days))


class AccountQuerySet(models.QuerySet):
    def visible_to(self, seat):
        """Administrators see the accounts of their own subtree, system and security administrators all, the audit administrator those
        of the platform; everybody else the own account."""
        if seat.is_system or seat.is_security:
            return self
        if seat.is_audit:
            return self.of_the_platform()
        if seat.is_unit_admin:
            return self.filter(tree.within(seat.unit, "unit__"))
        return self.filter(pk=seat.account.pk)

    def administered_by(self, seat):
        """Staff accounts whose password this administrator may put back: the reviewers of its own unit and the administrators of
        lower units; for system and security administrators those of all units. Platform accounts change by proposal only."""
        staff = self.exclude(kind__in=(AccountKind.APPLICANT, *PLATFORM_KINDS))
        if seat.is_of_the_platform:
            return staff
        own_reviewers = Q(kind=AccountKind.REVIEWER, unit=seat.unit)
        lower_admins = Q(kind=AccountKind.UNIT_ADMIN) & tree.within(seat.unit, "unit__") & ~Q(unit=seat.unit)
        return staff.filter(own_reviewers | lower_admins)

    def with_expired_initial_password(self):
        """Staff accounts that were never logged in to before their initial password ran out (`orgs.passwords`)."""
        ran_out = initial_password_ran_out()
        return self.filter(ran_out) if ran_out else self.none()

    def never_opened(self):
        """The accounts of a first start that nobody has logged in to: the system administrator and the offices' administrators."""
        first = Q(kind=AccountKind.SYSTEM) | Q(kind=AccountKind.UNIT_ADMIN, unit__kind__in=OFFICES)
        return self.filter(first, is_active=True, last_login=None, initial_password_at__isnull=False)

    def of_the_platform(self):
        return self.filter(kind__in=PLATFORM_KINDS)

    def matching(self, text):
        """Search by part of the name or the beginning of the login name."""
        return self.filter(Q(name__icontains=text) | Q(login_name__startswith=normalise_login(text)))

    def renamed(self):
        """Accounts whose login name an upgrade changed and that have not logged in since."""
        return self.exclude(former_login_name="")

    def able_to_review(self):
        """Reviewers who may work, as far as their account goes: enabled, and known by a 证件号 (nobody judges the own case)."""
        return self.filter(kind=AccountKind.REVIEWER, is_active=True, id_number_hash__isnull=False)

    def holding(self, id_number):
        """Accounts with this ID number (normalised beforehand)."""
        return self.filter(id_number_hash=keyed_hash(id_number))


class AccountManager(BaseUserManager.from_queryset(AccountQuerySet)):
    def get_by_natural_key(self, username):
        return self.get(username=username)


class Account(AbstractBaseUser):
    """One login. The username is opaque: what people type is `login_name` (管理系统) or the ID number (申报系统).

    An account that never set a password of its own stores none: `initial_password_at` is set and `password` is empty; login
    checks the rule (`orgs.passwords.initial_password`). A random one-time password is stored hashed, `initial_password_at` set.
    """

    username = models.CharField(max_length=32, unique=True, default="", editable=False)
    kind = models.CharField("身份", max_length=12, choices=AccountKind.choices)
    login_name = LoginNameField(
        "登录账号",
        max_length=30,
        unique=True,
        null=True,
        blank=True,
        error_messages={"unique": "该登录账号已经存在，请换一个。"},
    )
    former_login_name = models.CharField(
        "原登录账号", max_length=30, blank=True, editable=False
    )  # before an upgrade changed it
    unit = models.ForeignKey(
        "orgs.Unit", verbose_name="单位", null=True, blank=True, on_delete=models.PROTECT, related_name="accounts"
    )
    name = models.CharField("姓名", max_length=50, blank=True)
    document_kind = models.CharField(
        "证件类型", max_length=12, choices=DocumentKind.choices, default=DocumentKind.RESIDENT
    )
    id_number = EncryptedCharField("证件号", blank=True)
    id_number_hash = models.CharField(max_length=64, null=True, blank=True, editable=False, db_index=True)
    id_number_masked = models.CharField("证件号", max_length=40, blank=True, editable=False)
    phone = models.CharField("手机号", max_length=20, blank=True, validators=[check_mobile])
    email = models.EmailField("电子邮箱", blank=True)
    position = models.CharField("职务", max_length=50, blank=True)
    is_active = models.BooleanField("启用", default=True)
    # The last time an initial password opened the account, and from where (`orgs.actions.note_login`).
    initial_login_at = models.DateTimeField("首次登录时间", null=True, blank=True, editable=False)
    initial_login_address = models.GenericIPAddressField("首次登录地址", null=True, blank=True, editable=False)
    initial_password_at = models.DateTimeField("初始密码设置时间", null=True, blank=True, editable=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    # guardian and Django ask; nobody here is above the rules.
    is_superuser = False
    is_staff = False

    # Said of a unit that cannot be deleted (orgs.hanging); its administrator goes with it and does not count.
    counted_as = {"名人员": {"kind": AccountKind.APPLICANT}, "名审查人员": {"kind": AccountKind.REVIEWER}}

    USERNAME_FIELD = "username"
    objects = AccountManager()

    class Meta:
        verbose_name = verbose_name_plural = "账号"
        ordering = ["login_name", "pk"]
        indexes = [
            models.Index(fields=["unit", "kind"], name="account_unit_kind"),
            models.Index(fields=["name"], condition=Q(kind=AccountKind.APPLICANT), name="account_person_name"),
            # What begins with a name PostgreSQL finds only so; SQLite takes no notice.
            models.Index(fields=["name"], name="account_name_begins", opclasses=["varchar_pattern_ops"]),
            models.Index(fields=["phone"], name="account_phone"),
            models.Index(
                fields=["initial_password_at"],
                condition=Q(initial_password_at__isnull=False, login_name__isnull=False),
                name="account_staff_initial",
            ),
            models.Index(fields=["unit"], condition=~Q(former_login_name=""), name="account_renamed"),
            models.Index(fields=["kind"], condition=Q(kind__in=PLATFORM_KINDS), name="account_platform"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["id_number_hash"],
                condition=Q(kind=AccountKind.APPLICANT),
                name="account_one_applicant_per_id",
                violation_error_message="该证件号已经存在。",
            ),
            models.UniqueConstraint(
                fields=["id_number_hash"],
                condition=Q(kind__in=PLATFORM_KINDS),
                name="account_one_administrator_per_id",
                violation_error_message="一个人只能有一个平台账号。",
            ),
            models.CheckConstraint(
                condition=Q(kind=AccountKind.APPLICANT, login_name=None)
                | (~Q(kind=AccountKind.APPLICANT) & Q(login_name__isnull=False)),
                name="account_staff_log_in_by_name",
            ),
            models.CheckConstraint(
                condition=Q(kind=AccountKind.UNIT_ADMIN) | Q(login_name=None) | ~IS_DIGITS,
                name="account_digits_are_a_unit",
                violation_error_message=DIGITS_ARE_UNITS,
            ),
            models.CheckConstraint(
                condition=Q(kind__in=PLATFORM_KINDS) | Q(unit__isnull=False), name="account_belongs_to_a_unit"
            ),
        ]

    def __str__(self):
        return self.name or self.login_name or self.get_kind_display()

    def clean(self):
        super().clean()
        if self.kind != AccountKind.UNIT_ADMIN and (self.login_name or "").isdecimal():
            raise ValidationError({"login_name": DIGITS_ARE_UNITS})

    def save_checked(self, **kwargs):
        """Save what is valid. Who comes second with a login name or an ID number reads so at the field, also where the first one came
        at the same instant."""
        self.full_clean(exclude=["password", "username"])
        try:
            with transaction.atomic():
                self.save(**kwargs)
        except IntegrityError:
            self.full_clean(exclude=["password", "username"])
            raise

    def save(self, *args, **kwargs):
        self.derive()
        super().save(*args, **kwargs)

    def derive(self):
        """Fill what follows from other fields; whoever calls `bulk_create` calls this first."""
        self.username = self.username or uuid.uuid4().hex
        self.id_number_hash = keyed_hash(self.id_number) if self.id_number else None
        self.id_number_masked = mask_id(self.id_number) if self.id_number else ""

    @property
    def is_reviewer(self):
        return self.kind == AccountKind.REVIEWER

    @property
    def is_unit_admin(self):
        return self.kind == AccountKind.UNIT_ADMIN

    @cached_property
    def is_last_of_its_kind(self):
        """Is no other account of this kind enabled? A list fills it for all its rows (`orgs.queries.with_prospects`)."""
        return not Account.objects.filter(kind=self.kind, is_active=True).exclude(pk=self.pk).exists()

    @cached_property
    def is_changing(self):
        """Does a proposed change of this platform account wait? Filled as `is_last_of_its_kind` is."""
        return self.proposals.pending().exists()

    @property
    def must_change_password(self):
        """Holds an initial or reset password: nothing but the change-password page opens."""
        return self.initial_password_at is not None

    @property
    def initial_password_used(self):
        """Has the present initial password opened the account already?"""
        return self.initial_login_at is not None and self.initial_login_at >= self.initial_password_at

    @property
    def label(self):
        """How this account is named in records: name and login name, never a personal number."""
        return f"{self.name}（{self.login_name}）" if self.name and self.login_name else str(self)
