"""The queues of the test run: everything that somebody waits for at once; of a test that says so nothing before it does; the real ones."""

from django_tasks.backends.immediate import ImmediateBackend
from django_tasks_db.models import DBTaskResult

from orgs.queue import AWAITED

NOTHING_RUNS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend", "QUEUES": []}}
REAL = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}


class AtOnceQueue(ImmediateBackend):
    """What somebody waits for is done at once. What is made ahead waits for ever: it is nothing that anybody would miss, and a print for
    every case that some test hands in would take most of the run."""

    def enqueue(self, task, args, kwargs):
        if task.priority >= AWAITED:
            return super().enqueue(task, args, kwargs)
        self.validate_task(task)
        return None


def do_next():
    """What a worker does first of what waits: (priority, queue, arguments), None where nothing waits."""
    found = DBTaskResult.objects.ready().first()
    if found is None:
        return None
    found.claim("test")
    found.task.call(*found.args_kwargs["args"])
    found.set_successful(None)
    return found.priority, found.queue_name, found.args_kwargs["args"]
