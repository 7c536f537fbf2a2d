"""`manage.py province`: the province's offices, the title catalogue and the first system administrator. Safe to repeat."""

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction

from orgs.actions import create_system_administrator
from orgs.models import Account
from orgs.provinces import load_province
from personnel.catalogue import load_catalogue

FIRST_ADMINISTRATOR = "admin"


class Command(BaseCommand):
    help = (
        "Load the province's offices and the title catalogue; create the system administrator account if there is none."
    )

    @transaction.atomic
    def handle(self, **options):
        offices = load_province()
        series, titles = load_catalogue()
        self.stdout.write(f"新增职改办 {offices} 个；系列 {series} 个，职称 {titles} 个。")
        create_system_administrator(login_name=FIRST_ADMINISTRATOR)
        if not settings.DEMO and (closed := Account.objects.never_opened().count()):
            self.stdout.write(
                f"{closed} 个管理员账号还没有人登录过：在终端运行 manage.py first_passwords，打印一次性密码。"
            )
