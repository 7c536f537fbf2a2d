"""`manage.py administrator`: the first administrator of each kind, and one whose account is lost."""

import getpass

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from orgs.actions.administrators import appoint
from orgs.models import DocumentKind
from orgs.models.account import PLATFORM_KINDS


class Command(BaseCommand):
    """Everything else about platform accounts is asked for on a page and confirmed by another kind; this leaves an audit row too."""

    help = (
        "Create the first administrator of a kind, or give an existing one (lost password, disabled, 证件号 missing) a one-time password. "
        "The password is printed once."
    )

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=[kind.value for kind in PLATFORM_KINDS])
        parser.add_argument("login_name", help="登录账号")
        parser.add_argument("--name", required=True, help="姓名")
        parser.add_argument("--id-number", required=True, help="证件号")
        parser.add_argument("--document-kind", choices=DocumentKind.values, default=DocumentKind.RESIDENT)
        parser.add_argument("--instead-of", default="", help="the lost account of the same kind, which is disabled")

    def handle(self, *args, kind, login_name, name, id_number, document_kind, instead_of, **options):
        given = {"kind": kind, "login_name": login_name, "name": name, "id_number": id_number}
        try:
            effect = appoint(**given, document_kind=document_kind, instead_of=instead_of, operator=getpass.getuser())
        except ValidationError as error:
            raise CommandError("；".join(error.messages)) from None
        account = effect.account
        self.stdout.write(
            f"{account.get_kind_display()} {account.login_name}，一次性密码 {effect.password}（只显示这一次，首次登录须修改）。"
        )
