from django.db import migrations


class Migration(migrations.Migration):
    """What was taken back before its last hand-in was forgotten then still says when it was handed in."""

    dependencies = [('plans', '0005_lists_in_their_order')]

    operations = [
        migrations.RunSQL("UPDATE plans_plan SET submitted_at = NULL WHERE state = 'draft'", migrations.RunSQL.noop)
    ]
