"""A step knows what kind of climb it belongs to: a desk's queue of one kind is one walk over the index of open steps."""

from django.db import migrations, models
from django.db.models import OuterRef, Q, Subquery


def copy_from_runs(apps, schema_editor):
    steps, runs = apps.get_model("orgs", "ChainStep"), apps.get_model("orgs", "ChainRun")
    steps.objects.update(spec_key=Subquery(runs.objects.filter(pk=OuterRef("run")).values("spec_key")))


class Migration(migrations.Migration):
    dependencies = [("orgs", "0019_closed_in_a_state")]

    operations = [
        migrations.AddField(
            "chainstep",
            "spec_key",
            models.CharField(default="", editable=False, max_length=20),
            preserve_default=False,
        ),
        migrations.RunPython(copy_from_runs, migrations.RunPython.noop),
        migrations.RemoveIndex("chainstep", "step_waiting"),
        migrations.AddIndex(
            "chainstep",
            models.Index(
                condition=Q(result="return"),
                fields=["unit", "role", "spec_key", "-opened_at", "id"],
                name="step_returned",
            ),
        ),
        migrations.RemoveIndex("chainstep", "step_ahead"),
        migrations.AddIndex(
            "chainstep",
            models.Index(condition=Q(status="ahead"), fields=["unit", "role", "spec_key", "id"], name="step_ahead"),
        ),
        migrations.AddIndex(
            "chainstep",
            models.Index(
                condition=Q(opened_at__isnull=False),
                fields=["unit", "role", "spec_key", "-opened_at", "id"],
                name="step_at_desk",
            ),
        ),
        migrations.AddIndex(
            "chainstep",
            models.Index(
                condition=Q(status="open"),
                fields=["unit", "role", "spec_key", "opened_at", "id"],
                name="step_waiting",
            ),
        ),
    ]
