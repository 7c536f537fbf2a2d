"""Passwords: the initial rule, and what a password of one's own must be (docs/screens.md §0)."""

import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from orgs.models import AccountKind

STAFF_INITIAL_PASSWORD = "000000"  # noqa: S105 - public by the rule; it opens nothing but the change-password page
READABLE = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is mistaken on paper: 0 O o 1 l I i
NO_HASH = ""  # Django hashes something all the same
CLASSES = (r"[a-z]", r"[A-Z]", r"[0-9]", r"[^a-zA-Z0-9]")


def initial_password(account):
    """The initial password by the rule: 000000 for staff, the ID number's last six characters (X upper case) for applicants."""
    return account.id_number[-6:].upper() if account.kind == AccountKind.APPLICANT else STAFF_INITIAL_PASSWORD


def give_initial_password(account):
    """Put `account` (unsaved change) back to its initial password and return the password to be shown once.

    By the rule nothing is stored (20,000 imported people x 125 ms of Argon2 would be 42 minutes); with
    RANDOM_INITIAL_PASSWORDS it is a one-time password.
    """
    if settings.RANDOM_INITIAL_PASSWORDS:
        return give_one_time_password(account)
    account.initial_password_at = timezone.now()
    account.password = ""
    return initial_password(account)


def give_one_time_password(account):
    """Put `account` (unsaved change) to a random initial password, stored hashed; returns it, to be shown once."""
    account.initial_password_at = timezone.now()
    password = "".join(secrets.choice(READABLE) for _ in range(12))
    account.set_password(password)
    return password


def close(account):
    """No password opens `account` (unsaved change) until it is given one; returns "", as there is nothing to show."""
    account.initial_password_at = timezone.now()
    account.set_unusable_password()
    return ""


def matches(account, raw):
    """Does `raw` open this account? The hasher is called exactly once whoever asks and for whomever (`account` may be None), so that
    the time tells nothing. An initial password by the rule is compared with it in constant time."""
    own = account.check_password(raw) if account else check_password(raw, NO_HASH)
    if not account or account.password or not account.must_change_password:
        return own
    return constant_time_compare(raw.strip().upper(), initial_password(account).upper())


def initial_password_expired(account):
    """Has the account's initial password run out (INITIAL_PASSWORD_DAYS_STAFF / _APPLICANT; 0 = never)?"""
    if not account.must_change_password:
        return False
    is_applicant = account.kind == AccountKind.APPLICANT
    days = settings.INITIAL_PASSWORD_DAYS_APPLICANT if is_applicant else settings.INITIAL_PASSWORD_DAYS_STAFF
    return bool(days) and timezone.now() > account.initial_password_at + timedelta(days=days)


class StrengthValidator:
    """At least 10 characters from 3 of the 4 classes: lower case, upper case, digits, others."""

    def validate(self, password, user=None):
        if len(password) < 10:
            raise ValidationError(f"密码至少 10 位，现在是 {len(password)} 位。")
        if sum(bool(re.search(pattern, password)) for pattern in CLASSES) < 3:
            raise ValidationError("密码须包含大写字母、小写字母、数字、其他符号中的至少三类。")

    def get_help_text(self):
        return "至少 10 位，含大写字母、小写字母、数字、其他符号中的至少三类。"


class PersonalDataValidator:
    """Not the holder's name, ID number, phone or login name, and nothing that contains one of them."""

    def validate(self, password, user=None):
        known = [getattr(user, name, "") or "" for name in ("name", "id_number", "phone", "login_name")]
        if any(len(item) >= 2 and item.lower() in password.lower() for item in known):
            raise ValidationError("密码不能包含姓名、证件号、手机号或账号。")

    def get_help_text(self):
        return "不能包含姓名、证件号、手机号或账号。"
