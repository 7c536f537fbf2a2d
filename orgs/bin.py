"""The bin of stored files that nothing refers to: a mark on the row (`binned_at`), and after KEPT row and bytes go.

A file is referred to by a foreign key, whichever app holds it, or by its SHA-256 in frozen JSON: `Frozen.files` has made foreign keys of
those names when the JSON was written, and rows written past it are noted here first; until all are, nothing goes.

Who uploads the same bytes again takes them out (`orgs.files.store`). A reference that came without (the mark was set while it was being
made) does no harm: at removal each row is locked, looked at once more, and taken out. Who refers to a row locks it against that lock, so
nothing slips between. Bytes without a row (their transaction was undone) get one in the bin, so that they go the same way.

Large tables are looked through in slices of the hash, one an hour.
"""

import re
import time
from datetime import timedelta

from django.apps import apps
from django.core.files.storage import default_storage
from django.db.models import Q
from django.utils import timezone

from orgs.models import Frozen, StoredFile
from titleplatform.kit.uploads import CONTENT_TYPES

KEPT = timedelta(days=30)
SLICES = 256  # the folders of the storage: the first two digits of the hash
# How much one run does at most, so that it holds its locks for seconds.
NOTED, LOOKED_AT, REMOVED = 5_000, 20_000, 1_000
# Bytes younger than this may belong to a transaction under way.
UNDER_WAY = timedelta(days=1)
FILE_NAME = re.compile(r"([0-9a-f]{64})\.(\w+)")


def tidy_files():
    """Note, fill the bin, empty it. Returns how many files are gone for ever. To be called in a transaction."""
    if not _all_noted():
        return 0
    folders = _folders_of_this_hour()
    _adopt(folders)
    _fill(folders)
    return _empty()


def _all_noted():
    """Note what frozen rows name. Are all noted now?"""
    frozen = [model for model in apps.get_models() if issubclass(model, Frozen)]
    return all(model._default_manager.note_files(NOTED) < NOTED for model in frozen)


def _folders_of_this_hour():
    """The slice of the hour, as large as LOOKED_AT allows: all of a small table."""
    many = min(max(LOOKED_AT * SLICES // max(StoredFile.objects.count(), 1), 1), SLICES)
    first = int(time.time() // 3600) * many
    return [f"{(first + number) % SLICES:02x}" for number in range(many)]


def _in(folders):
    """The rows of a slice; as few ranges as there are, so that the index of the hash serves them."""
    if len(folders) == SLICES:
        return Q()
    found = Q()
    for folder in folders:
        found |= Q(sha256__gte=folder, sha256__lt=f"{folder}g")
    return found


def _fill(folders):
    """Mark what nothing refers to. Rows that somebody else holds are left to the next run."""
    idle = StoredFile.objects.filter(_in(folders), binned_at=None).unreferenced()
    found = [file.pk for file in idle.order_by("pk").select_for_update(skip_locked=True, of=("self",))]
    StoredFile.objects.filter(pk__in=found).update(binned_at=timezone.now())


def _empty():
    """Remove what has lain there for KEPT and is referred to by nothing, looked at under lock; take out what is."""
    old = StoredFile.objects.filter(binned_at__lt=timezone.now() - KEPT).order_by("binned_at")
    held = [file.pk for file in old.select_for_update(skip_locked=True, of=("self",))[:REMOVED]]
    gone = list(StoredFile.objects.filter(pk__in=held).unreferenced())
    StoredFile.objects.filter(pk__in=set(held) - {file.pk for file in gone}).update(binned_at=None)
    StoredFile.objects.filter(pk__in=[file.pk for file in gone]).delete()
    for file in gone:  # before the lock goes: who stores the same bytes next must not lose them
        default_storage.delete(file.path)
    return len(gone)


def _adopt(folders):
    """Give bytes without a row one in the bin."""
    known = set(StoredFile.objects.filter(_in(folders)).values_list("sha256", flat=True))
    for folder in folders:
        for name in _names_in(folder):
            if (found := FILE_NAME.fullmatch(name)) and found[1] not in known:
                _adopt_one(f"{folder}/{name}", *found.groups())


def _names_in(folder):
    try:
        return default_storage.listdir(folder)[1]
    except FileNotFoundError:  # of a folder that nothing was written to yet
        return []


def _adopt_one(path, sha256, extension):
    now = timezone.now()
    if default_storage.get_modified_time(path) > now - UNDER_WAY or extension not in CONTENT_TYPES:
        return
    about = {"size": default_storage.size(path), "content_type": CONTENT_TYPES[extension], "extension": extension}
    StoredFile.objects.get_or_create(sha256=sha256, defaults=about | {"binned_at": now})
