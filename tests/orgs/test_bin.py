"""The bin of stored files: what counts as a reference, thirty days, and uploads that come at the worst moment."""

import hashlib
import os
import time
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from orgs import bin as files_bin
from orgs.files import store
from orgs.models import StoredFile, Unit
from review.models import Snapshot
from tests.factories.orgs import UnitFactory
from tests.factories.review import submitted
from tests.parallel import in_parallel
from titleplatform.kit.uploads import CheckedFile

THIRTY_DAYS = timedelta(days=30, minutes=1)


@pytest.fixture(autouse=True)
def own_storage(settings, tmp_path):
    """What other tests left there has no row here."""
    kept = settings.STORAGES["default"]
    settings.STORAGES = settings.STORAGES | {"default": kept | {"OPTIONS": {"location": tmp_path}}}


def checked(text):
    content = text.encode()
    return CheckedFile(content, hashlib.sha256(content).hexdigest(), "pdf", f"{text}.pdf")


def stored_file(text):
    return store(checked(text))


def tidy():
    with transaction.atomic():
        return files_bin.tidy_files()


def binned():
    return set(StoredFile.objects.exclude(binned_at=None))


def thirty_days_later():
    for file in binned():
        StoredFile.objects.filter(pk=file.pk).update(binned_at=file.binned_at - THIRTY_DAYS)


def written(sha256, content=b"lost", days=2):
    """Bytes in the storage without a row, written so many days ago."""
    path = default_storage.save(f"{sha256[:2]}/{sha256}.pdf", ContentFile(content))
    then = time.time() - days * 24 * 3600
    os.utime(default_storage.path(path), (then, then))
    return path


@pytest.mark.django_db
def test_what_nothing_refers_to_lies_thirty_days_and_goes():
    application = submitted(UnitFactory())
    named = application.person.entries.exclude(attachments=None).first().attachments.first().file
    unit = UnitFactory(licence=stored_file("执照"))
    idle, later = stored_file("无人引用"), stored_file("后来又用")
    # The applicant throws the record away: only the snapshot knows the file, and only by its hash.
    application.person.entries.all().delete()
    assert named.sha256 in str(application.snapshots.get().data)
    assert tidy() == 0
    assert {idle, later} <= binned()
    assert not {named, unit.licence} & binned()
    assert default_storage.exists(idle.path)
    Unit.objects.filter(pk=unit.pk).update(licence=later)  # a reference that came without an upload
    thirty_days_later()
    gone = len(binned()) - 1
    assert tidy() == gone
    assert not StoredFile.objects.filter(pk=idle.pk).exists()
    assert not default_storage.exists(idle.path)
    later.refresh_from_db()
    assert (later.binned_at, default_storage.exists(later.path)) == (None, True)
    assert default_storage.exists(named.path)
    assert {file.sha256 for file in binned()} == {unit.licence.sha256}  # nothing refers to it now


@pytest.mark.django_db
def test_snapshots_written_past_the_door_are_read_before_anything_goes(monkeypatch):
    application = submitted(UnitFactory())
    named, idle = stored_file("只在快照里"), stored_file("无人引用")
    frozen = {"anywhere": [{"deep": named.sha256}]}
    copies = [Snapshot(application=application, round=number, data=frozen, digest="") for number in (7, 8, 9)]
    Snapshot.objects.bulk_create(copies)
    monkeypatch.setattr(files_bin, "NOTED", 2)
    assert tidy() == 0
    assert not binned()  # two of the three are noted: the bin is still shut
    assert tidy() == 0
    assert binned() == {idle}
    thirty_days_later()
    assert tidy() == 1
    assert default_storage.exists(named.path)
    for copy in Snapshot.objects.filter(round__gte=7):
        assert list(copy.files.all()) == [named]


@pytest.mark.django_db
def test_an_upload_takes_out_of_the_bin_and_mends_what_is_broken():
    idle, lost = stored_file("再次上传"), hashlib.sha256(b"lost").hexdigest()
    young = hashlib.sha256(b"young").hexdigest()
    for path in (written(lost, b"los"), written(young, b"young", days=0)):
        assert default_storage.exists(path)
    tidy()
    assert {file.sha256 for file in binned()} == {
        idle.sha256,
        lost,
    }  # bytes of a minute may belong to a transaction under way
    for text in ("再次上传", "lost"):
        stored = store(checked(text))
        stored.refresh_from_db()
        assert stored.binned_at is None
        with stored.open() as kept:
            assert kept.read() == text.encode()
        assert (stored.size, stored.uploads.count()) == (len(text.encode()), 1)
    cleaned = CheckedFile(b"lost", lost, "pdf", "a.pdf", uploaded_sha256="f" * 64)
    assert store(cleaned).uploads.count() == 2


@pytest.mark.django_db
def test_a_large_table_is_looked_through_in_slices(monkeypatch, django_assert_num_queries):
    files = {stored_file(f"文件{number}") for number in range(40)}
    monkeypatch.setattr(files_bin, "LOOKED_AT", 10)  # a quarter of the folders in each hour
    hour = int(time.time() // 3600)
    for passed in range(4):
        monkeypatch.setattr(files_bin.time, "time", lambda passed=passed: (hour + passed) * 3600)
        before = binned()
        with django_assert_num_queries(6):
            files_bin.tidy_files()
        assert 0 < len(binned() - before) < 30
    assert binned() == files


@pytest.mark.django_db(transaction=True)
def test_an_upload_of_what_is_just_being_thrown_away_loses_nothing():
    unit = UnitFactory()
    for number in range(12):
        stored = stored_file(f"竞争{number}")
        tidy()
        thirty_days_later()

        def work(worker, number=number):
            if worker == 0:
                return tidy()
            with transaction.atomic():
                file = store(checked(f"竞争{number}"))
                Unit.objects.filter(pk=unit.pk).update(licence=file)
            return file.pk

        removed, kept = in_parallel(work, 2)
        assert [type(removed), type(kept)] == [int, int], (removed, kept)
        found = StoredFile.objects.get(sha256=stored.sha256)
        assert (found.pk, found.binned_at, Unit.objects.get(pk=unit.pk).licence_id) == (kept, None, kept)
        with found.open() as content:
            assert content.read().decode() == f"竞争{number}"
