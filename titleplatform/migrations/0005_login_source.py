"""Where logins fail lately: what the pause after many failed accounts counts by."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("titleplatform", "0004_names_of_files"),
    ]

    operations = [
        migrations.CreateModel(
            name="LoginSource",
            fields=[
                ("key", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("failed", models.JSONField(default=dict)),
                ("last_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "登录失败的来源",
                "verbose_name_plural": "登录失败的来源",
            },
        ),
    ]
