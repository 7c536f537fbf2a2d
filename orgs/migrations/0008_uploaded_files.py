"""Beside every stored file stands the hash of what was uploaded (until now the same bytes), and it may lie in the bin."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

SAME_BYTES = "INSERT INTO orgs_upload (file_id, sha256, at) SELECT id, sha256, stored_at FROM orgs_storedfile"


class Migration(migrations.Migration):
    dependencies = [("orgs", "0007_not_recommended")]

    operations = [
        migrations.AddField("storedfile", "binned_at", models.DateTimeField(editable=False, null=True)),
        migrations.AddIndex(
            "storedfile", models.Index(condition=Q(binned_at__isnull=False), fields=["binned_at"], name="file_in_bin")
        ),
        migrations.CreateModel(
            name="Upload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("at", models.DateTimeField(auto_now_add=True)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="uploads", to="orgs.storedfile"
                    ),
                ),
            ],
            options={
                "verbose_name": "上传的文件",
                "verbose_name_plural": "上传的文件",
                "constraints": [models.UniqueConstraint(fields=("file", "sha256"), name="upload_once_per_hash")],
            },
        ),
        migrations.RunSQL(SAME_BYTES, migrations.RunSQL.noop),
    ]
