"""The database holds what the data before it was brought to: one form, one owner, digits only for units. And who came first with an
initial password."""

from django.db import migrations, models
from django.db.models import F, Func, Q, Value
from django.db.models.lookups import Exact


class Migration(migrations.Migration):
    dependencies = [("orgs", "0014_login_names_in_one_form")]

    operations = [
        migrations.AlterField(
            "account",
            "login_name",
            models.CharField(
                "登录账号",
                blank=True,
                error_messages={"unique": "该登录账号已经存在，请换一个。"},
                max_length=30,
                null=True,
                unique=True,
            ),
        ),
        migrations.AlterField(
            "account", "former_login_name", models.CharField("原登录账号", blank=True, editable=False, max_length=30)
        ),
        migrations.AddField(
            "account",
            "initial_login_at",
            models.DateTimeField("首次登录时间", blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            "account",
            "initial_login_address",
            models.GenericIPAddressField("首次登录地址", blank=True, editable=False, null=True),
        ),
        migrations.AddConstraint(
            "account",
            models.CheckConstraint(
                condition=Q(kind="unit_admin")
                | Q(login_name=None)
                | ~Q(
                    Exact(
                        Func(
                            F("login_name"),
                            Value("0123456789"),
                            function="LTRIM",
                            output_field=models.CharField(),
                        ),
                        Value(""),
                    )
                ),
                name="account_digits_are_a_unit",
                violation_error_message="纯数字的登录账号留给单位，请在单位编码后加字母和序号，如 jb01、fz01。",
            ),
        ),
    ]
