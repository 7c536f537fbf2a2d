from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from orgs.actions import issue_first_password
from orgs.models import Account

SLIP = """\
- - - - - - - - - - - - - - - - - - - - - - - - - - - -
{platform}　首次登录
{owner}
登录入口：管理系统
账号：{account}
一次性密码：{password}
首次登录须修改密码{days}。
"""


class Command(BaseCommand):
    """The only place where these passwords ever stand is what it prints: it is for a terminal and a printer, never for a log."""

    help = (
        "One-time passwords, as slips to hand out, for the first administrators and offices that have never logged in"
    )

    def add_arguments(self, parser):
        parser.add_argument("accounts", nargs="*", metavar="账号", help="only these (a lost slip); default: all")

    def handle(self, *, accounts, **options):
        closed = Account.objects.never_opened().select_related("unit")
        if accounts:
            closed = closed.filter(login_name__in=accounts)
        printed = sum(self.print_slip(account) for account in closed.order_by("login_name"))
        if not printed:
            raise CommandError("没有可以发放的账号：系统管理员和职改办的账号都已登录过，或没有这样的账号。")
        self.stderr.write(f"已打印 {printed} 份，只显示这一次；从未登录的账号可以重新发放，原来的随即作废。")

    def print_slip(self, account):
        """Each account by itself: what was printed holds, whatever happens to the rest."""
        password = issue_first_password(account=account)
        if not password:
            return False
        days = settings.INITIAL_PASSWORD_DAYS_STAFF
        self.stdout.write(
            SLIP.format(
                platform=settings.PLATFORM_NAME,
                owner=account.unit or account.get_kind_display(),
                account=account.login_name,
                password=password,
                days=f"，{days} 天内有效" if days else "",
            )
        )
        return True
