"""Until now the last desk's 通过 ended an application and used its place up. Now its committee's result does: what has passed every desk is
待评审 again, its run under way, the use of its place taken back."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def reopen(apps, schema_editor):
    applications = apps.get_model("review", "Application").objects.filter(state="passed")
    runs = apps.get_model("orgs", "ChainRun").objects.filter(pk__in=applications.values("run"))
    entries = apps.get_model("plans", "QuotaEntry").objects
    used = entries.filter(kind="consumed", run__in=runs).values("line_id", "amount", "run_id", "by_id")
    entries.bulk_create([entries.model(kind="reversed", **entry) for entry in used], batch_size=1000)
    runs.update(ended_at=None)
    applications.update(state="awaiting")


def close(apps, schema_editor):
    """Back: what awaits its result has passed and used its place up; each use that was taken back goes with what took it back."""
    applications = apps.get_model("review", "Application").objects.filter(state="awaiting")
    runs = apps.get_model("orgs", "ChainRun").objects.filter(pk__in=applications.values("run"))
    entries = apps.get_model("plans", "QuotaEntry").objects
    for entry in entries.filter(kind="reversed").order_by("pk"):
        entries.filter(run=entry.run_id, kind="consumed").earliest("pk").delete()
        entry.delete()
    for run in runs:
        held = entries.filter(run=run).order_by("pk").last()
        if held:
            entries.create(run=run, line_id=held.line_id, kind="consumed", amount=1, by_id=held.by_id)
    closed = apps.get_model("orgs", "ChainStep").objects.filter(run=OuterRef("pk"), status="closed")
    runs.update(ended_at=Subquery(closed.order_by("-closed_at").values("closed_at")[:1]))
    applications.update(state="passed")


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0010_awaiting_results"),
        ("plans", "0004_awaiting_results"),
    ]

    operations = [migrations.RunPython(reopen, close)]
