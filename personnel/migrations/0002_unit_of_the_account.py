"""The unit of a person and of a reviewer stands in its account alone. Where the two differed, the person's and reviewer's own was the
one that the pages showed and the rules asked, so the account takes it over before the columns go."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery


def into_the_account(apps, schema_editor):
    accounts = apps.get_model("orgs", "Account").objects.using(schema_editor.connection.alias)
    for name in ("Person", "Reviewer"):
        holders = apps.get_model("personnel", name).objects.using(schema_editor.connection.alias)
        differing = holders.exclude(unit=F("account__unit"))
        own = Subquery(holders.filter(account=OuterRef("pk")).values("unit"))
        accounts.filter(pk__in=list(differing.values_list("account", flat=True))).update(unit=own)


def out_of_the_account(apps, schema_editor):
    accounts = apps.get_model("orgs", "Account").objects.using(schema_editor.connection.alias)
    for name in ("Person", "Reviewer"):
        holders = apps.get_model("personnel", name).objects.using(schema_editor.connection.alias)
        holders.update(unit=Subquery(accounts.filter(pk=OuterRef("account")).values("unit")))


def unit(related_name):
    """The column as it was, but empty until `out_of_the_account` has filled it: so the way back works with rows in the table."""
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        to="orgs.unit",
        verbose_name="单位",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0002_account_unit_kind"),
        ("personnel", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(into_the_account, migrations.RunPython.noop),
        migrations.AlterField("person", "unit", unit("persons")),
        migrations.AlterField("reviewer", "unit", unit("reviewers")),
        migrations.RunPython(migrations.RunPython.noop, out_of_the_account),
        migrations.RemoveField("person", "unit"),
        migrations.RemoveField("reviewer", "unit"),
    ]
