from django.db import migrations, models
from django.db.models import F, Q

LABELS = {
    "granted": "计划通过",
    "reserved": "申报占用",
    "released": "退还",
    "consumed": "评审通过",
    "moved_out": "撤并划出",
    "moved_in": "撤并划入",
    "reversed": "评审结果更正",
}
# The amounts of one line that are of one kind.
AMOUNTS = "SELECT coalesce(sum(amount), 0) FROM plans_quotaentry e WHERE e.line_id = plans_quotaline.id AND e.kind"
SUMS = ", ".join(f"{kind} = ({AMOUNTS} = '{kind}')" for kind in LABELS)
CHECKS = {
    "quota_gives_back_what_was_taken": Q(released__lte=F("reserved")),
    "quota_takes_back_what_was_used": Q(reversed__lte=F("consumed")),
    "quota_has_the_places_it_gives": Q(granted__gte=F("reserved") - F("released") + F("moved_out") - F("moved_in")),
}


class Migration(migrations.Migration):
    """Every line of 指标 has the sum of each kind of its entries."""

    # 0011 of review takes entries away that no result stands behind.
    dependencies = [("plans", "0006_drafts_are_not_handed_in"), ("review", "0011_passed_applications_await")]

    operations = [
        *(
            migrations.AddField("quotaline", kind, models.PositiveIntegerField(label, default=0, editable=False))
            for kind, label in LABELS.items()
        ),
        migrations.RunSQL(f"UPDATE plans_quotaline SET {SUMS}", migrations.RunSQL.noop),
        *(
            migrations.AddConstraint("quotaline", models.CheckConstraint(condition=condition, name=name))
            for name, condition in CHECKS.items()
        ),
    ]
