"""Control characters and marks of direction leave the names of files that were stored with them."""

from django.db import migrations

from titleplatform.kit.words import seen

COLUMNS = (
    ("orgs", "Unit", "licence_name"),
    ("personnel", "EntryAttachment", "name"),
    ("personnel", "Transfer", "proof_name"),
    ("plans", "Plan", "pdf_name"),
    ("review", "Application", "evidence_name"),
    ("experts", "ExpertFiling", "proof_name"),
)


def clean(apps, schema_editor):
    for app, model, column in COLUMNS:
        rows = apps.get_model(app, model)._base_manager.using(schema_editor.connection.alias)
        held = rows.exclude(**{column: ""}).values_list("pk", column).iterator(chunk_size=2000)
        for pk, name in [(pk, name) for pk, name in held if seen(name) != name]:
            rows.filter(pk=pk).update(**{column: seen(name) or "文件"})


class Migration(migrations.Migration):
    dependencies = [
        ("titleplatform", "0003_tidy_runs"),
        ("orgs", "0008_uploaded_files"),
        ("personnel", "0002_unit_of_the_account"),
        ("plans", "0001_initial"),
        ("review", "0005_snapshots_hold_their_files"),
        ("experts", "0001_initial"),
    ]

    operations = [migrations.RunPython(clean, migrations.RunPython.noop)]
