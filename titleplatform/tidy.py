"""What is thrown away once its time is over: one declared list. The worker goes through it every hour, `manage.py tidy` at once.

To add a step: a function that removes and returns how many, and a line in STEPS. It runs in a transaction of its own.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from orgs.bin import tidy_files
from orgs.chain import unattended
from orgs.jobs import tidy_jobs
from orgs.login import forget_old_tries
from orgs.models import HeldUpload
from personnel.actions.imports import tidy_imports
from titleplatform.kit.outage import is_outage
from titleplatform.models import FormToken, LoginSource, TidyRun

FINISHED_TASKS_KEPT = timedelta(days=14)
RUNS_KEPT = timedelta(days=30)
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Step:
    name: str
    label: str
    remove: Callable[[], int]


def remove_sessions():
    return Session.objects.filter(expire_date__lt=timezone.now()).delete()[0]


def remove_finished_tasks():
    return DBTaskResult.objects.finished().filter(finished_at__lt=timezone.now() - FINISHED_TASKS_KEPT).delete()[0]


def remove_runs():
    return TidyRun.objects.filter(hour__lt=timezone.now() - RUNS_KEPT).delete()[0]


STEPS = (
    Step("sessions", "过期的登录会话", remove_sessions),
    Step("form_tokens", "过期的表单记录", lambda: FormToken.objects.tidy()),
    Step("login_tries", "早先的登录失败记录", forget_old_tries),
    Step("login_sources", "登录失败的来源", lambda: LoginSource.objects.tidy()),
    Step("finished_tasks", "早已完成的后台任务", remove_finished_tasks),
    Step("tidy_runs", "早先的清理记录", remove_runs),
    Step("held_files", "没有随表单提交的文件", lambda: HeldUpload.objects.tidy()),
    Step("imports", "满 7 天的导入表格", tidy_imports),
    Step("jobs", "满 7 天的后台任务和文件", tidy_jobs),
    Step("files", "无人引用满 30 天的文件", tidy_files),
    Step("unattended", "过时的“无人可审”标记", unattended.mark_all),
)


def tidy(steps=STEPS):
    """Every step, each in its own transaction: yields (step, how many it removed), None where it failed; that one is logged. Raises only
    where the database does not answer: no other step could do anything either."""
    for step in steps:
        try:
            with transaction.atomic():
                removed = step.remove()
        except Exception as error:  # whatever else one step meets, the others still run
            if is_outage(error):
                raise
            logger.exception("manage.py tidy: %s failed", step.name)
            removed = None
        yield step, removed


def tidy_hourly():
    """Tidy when nobody has yet in this hour: of several workers one does."""
    if TidyRun.objects.begin(timezone.now().replace(minute=0, second=0, microsecond=0)):
        for step, removed in tidy():
            logger.info("%s: %s removed", step.name, removed)
