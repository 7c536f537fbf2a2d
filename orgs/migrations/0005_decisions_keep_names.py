"""A decision keeps its names: steps, counted verdicts, runs and unit approvals that stand there already take today's."""

from django.db import migrations, models
from django.db.models import Case, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce, NullIf

DESKS = {"handler": "经办人", "leader": "负责人"}
KINDS = {
    "system": "系统管理员",
    "security": "安全管理员",
    "audit": "审计管理员",
    "unit_admin": "单位管理员",
    "reviewer": "审查人员",
    "applicant": "申报人",
}


def note_names(apps, schema_editor):
    unit, account = apps.get_model("orgs", "Unit").objects, apps.get_model("orgs", "Account").objects

    def of_unit(reference, name="name"):
        return Coalesce(Subquery(unit.filter(pk=OuterRef(reference)).values(name)), Value(""))

    def of_account(reference):
        kind = Case(*(When(kind=key, then=Value(label)) for key, label in KINDS.items()), default=Value(""))
        said = account.filter(pk=OuterRef(reference)).values_list(Coalesce(NullIf("name", Value("")), "login_name", kind))
        return Coalesce(Subquery(said), Value(""))

    apps.get_model("orgs", "ChainStep").objects.filter(status="closed").update(
        unit_name=of_unit("unit"),
        certificate_name=of_unit("unit", "certificate_name"),
        unit_kind=of_unit("unit", "kind"),
        desk_name=Case(*(When(role=key, then=Value(label)) for key, label in DESKS.items()), default=Value("")),
        closed_by_name=of_account("closed_by"),
        assigned_to_name=of_account("assigned_to"),
    )
    apps.get_model("orgs", "AreaVerdict").objects.filter(counted=True).update(by_name=of_account("by"))
    runs = apps.get_model("orgs", "ChainRun").objects
    runs.update(unit_name=of_unit("unit"), owner_name=of_account("owner"))
    runs.filter(current_unit=None).update(final_unit_name=of_unit("final_unit"))
    unit.filter(decided_by__isnull=False).update(decided_by_name=of_account("decided_by"))


class Migration(migrations.Migration):
    dependencies = [("orgs", "0004_open_while_areas_are")]

    operations = [
        migrations.AddField(
            model_name='areaverdict',
            name='by_name',
            field=models.CharField(blank=True, max_length=50, verbose_name='审查人'),
        ),
        migrations.AddField(
            model_name='chainrun',
            name='final_unit_name',
            field=models.CharField(blank=True, max_length=100, verbose_name='终审机构'),
        ),
        migrations.AddField(
            model_name='chainrun',
            name='owner_name',
            field=models.CharField(blank=True, max_length=50, verbose_name='姓名'),
        ),
        migrations.AddField(
            model_name='chainrun',
            name='unit_name',
            field=models.CharField(blank=True, max_length=100, verbose_name='申报单位'),
        ),
        migrations.AddField(
            model_name='chainstep',
            name='assigned_to_name',
            field=models.CharField(blank=True, max_length=50, verbose_name='办理人'),
        ),
        migrations.AddField(
            model_name='chainstep',
            name='certificate_name',
            field=models.CharField(blank=True, max_length=100, verbose_name='证书打印单位名称'),
        ),
        migrations.AddField(
            model_name='chainstep',
            name='closed_by_name',
            field=models.CharField(blank=True, max_length=50, verbose_name='审查人'),
        ),
        migrations.AddField(
            model_name='chainstep',
            name='desk_name',
            field=models.CharField(blank=True, max_length=10, verbose_name='环节'),
        ),
        migrations.AddField(
            model_name='chainstep',
            name='unit_kind',
            field=models.CharField(blank=True, max_length=12, verbose_name='单位类型'),
        ),
        migrations.AddField(
            model_name='chainstep',
            name='unit_name',
            field=models.CharField(blank=True, max_length=100, verbose_name='单位'),
        ),
        migrations.AddField(
            model_name='unit',
            name='decided_by_name',
            field=models.CharField(blank=True, editable=False, max_length=50, verbose_name='审核人'),
        ),
        migrations.RunPython(note_names, migrations.RunPython.noop),
    ]
