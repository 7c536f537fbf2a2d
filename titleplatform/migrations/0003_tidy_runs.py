"""Which hours a worker has tidied in: of several workers one does."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("titleplatform", "0002_form_token")]

    operations = [
        migrations.CreateModel(
            name="TidyRun",
            fields=[("hour", models.DateTimeField(primary_key=True, serialize=False))],
            options={"verbose_name": "清理记录", "verbose_name_plural": "清理记录"},
        ),
    ]
