"""Personal numbers at rest: encrypted in one field class, found by a keyed hash."""

import base64
import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import FieldError
from django.core.validators import RegexValidator
from django.db import models

from titleplatform.kit.identity import normalise_login

VERSION = "1"  # written in front of every value, so that a later key can be told from this one
NONCE_BYTES = 12  # NIST SP 800-38D


def keyed_hash(text):
    """HMAC-SHA256 of `text` under FIELD_HASH_KEY, hex: for unique constraints and look-ups of encrypted values."""
    return hmac.new(_key(settings.FIELD_HASH_KEY), text.encode(), hashlib.sha256).hexdigest()


def encrypt(text):
    """AES-256-GCM under FIELD_ENCRYPTION_KEY with a random nonce; two encryptions of the same text differ."""
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(_key(settings.FIELD_ENCRYPTION_KEY)).encrypt(nonce, text.encode(), None)
    return f"{VERSION}:{base64.urlsafe_b64encode(nonce + sealed).decode()}"


def decrypt(stored):
    """The text behind `encrypt`. Raises cryptography's InvalidTag where the value was tampered with or the key is another."""
    version, _, body = stored.partition(":")
    if version != VERSION:
        raise ValueError(f"unknown encryption version {version!r}")
    raw = base64.urlsafe_b64decode(body)
    return AESGCM(_key(settings.FIELD_ENCRYPTION_KEY)).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], None).decode()


def _key(setting):
    return base64.urlsafe_b64decode(setting)


class EncryptedCharField(models.TextField):
    """Text that the database never sees in clear. Empty stays empty; it cannot be searched, only a hash column can."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return encrypt(value) if value else value

    def from_db_value(self, value, expression, connection):
        return decrypt(value) if value else value

    def get_lookup(self, lookup_name):
        if lookup_name != "isnull":
            raise FieldError("An encrypted field cannot be searched; use its hash column.")
        return super().get_lookup(lookup_name)


class LoginNameField(models.CharField):
    """A login name. Whatever is written or looked up is normalised on its way into the database, so that two spellings of one name
    are one name, its plain unique index is the one that a login uses, and no write forgets it."""

    default_validators = [
        RegexValidator(r"^[\w.@-]+\Z", "登录账号由字母、数字、汉字和 . _ - @ 组成，请去掉其他字符。"),
    ]

    def deconstruct(self):
        """Migrations know it as what it is in the database."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs

    def to_python(self, value):
        value = super().to_python(value)
        return normalise_login(value) if value else value

    def get_prep_value(self, value):
        return self.to_python(super().get_prep_value(value))
