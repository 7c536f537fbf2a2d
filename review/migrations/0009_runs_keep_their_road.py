"""A run keeps what its road needs beside unit and final organ: whether the common ancestor has a say, until now asked of the committee."""

from django.db import migrations


def keep(apps, schema_editor):
    applications = apps.get_model("review", "Application").objects.filter(committee__through_common_ancestor=True)
    runs = apps.get_model("orgs", "ChainRun").objects.filter(pk__in=applications.exclude(run=None).values("run"))
    runs.update(through_common=True)


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0010_the_tree_changes_under_cases"),
        ("review", "0008_committees_once_a_year"),
    ]

    operations = [migrations.RunPython(keep, migrations.RunPython.noop)]
