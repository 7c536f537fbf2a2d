from django.db import migrations


class Migration(migrations.Migration):
    """What was taken back before its last hand-in was forgotten then still says when it was handed in."""

    dependencies = [('experts', '0003_awaiting_results')]

    operations = [
        migrations.RunSQL("UPDATE experts_expertfiling SET submitted_at = NULL WHERE state = 'draft'", migrations.RunSQL.noop)
    ]
