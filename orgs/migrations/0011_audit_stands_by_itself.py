"""Audit rows refer to nothing (plain ids, names, the unit's path), and from here on the database refuses to change or remove them.

Old rows take today's names and paths: those of then were never written down.
"""

from django.db import migrations, models
from django.db.models import Exists, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce

LONGEST_LINE = 6
TEXT = models.TextField()
READING = ("导出", "打印", "查看")
STAYS = "audit rows are never changed or removed"

GUARD = {
    "postgresql": (
        f"""CREATE FUNCTION orgs_auditevent_stays() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION '{STAYS}' USING ERRCODE = 'restrict_violation'; END $$""",
        """CREATE TRIGGER orgs_auditevent_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON orgs_auditevent
            FOR EACH STATEMENT EXECUTE FUNCTION orgs_auditevent_stays()""",
        # Also in a session that replays another server's writes.
        "ALTER TABLE orgs_auditevent ENABLE ALWAYS TRIGGER orgs_auditevent_stays",
    ),
    "sqlite": tuple(
        f"""CREATE TRIGGER orgs_auditevent_no_{verb} BEFORE {verb.upper()} ON orgs_auditevent
            BEGIN SELECT RAISE(ABORT, '{STAYS}'); END"""
        for verb in ("update", "delete")
    ),
}
LIFT = {
    "postgresql": (
        "DROP TRIGGER orgs_auditevent_stays ON orgs_auditevent",
        "DROP FUNCTION orgs_auditevent_stays()",
    ),
    "sqlite": ("DROP TRIGGER orgs_auditevent_no_update", "DROP TRIGGER orgs_auditevent_no_delete"),
}


def guard(apps, schema_editor):
    for statement in GUARD[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def lift(apps, schema_editor):
    for statement in LIFT[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def fill(apps, schema_editor):
    event, unit = apps.get_model("orgs", "AuditEvent"), apps.get_model("orgs", "Unit")
    units = models.QuerySet(unit).filter(pk=OuterRef("unit_id"))
    rows = models.QuerySet(event)
    rows.filter(unit_id__isnull=False).update(
        unit_label=Subquery(units.values("name")), unit_path=Subquery(units.values(text=path()))
    )
    reading = Q()
    for beginning in READING:
        reading |= Q(verb__startswith=beginning)
    rows.filter(reading).update(topic="reading")


def path():
    """As `orgs.tree.path_now` makes it."""
    line = [f"{'parent__' * above}pk" for above in reversed(range(LONGEST_LINE))]
    return joined(Value("/"), *[Coalesce(joined(Cast(name, TEXT), Value("/")), Value(""), output_field=TEXT) for name in line])


def joined(*parts):
    return Func(*parts, template="(%(expressions)s)", arg_joiner=" || ", output_field=TEXT)


def forget_who_is_gone(apps, schema_editor):
    """On the way back the ids are references again."""
    rows = models.QuerySet(apps.get_model("orgs", "AuditEvent"))
    for name in ("Account", "Unit"):
        column = f"{name.lower()}_id"
        there = models.QuerySet(apps.get_model("orgs", name)).filter(pk=OuterRef(column))
        rows.filter(~Exists(there)).update(**{column: None})


def plain(name, label):
    """A foreign key becomes the number it held."""
    number = models.BigIntegerField(null=True, db_column=f"{name}_id", verbose_name=label)
    return [
        migrations.AlterField("auditevent", name, number),
        migrations.RenameField("auditevent", name, f"{name}_id"),
        migrations.AlterField("auditevent", f"{name}_id", models.BigIntegerField(null=True)),
    ]


class Migration(migrations.Migration):
    dependencies = [("orgs", "0010_the_tree_changes_under_cases")]

    operations = [
        migrations.AddField(
            "auditevent",
            "topic",
            models.CharField(
                "类别",
                max_length=10,
                choices=[("entry", "登录"), ("refusal", "拒绝"), ("reading", "查阅"), ("write", "办理")],
                default="write",
            ),
            preserve_default=False,
        ),
        migrations.AddField("auditevent", "unit_label", models.CharField("单位", max_length=100, blank=True, default=""), preserve_default=False),
        migrations.AddField("auditevent", "unit_path", models.CharField(max_length=200, blank=True, default=""), preserve_default=False),
        migrations.AddField("auditevent", "once_key", models.CharField(max_length=64, null=True, unique=True)),
        *plain("account", "操作人"),
        *plain("unit", "单位"),
        migrations.RunPython(fill, forget_who_is_gone),
        migrations.AddIndex("auditevent", models.Index(fields=["account_id"], name="audit_account")),
        migrations.AddIndex(
            "auditevent",
            models.Index(fields=["unit_path"], name="audit_unit_path", opclasses=["varchar_pattern_ops"]),
        ),
        migrations.RunPython(guard, lift),
    ]
