"""Files from before the upgrade: what was uploaded is what is kept, names lose what nobody sees, and snapshots are read by the tidying."""

import pytest
from django.db import transaction

from orgs.bin import tidy_files
from orgs.models import StoredFile, Unit
from review.models import Snapshot
from tests.factories.dossier import stored_file
from tests.factories.orgs import UnitFactory
from tests.factories.review import submitted
from tests.migrating import to_now, up_again

BEFORE = (("titleplatform", "0003_tidy_runs"), ("orgs", "0007_not_recommended"))


@pytest.fixture
def back(transactional_db):
    with up_again(*BEFORE) as back:
        yield back


def test_files_names_and_snapshots_of_before(back):
    unit = UnitFactory(licence=stored_file("执照"), licence_name="执照.pdf")
    other = UnitFactory(licence_name="\u202e")
    application = submitted(unit)
    named = application.person.entries.exclude(attachments=None).first().attachments.first().file
    old = back()
    old.get_model("orgs", "Unit").objects.filter(pk=unit.pk).update(licence_name="执\u202e照\u0001.pdf")
    assert {field.name for field in old.get_model("orgs", "StoredFile")._meta.get_fields()} & {
        "uploads",
        "binned_at",
    } == set()
    to_now()
    names = dict(Unit.objects.values_list("pk", "licence_name"))
    assert (names[unit.pk], names[other.pk]) == ("执照.pdf", "文件")
    for file in StoredFile.objects.all():
        assert [upload.sha256 for upload in file.uploads.all()] == [file.sha256]
    assert not Snapshot.objects.filter(files_noted=True).exists()
    application.person.entries.all().delete()
    with transaction.atomic():
        tidy_files()
    assert named in application.snapshots.get().files.all()
    assert StoredFile.objects.get(pk=named.pk).binned_at is None
