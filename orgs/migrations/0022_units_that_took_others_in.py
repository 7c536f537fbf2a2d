"""A unit knows whether others went up in it."""

from django.db import migrations, models


def note_survivors(apps, schema_editor):
    survivors = apps.get_model("orgs", "UnitMerge").objects.values("survivor")
    apps.get_model("orgs", "Unit").objects.filter(pk__in=survivors).update(took_in=True)


class Migration(migrations.Migration):
    dependencies = [("orgs", "0021_accounts_in_their_order")]

    operations = [
        migrations.AddField("unit", "took_in", models.BooleanField(default=False, editable=False)),
        migrations.RunPython(note_survivors, migrations.RunPython.noop),
    ]
