from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """PostgreSQL finds the pks of a branch in the index alone; a renumbered unit is written into two indexes less."""

    dependencies = [("orgs", "0029_persons_by_name")]

    operations = [
        migrations.RemoveIndex("unit", "unit_tree"),
        migrations.RemoveIndex("unit", "unit_waiting"),
        migrations.AlterField(
            "unit",
            "licence",
            models.ForeignKey(
                "orgs.StoredFile",
                models.PROTECT,
                blank=True,
                null=True,
                db_index=False,
                related_name="+",
                verbose_name="法人证书扫描件",
            ),
        ),
        migrations.AddIndex("unit", models.Index(fields=["tree_id", "lft"], include=("id",), name="unit_tree")),
        migrations.AddIndex("unit", models.Index(fields=["parent"], condition=Q(state="pending"), name="unit_waiting")),
        migrations.AddIndex(
            "unit", models.Index(fields=["licence"], condition=Q(licence__isnull=False), name="unit_licence")
        ),
    ]
