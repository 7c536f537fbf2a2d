"""A snapshot keeps the whole 证件号, encrypted. Those that had landed take the account's where it is still the one that they show masked.

Only the person's fields are read of their JSON.
"""

from django.db import migrations
from django.db.models import F

import titleplatform.kit.fields

AT_ONCE = 1000


def fill(apps, schema_editor):
    Snapshot = apps.get_model("review", "Snapshot")
    rows = Snapshot.objects.order_by("pk").annotate(
        fields=F("data__sections__person__entries__0__fields"),
        number=F("application__person__account__id_number"),
        masked=F("application__person__account__id_number_masked"),
    )
    last = 0
    while found := list(rows.filter(pk__gt=last).values_list("pk", "fields", "number", "masked")[:AT_ONCE]):
        last = found[-1][0]
        kept = [Snapshot(pk=pk, id_number=number) for pk, fields, number, masked in found if shown_in(fields) == masked]
        Snapshot.objects.bulk_update(kept, ["id_number"])


def shown_in(fields):
    """The masked number of a snapshot's 个人信息."""
    return next((item["value"] for item in fields or () if item["key"] == "id_number"), None)


class Migration(migrations.Migration):
    dependencies = [("review", "0011_passed_applications_await")]

    operations = [
        migrations.AddField(
            "snapshot",
            "id_number",
            titleplatform.kit.fields.EncryptedCharField(
                blank=True, default="", editable=False, verbose_name="证件号"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
