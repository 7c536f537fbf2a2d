import logging
import os
import time

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands import db_worker

from orgs.jobs import resume_abandoned
from orgs.queue import SHORT, enqueue
from titleplatform import start
from titleplatform.kit.outage import is_outage
from titleplatform.tidy import tidy_hourly

SECONDS = 1  # between two looks for work, where the last one found none
NICE = 5  # whoever waits for a page comes first
LONGEST_PAUSE = 30  # seconds, while the database does not answer
ALL = "*"  # queues
logger = logging.getLogger(__name__)


class Worker(db_worker.Worker):
    """django-tasks' worker, one task at a look: what is due from time to time never waits until a queue is empty."""

    def __init__(self, queue):
        super().__init__(
            queue_names=[queue],
            excluded_queue_names=[],
            interval=SECONDS,
            batch=True,  # one call: what is there now …
            max_tasks=1,  # … and of that the first
            backend_name="default",
            startup_delay=False,
            worker_id=get_random_string(32),
        )
        self.has_worked = False

    def run(self):
        self.has_worked = False
        super().run()

    def run_task(self, db_task_result):
        self.has_worked = True
        super().run_task(db_task_result)


class Command(BaseCommand):
    """A worker that `make run` and Compose start beside the web server, and a second one with --short. More of each may run: each task and
    each hour has one taker, and every one takes up what a dead worker left."""

    help = "A background worker: runs what waits in the queues, and tidies every hour"

    def add_arguments(self, parser):
        parser.add_argument(
            "--short", action="store_true", help="Only what takes seconds: it never waits for what takes minutes."
        )

    def handle(self, *args, short, **options):
        start.begin()
        os.nice(NICE)
        worker = Worker(SHORT if short else ALL)
        worker.configure_signals()
        pause = SECONDS
        while worker.running:
            pause = SECONDS if self.work(worker) else min(2 * pause, LONGEST_PAUSE)
            if (
                worker.running and not worker.has_worked
            ):  # a signal during a task ends this loop after it, during the pause at once
                time.sleep(pause)

    def work(self, worker):
        """What is to be done now; False when the database did not answer: the worker waits and goes on."""
        close_old_connections()
        try:
            tidy_hourly()
            resume_abandoned(enqueue)
            worker.run()
        except (DatabaseError, InterfaceError) as error:
            if not is_outage(error):
                raise
            logger.warning("The database does not answer, the worker waits: %s", str(error).splitlines()[0])
            connection.close()
            worker.has_worked = False
            return False
        return True
