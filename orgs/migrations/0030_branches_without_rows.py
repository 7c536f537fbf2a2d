from django.db import migrations, models


class Migration(migrations.Migration):
    """PostgreSQL finds the pks of a branch in the index alone."""

    dependencies = [("orgs", "0029_persons_by_name")]

    operations = [
        migrations.RemoveIndex(model_name="unit", name="unit_tree"),
        migrations.AddIndex(
            model_name="unit",
            index=models.Index(fields=["tree_id", "lft"], include=("id",), name="unit_tree"),
        ),
    ]
