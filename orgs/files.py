"""Keeping uploaded files: content-addressed, so the same bytes are stored once and a reference can never change its meaning."""

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from orgs.models import StoredFile, Upload


@transaction.atomic
def store(checked):
    """Keep a `titleplatform.kit.uploads.CheckedFile`, with the hash of what was uploaded, and return its StoredFile: an existing one for
    the same bytes, taken out of the bin where it lies there."""
    stored = _row(checked)
    Upload.objects.get_or_create(file=stored, sha256=checked.uploaded_sha256 or checked.sha256)
    _write(stored.path, checked)
    return stored


def _row(checked):
    stored, _ = StoredFile.objects.get_or_create(
        sha256=checked.sha256,
        defaults={"size": checked.size, "content_type": checked.content_type, "extension": checked.extension},
    )
    if stored.binned_at is None:
        return stored
    # Waits for whoever is emptying the bin; a row that is gone by then is made anew.
    taken_out = StoredFile.objects.filter(pk=stored.pk).update(binned_at=None, size=checked.size)
    return stored if taken_out else _row(checked)


def _write(path, checked):
    """Write the bytes unless they are there, whole: a process that was killed while writing leaves a part of them."""
    if default_storage.exists(path):
        if default_storage.size(path) == checked.size:
            return
        default_storage.delete(path)
    written = default_storage.save(path, ContentFile(checked.content))
    if written != path:  # another process wrote the same bytes meanwhile
        default_storage.delete(written)
