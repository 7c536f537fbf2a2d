from django.db import migrations


class Migration(migrations.Migration):
    """What was taken back before its last hand-in was forgotten then still says when it was handed in."""

    dependencies = [('review', '0014_ways')]

    operations = [
        migrations.RunSQL("UPDATE review_application SET submitted_at = NULL WHERE state = 'draft'", migrations.RunSQL.noop)
    ]
