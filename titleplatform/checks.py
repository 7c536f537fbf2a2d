"""Deployment check: the keys of a checkout never protect real people's numbers."""

from django.conf import settings
from django.core.checks import Error

DEVELOPMENT = "development-only"


def check_keys(app_configs, **kwargs):
    """`check --deploy` fails while a key is the one every checkout has."""
    keys = {
        "SECRET_KEY": settings.SECRET_KEY.startswith(DEVELOPMENT),
        "FIELD_ENCRYPTION_KEY": settings.FIELD_ENCRYPTION_KEY == settings.DEVELOPMENT_ENCRYPTION_KEY,
        "FIELD_HASH_KEY": settings.FIELD_HASH_KEY == settings.DEVELOPMENT_HASH_KEY,
    }
    return [
        Error(f"{name} is the development key: set a secret one", id="titleplatform.E001")
        for name, bad in keys.items()
        if bad
    ]
