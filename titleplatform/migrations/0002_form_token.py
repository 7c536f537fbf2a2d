"""Tokens of forms already handed in move from a cache table, which load could cull, to a table of their own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("titleplatform", "0001_form_tokens")]

    operations = [
        migrations.RunSQL("DROP TABLE IF EXISTS form_tokens", migrations.RunSQL.noop),
        migrations.CreateModel(
            name="FormToken",
            fields=[
                ("key", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("led_to", models.TextField(blank=True)),
                ("kept_until", models.DateTimeField(db_index=True)),
            ],
            options={"verbose_name": "已提交的表单", "verbose_name_plural": "已提交的表单"},
        ),
    ]
