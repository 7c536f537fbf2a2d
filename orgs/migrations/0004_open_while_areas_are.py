"""The database holds that an open step has areas left, and a closed one none (apart from the data before it: PostgreSQL wants that)."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("orgs", "0003_areas_frozen_at_hand_in")]

    operations = [
        migrations.RemoveField("chainrun", "judged_whole"),
        migrations.AddConstraint(
            "chainstep",
            models.CheckConstraint(
                condition=Q(status="open") & ~Q(open_areas="") | ~Q(status="open") & Q(open_areas=""),
                name="step_open_while_areas_are",
            ),
        ),
    ]
