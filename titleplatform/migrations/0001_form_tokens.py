from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor):
    """The table behind the cache "once" (titleplatform.kit.once)."""
    call_command("createcachetable", "form_tokens", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = []
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
