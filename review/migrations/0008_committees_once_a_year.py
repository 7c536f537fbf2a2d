"""What the database holds of the committees of a year."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('review', '0007_committees_that_there_are'),
    ]

    operations = [
        migrations.AlterField(
            model_name='committee',
            name='year',
            field=models.PositiveSmallIntegerField(verbose_name='年度'),
        ),
        migrations.AddConstraint(
            model_name='committee',
            constraint=models.UniqueConstraint(fields=('year', 'name'), name='committee_name_once_a_year', violation_error_message='该年度已有同名的评委会。'),
        ),
        migrations.AddConstraint(
            model_name='committee',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('filed', 'widening')), _negated=True), ('valid_until__gte', models.F('closes_on')), _connector='OR'), name='committee_open_while_valid', violation_error_message='受理截止不能晚于备案有效期。'),
        ),
    ]
