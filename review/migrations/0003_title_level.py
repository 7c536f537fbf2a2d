"""The level of an application's title stands on it, for the database to refuse a second attempt at it. Years that have applications keep
what they began with: their places go to the first to apply."""

import django_fsm
from django.db import migrations, models
from django.utils import timezone

NO_ATTEMPT = ("forfeited", "not_recommended")


def levels(apps, schema_editor):
    """The level of every title; an older 未通过 that another attempt at its level followed keeps none."""
    Application = apps.get_model("review", "Application")
    Title = apps.get_model("personnel", "Title")
    title = Title.objects.filter(pk=models.OuterRef("title"))
    Application.objects.update(level=models.Subquery(title.values("level")[:1]))
    same = {name: models.OuterRef(name) for name in ("person", "year", "level")}
    later = Application.objects.filter(**same, pk__gt=models.OuterRef("pk")).exclude(state__in=NO_ATTEMPT)
    followed = Application.objects.filter(models.Exists(later), state="failed")
    Application.objects.filter(pk__in=list(followed.values_list("pk", flat=True))).update(level="")


def first_come(apps, schema_editor):
    years = apps.get_model("review", "Application").objects.order_by().values_list("year", flat=True).distinct()
    for year in years:
        rule = {"first_come": True, "fixed_at": timezone.now()}
        apps.get_model("plans", "QuotaRule").objects.update_or_create(year=year, defaults=rule)


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0007_not_recommended"),
        ("personnel", "0002_unit_of_the_account"),
        ("plans", "0002_quota_rules"),
        ("review", "0002_print_variants"),
    ]

    operations = [
        migrations.AddField(
            "application",
            "level",
            models.CharField(
                blank=True,
                choices=[
                    ("full_senior", "正高级"),
                    ("deputy_senior", "副高级"),
                    ("middle", "中级"),
                    ("assistant", "助理级"),
                    ("clerk", "员级"),
                ],
                default="",
                editable=False,
                max_length=15,
                verbose_name="级别",
            ),
            preserve_default=False,
        ),
        migrations.RunPython(levels, migrations.RunPython.noop),
        migrations.RunPython(first_come, migrations.RunPython.noop),
    ]
