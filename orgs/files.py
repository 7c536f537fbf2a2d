"""Keeping uploaded files: content-addressed, so the same bytes are stored once and a reference can never change its meaning."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from orgs.models import StoredFile


def store(checked):
    """Keep a `titleplatform.kit.uploads.CheckedFile` and return its StoredFile (an existing one for the same bytes)."""
    stored, created = StoredFile.objects.get_or_create(
        sha256=checked.sha256,
        defaults={"size": checked.size, "content_type": checked.content_type, "extension": checked.extension},
    )
    if created or not default_storage.exists(stored.path):
        default_storage.save(stored.path, ContentFile(checked.content))
    return stored
