"""Committees belong to a year, name the units they serve and are approved: the columns. What stands in them for the committees that there
are comes with the next migration, their constraints after that: PostgreSQL wants data and tables apart."""

import django.db.models.deletion
import django_fsm
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0009_unit_changes'),
        ('personnel', '0002_unit_of_the_account'),
        ('review', '0005_snapshots_hold_their_files'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='committee',
            options={'ordering': ['-year', 'series__code', 'name'], 'verbose_name': '评委会', 'verbose_name_plural': '评委会'},
        ),
        migrations.AddField(
            model_name='committee',
            name='serves',
            field=models.ManyToManyField(related_name='+', to='orgs.unit', verbose_name='服务单位'),
        ),
        migrations.AddField(
            model_name='committee',
            name='state',
            field=django_fsm.FSMField(choices=[('draft', '草稿'), ('pending', '待备案'), ('returned', '已退回'), ('filed', '已备案'), ('widening', '已备案，变更待备案')], default='draft', max_length=50, protected=True, verbose_name='状态'),
        ),
        migrations.AddField(
            model_name='committee',
            name='valid_until',
            field=models.DateField(editable=False, null=True, verbose_name='备案有效期至'),
        ),
        migrations.AddField(
            model_name='committee',
            name='year',
            field=models.PositiveSmallIntegerField(null=True, verbose_name='年度'),
        ),
        migrations.AlterField(
            model_name='committee',
            name='name',
            field=models.CharField(max_length=60, verbose_name='评委会名称'),
        ),
        migrations.CreateModel(
            name='CommitteeFiling',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reviews_full_senior', models.BooleanField(default=False, verbose_name='正高级')),
                ('reviews_deputy_senior', models.BooleanField(default=False, verbose_name='副高级')),
                ('reviews_middle', models.BooleanField(default=False, verbose_name='中级')),
                ('reviews_assistant', models.BooleanField(default=False, verbose_name='助理级')),
                ('reviews_clerk', models.BooleanField(default=False, verbose_name='员级')),
                ('document_name', models.CharField(editable=False, max_length=200)),
                ('valid_from', models.DateField(verbose_name='有效期起')),
                ('valid_until', models.DateField(verbose_name='有效期止')),
                ('served_names', models.TextField(editable=False, verbose_name='报备时的服务单位')),
                ('asked_at', models.DateTimeField(auto_now_add=True, verbose_name='报备时间')),
                ('asked_by_name', models.CharField(editable=False, max_length=200, verbose_name='报备人')),
                ('result', models.CharField(blank=True, choices=[('filed', '已备案'), ('returned', '已退回'), ('withdrawn', '已撤回')], editable=False, max_length=10, verbose_name='结果')),
                ('decided_at', models.DateTimeField(editable=False, null=True, verbose_name='审核时间')),
                ('decided_by_name', models.CharField(blank=True, editable=False, max_length=200, verbose_name='审核人')),
                ('answer', models.CharField(blank=True, editable=False, max_length=500, verbose_name='审核意见')),
                ('asked_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('committee', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='filings', to='review.committee', verbose_name='评委会')),
                ('decided_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='orgs.storedfile', verbose_name='备案文件')),
                ('serves', models.ManyToManyField(related_name='+', to='orgs.unit', verbose_name='服务单位')),
            ],
            options={
                'verbose_name': '评委会备案',
                'verbose_name_plural': '评委会备案',
                'ordering': ['-asked_at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='committee',
            name='filing',
            field=models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='review.committeefiling', verbose_name='备案'),
        ),
        migrations.AddConstraint(
            model_name='committeefiling',
            constraint=models.CheckConstraint(condition=models.Q(('reviews_full_senior', True), ('reviews_deputy_senior', True), ('reviews_middle', True), ('reviews_assistant', True), ('reviews_clerk', True), _connector='OR'), name='filing_reviews_some_level', violation_error_message='至少选择一个级别。'),
        ),
        migrations.AddConstraint(
            model_name='committeefiling',
            constraint=models.UniqueConstraint(condition=models.Q(('result', '')), fields=('committee',), name='filing_one_waiting'),
        ),
        migrations.AddConstraint(
            model_name='committeefiling',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_at', None), ('result', '')), models.Q(models.Q(('result', ''), _negated=True), ('decided_at__isnull', False)), _connector='OR'), name='filing_decided_once'),
        ),
        migrations.AddConstraint(
            model_name='committeefiling',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__gte', models.F('valid_from'))), name='filing_term_in_order', violation_error_message='有效期止不能早于有效期起。'),
        ),
    ]
