from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils.crypto import get_random_string

from orgs import audit
from orgs.models import AuditEvent, Unit
from orgs.models.unit import OFFICES
from personnel.models import Person
from titleplatform.filling.progress import Progress
from titleplatform.filling.province import fill
from titleplatform.filling.size import Size

DONE = "填充数据"


class Command(BaseCommand):
    """All or nothing: one transaction."""

    help = "A province of invented units, people and cases to measure on, in an empty PostgreSQL database of its own"

    def add_arguments(self, parser):
        parser.add_argument("--scale", type=float, default=0.01, help="1 = 60,000 units, 300,000 applications")
        parser.add_argument("--password", help="of every staff account (default: a random one, printed)")

    def handle(self, *, scale, password, **options):
        self.refuse_elsewhere(scale)
        if AuditEvent.objects.filter(verb=DONE).exists():
            self.stdout.write("已经填充过，数据没有改变。要另一个规模，请换一个空数据库。")
            return
        password = password or get_random_string(16)
        progress = Progress(self.stdout)
        with transaction.atomic():
            call_command("province", stdout=self.stdout)
            fill(Size(scale), make_password(password), progress)
            audit.record(DONE, by=None, 规模=scale)
        with connection.cursor() as cursor:
            for table in progress.over("VACUUM", connection.introspection.table_names()):
                cursor.execute(f'VACUUM (ANALYZE) "{table}"')
        self.stdout.write(f"所有单位账号的密码：{password}")

    def refuse_elsewhere(self, scale):
        if connection.vendor != "postgresql":
            raise CommandError("填充只用于 PostgreSQL：请设置 DATABASE_URL。")
        if not 0 < scale <= 10:
            raise CommandError("规模在 0 和 10 之间。")
        own = Unit.objects.exclude(kind__in=OFFICES).exists() or Person.objects.exists()
        if own and not AuditEvent.objects.filter(verb=DONE).exists():
            raise CommandError("这个数据库里已有单位或人员，不是填充出来的：拒绝。请换一个空数据库。")
