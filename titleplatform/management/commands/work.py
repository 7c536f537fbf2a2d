import logging
import time

from django.core.management.base import BaseCommand
from django.db import DatabaseError, InterfaceError, close_old_connections, connection
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from orgs.jobs import resume_abandoned
from titleplatform import start
from titleplatform.jobs import enqueue
from titleplatform.kit.outage import is_outage
from titleplatform.tidy import tidy_hourly

SECONDS = 1  # between two looks for work
LONGEST_PAUSE = 30  # seconds, while the database does not answer
logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """The worker that `make run` and Compose start beside the web server. Several may run: each task and each hour has one taker."""

    help = "The background worker: runs what waits in the queue, and tidies every hour"

    def handle(self, *args, **options):
        start.begin()
        worker = Worker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=SECONDS,
            batch=True,  # one call: whatever is there now
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        worker.configure_signals()
        pause = SECONDS
        while worker.running:
            pause = SECONDS if self.work(worker) else min(2 * pause, LONGEST_PAUSE)
            if worker.running:  # a signal during a task ends this loop after it, during the pause at once
                time.sleep(pause)

    def work(self, worker):
        """Whatever is to be done now; False when the database did not answer: the worker waits and goes on."""
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
            return False
        return True
