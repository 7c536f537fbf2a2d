import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from orgs import audit
from orgs.models import AuditEvent, Unit
from orgs.models.unit import OFFICES
from personnel.models import Person, Reviewer
from titleplatform.demo import cast, story
from titleplatform.demo.accounts import PASSWORD, Passwords, write_list
from titleplatform.demo.papers import Press
from titleplatform.demo_accounts import printed_accounts

DONE = "演示数据"
STAFF = (
    ("省职改办", "单位管理员", ""),
    ("省职改办", "经办人", "jb01"),
    ("省职改办", "负责人", "fz01"),
    ("洛阳市职改办", "单位管理员", ""),
    ("洛阳市职改办", "经办人", "jb01"),
    ("洛阳市职改办", "负责人", "fz01"),
    ("老城区职改办", "单位管理员", ""),
    ("老城区职改办", "经办人", "jb01"),
    ("老城区职改办", "负责人", "fz01"),
    ("洛阳市住房和城乡建设局", "经办人", "jb01"),
    ("洛阳市住房和城乡建设局", "负责人", "fz01"),
    ("洛阳市城建勘察设计院", "单位管理员", ""),
    ("洛阳市城建勘察设计院", "经办人", "jb01"),
    ("洛阳市城建勘察设计院", "经办人（前六项）", "jb02"),
    ("洛阳市城建勘察设计院", "经办人（后六项）", "jb03"),
    ("洛阳市城建勘察设计院", "负责人", "fz01"),
    ("河南省教育厅", "单位管理员", ""),
    ("河南省教育厅", "经办人", "jb01"),
    ("河南省教育厅", "负责人", "fz01"),
    ("郑州市第一人民医院", "单位管理员", ""),
    ("郑州市第一人民医院", "经办人", "jb01"),
    ("兰考县职改办", "经办人", "jb01"),
    ("兰考县第一高级中学", "经办人", "jb01"),
)


class Command(BaseCommand):
    """Idempotent: a second run changes nothing. All or nothing: one transaction."""

    help = "Invented units, people and cases on Henan's real offices (only where DEMO is on)"

    def add_arguments(self, parser):
        parser.add_argument("--accounts", action="store_true", help="only print the demo accounts")

    def handle(self, *args, accounts, **options):
        if not settings.DEMO:
            raise CommandError(
                "DEMO is off: demo accounts have published passwords and never belong on a real database."
            )
        if not accounts:
            self.build()
        for each in printed_accounts():
            self.stdout.write(f"  {each['role']:　<22}{each['account']:<22}{each['password']}")

    def build(self):
        if AuditEvent.objects.filter(verb=DONE).exists():
            return
        own_units = Unit.objects.exclude(kind__in=OFFICES)
        if own_units.exists() or Person.objects.exists() or Reviewer.objects.exists():
            raise CommandError("This database holds units or people who are not of the demo: refused.")
        started = time.monotonic()
        with transaction.atomic():
            self.tell_the_story()
            audit.record(DONE, by=None)
        write_list(printed_lines())  # only what is there for good
        self.stdout.write(f"演示数据已建立（{time.monotonic() - started:.0f} 秒）。")

    def tell_the_story(self):
        passwords, press = Passwords(), Press()
        cast.build_platform(passwords)
        cast.build_units(passwords)
        cast.build_reviewers(passwords)
        cast.build_persons(passwords)
        story.build_changes(press)
        story.build_committees(press)
        story.build_parameters()
        story.build_plans(press)
        story.build_caps()
        story.build_applications(press)
        story.build_experts(press)
        story.build_transfers(press)
        story.age_some()


def printed_lines():
    """What the login page shows: the most useful accounts of every role."""
    platform = (("系统管理员", "admin"), ("安全管理员", "security"), ("审计管理员", "audit"))
    lines = [("staff", role, account, PASSWORD) for role, account in platform]
    lines += [
        ("staff", f"{name} · {role}", f"{cast.unit(name).code}{suffix}", PASSWORD) for name, role, suffix in STAFF
    ]
    states = {"审查中": "in_review", "退回修改": "returned", "待评审": "passed", "未提交": "draft", "未通过": "failed"}
    for label, state in states.items():
        person = Person.objects.filter(applications__state=state).order_by("pk").select_related("account__unit").first()
        lines.append(("applicant", f"{person.unit} · {label}", person.account.id_number, PASSWORD))
    return lines
