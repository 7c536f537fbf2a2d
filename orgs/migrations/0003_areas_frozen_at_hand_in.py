"""A run keeps the areas of its hand-in, an open step those that are left; before, both were asked of the code as it is now."""

from django.db import migrations, models
from django.db.models import Q

# As they were declared when this was written; runs that began earlier are given these words.
LABELS = {
    "application": "申报信息",
    "person": "个人信息",
    "education": "学习经历",
    "work": "工作经历",
    "training": "培训经历",
    "awards": "奖励",
    "patents": "专利",
    "projects": "项目",
    "papers": "论文",
    "books": "著作",
    "others": "其他成果",
    "summary": "个人总结",
}
WHOLE = {"key": "all", "label": "全部内容", "is_empty": False}


def freeze(apps, schema_editor):
    run_model = apps.get_model("orgs", "ChainRun")
    step_model = apps.get_model("orgs", "ChainStep")
    verdict_model = apps.get_model("orgs", "AreaVerdict")
    for run in run_model.objects.iterator():
        run.areas = [WHOLE] if run.judged_whole else _areas(run.fingerprints)
        run.save(update_fields=["areas"])
        step = step_model.objects.filter(run=run, status="open").first()
        if step:
            counted = set(verdict_model.objects.filter(step=step, counted=True).values_list("area", flat=True))
            left = [area["key"] for area in run.areas if area["key"] not in counted]
            step.open_areas = f"|{'|'.join(left)}|"
            step.save(update_fields=["open_areas"])


def _areas(fingerprints):
    order = list(LABELS)
    keys = sorted(fingerprints, key=lambda key: (order.index(key) if key in LABELS else len(order), key))
    return [{"key": key, "label": LABELS.get(key, key), "is_empty": False} for key in keys]


class Migration(migrations.Migration):
    dependencies = [("orgs", "0002_account_unit_kind")]

    operations = [
        migrations.AddField("chainrun", "areas", models.JSONField(default=list, verbose_name="审查内容")),
        migrations.AddField(
            "chainstep", "open_areas", models.CharField(blank=True, default="", max_length=400, verbose_name="待审内容"), preserve_default=False
        ),
        migrations.RunPython(freeze, migrations.RunPython.noop),
    ]
