import re
import statistics
import time
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from orgs.models import Account
from personnel.dossier.sections import SUMMARY_LENGTH
from review.models import Application
from review.prints import Form
from review.queries import hand_in_of

ROUNDS = 15
SENTENCE = "主持完成岩土工程勘察项目十二项，其中省级重点工程两项；参编地方标准一部。"
LONGEST = {
    "一段": (SENTENCE * SUMMARY_LENGTH)[:SUMMARY_LENGTH],
    "一字一行": "一\n" * (SUMMARY_LENGTH // 2),
    "没有空格的英文": "a1" * (SUMMARY_LENGTH // 2),
    "生僻字": "堃喆㛃" * (SUMMARY_LENGTH // 3),
}
PAGES = (
    ("首页", "410300jb01", "home", ""),
    ("单位管理", "410300", "orgs:units", ""),
    ("单位人员管理", "4103000010001", "personnel:persons", ""),
    ("申报人员状态查询", "410000", "review:status", ""),
    ("申报人员状态查询 导出", "410000", "review:status", "?_export=xlsx"),
    ("申报计划审查", "410300jb01", "plans:review", "?tab=all"),
    ("申报计划统计", "410000", "plans:statistics", ""),
    ("申报计划统计 导出", "410000", "plans:statistics", "?_export=xlsx"),
    ("经办人审查", "410000jb01", "review:handler", "?tab=all"),
    ("日志审计", "audit", "orgs:audit", ""),
)


class Command(BaseCommand):
    """Compare figures of one run only: machines are noisy."""

    help = "How long the pages take that people open all day, on the demo data: median of 15 requests, and the queries of one"

    def handle(self, *args, **options):
        if not settings.DEMO or not Application.objects.exists():
            raise CommandError("The benchmark needs the demo data: make bench")
        for label, login_name, name, query in PAGES:
            self.page(label, login_name, reverse(name) + query)
        case = Application.objects.filter(state="passed", committee__host__code="410000").first()
        self.page("审查一件申报", "410000jb01", reverse("review:case", args=[case.pk]))
        self.printing(case)
        for kind, account in login_kinds().items():
            self.login(kind, account)

    def page(self, label, login_name, address):
        client = Client()
        client.force_login(Account.objects.get(login_name=login_name), backend="orgs.login.AccountBackend")
        client.get(address)  # the first use of a session and of each template
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        queries = len(asked)  # a later request empties the log
        times = [timed(client, address) for _ in range(ROUNDS)]
        self.say(label, statistics.median(times), f"{queries} queries")

    def printing(self, case):
        """The first print makes the PDF; the next ones are the stored file."""
        client = Client()
        client.force_login(Account.objects.get(login_name="410000jb01"), backend="orgs.login.AccountBackend")
        address = reverse("review:print", args=[case.pk])
        self.say("打印评审表，第一次", timed(client, address))
        self.say("打印评审表，再次", timed(client, address))
        snapshot = case.snapshots.first()
        for kind, text in LONGEST.items():
            snapshot.data["sections"]["summary"]["entries"][0]["fields"][0]["display"] = text
            form = Form(case, snapshot.data, hand_in_of(case, snapshot.round))
            seconds, megabytes = spent(form.pdf)
            self.say(f"评审表，{SUMMARY_LENGTH} 字的个人总结：{kind}", seconds, f"+{megabytes} MB")

    def login(self, kind, login_name):
        """A wrong password, each from an address of its own: no lock-out. All four kinds should take the same."""
        times = []
        for number in range(ROUNDS):
            sent = {"username": login_name, "password": "Wrong-Word-2026"}
            started = time.perf_counter()
            answer = Client().post(reverse("entrance:login"), sent, REMOTE_ADDR=f"203.0.113.{number}")
            times.append(time.perf_counter() - started)
            if answer.status_code != 200:
                raise CommandError(f"login: {answer.status_code}")
        self.say(f"登录失败：{kind}", statistics.median(times))

    def say(self, label, seconds, note=""):
        self.stdout.write(f"{seconds * 1000:>9.1f} ms{note:>13}   {label}")


def login_kinds():
    """{kind of account: a login name}, for each that a failed login must not tell from the others."""
    staff = Account.objects.exclude(login_name=None).order_by("pk")
    kinds = {
        "停用的账号": staff.filter(is_active=False),
        "初始密码的账号": staff.filter(is_active=True, initial_password_at__isnull=False),
        "自设密码的账号": staff.filter(is_active=True, initial_password_at=None),
    }
    return {"没有的账号": "nobody"} | {kind: found.first().login_name for kind, found in kinds.items()}


def spent(do):
    """(seconds, megabytes of memory at the worst moment above those before) of one call."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak counts anew
    before, started = memory("VmRSS"), time.perf_counter()
    do()
    return time.perf_counter() - started, memory("VmHWM") - before


def memory(key):
    """Megabytes of this process, as Linux calls them."""
    return int(re.search(rf"{key}:\s*(\d+)", Path("/proc/self/status").read_text())[1]) // 1024


def timed(client, address):
    """Seconds of one request, its body read."""
    started = time.perf_counter()
    response = client.get(address)
    b"".join(response.streaming_content) if response.streaming else response.content
    if response.status_code != 200:
        raise CommandError(f"{address}: {response.status_code}")
    return time.perf_counter() - started
