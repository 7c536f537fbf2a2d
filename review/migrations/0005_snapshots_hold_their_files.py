"""Snapshots refer to the files that their JSON names. Rows from before are noted by `manage.py tidy`, thousands a run: until all are,
the bin of files stays shut (`orgs.bin`), so an upgrade of a province need not wait for reading all its JSON."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("orgs", "0008_uploaded_files"), ("review", "0004_one_attempt_a_level")]

    operations = [
        migrations.AddField(
            "snapshot", "files", models.ManyToManyField(editable=False, related_name="+", to="orgs.storedfile")
        ),
        migrations.AddField("snapshot", "files_noted", models.BooleanField(default=False, editable=False)),
        migrations.AddIndex(
            "snapshot", models.Index(condition=Q(files_noted=False), fields=["id"], name="snapshot_files_to_note")
        ),
    ]
