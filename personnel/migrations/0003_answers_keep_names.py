"""An answered transfer keeps its names; those that stand there already take today's."""

from django.db import migrations, models
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce, NullIf


def note_names(apps, schema_editor):
    unit, account = apps.get_model("orgs", "Unit").objects, apps.get_model("orgs", "Account").objects

    def of_account(**reference):
        return Subquery(account.filter(**reference).values_list(Coalesce(NullIf("name", Value("")), "login_name", Value(""))))

    apps.get_model("personnel", "Transfer").objects.exclude(state="pending").update(
        person_name=of_account(person=OuterRef("person")),
        from_unit_name=Subquery(unit.filter(pk=OuterRef("from_unit")).values("name")),
        to_unit_name=Subquery(unit.filter(pk=OuterRef("to_unit")).values("name")),
        answered_by_name=Coalesce(of_account(pk=OuterRef("answered_by")), Value("")),
    )


class Migration(migrations.Migration):
    dependencies = [("personnel", "0002_unit_of_the_account"), ("orgs", "0005_decisions_keep_names")]

    operations = [
        migrations.AddField(
            model_name='transfer',
            name='answered_by_name',
            field=models.CharField(blank=True, max_length=50, verbose_name='答复人'),
        ),
        migrations.AddField(
            model_name='transfer',
            name='from_unit_name',
            field=models.CharField(blank=True, max_length=100, verbose_name='原单位'),
        ),
        migrations.AddField(
            model_name='transfer',
            name='person_name',
            field=models.CharField(blank=True, max_length=50, verbose_name='姓名'),
        ),
        migrations.AddField(
            model_name='transfer',
            name='to_unit_name',
            field=models.CharField(blank=True, max_length=100, verbose_name='新单位'),
        ),
        migrations.RunPython(note_names, migrations.RunPython.noop),
    ]
