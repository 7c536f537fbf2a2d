"""The queue of the test run."""

from django_tasks.backends.immediate import ImmediateBackend

from orgs.queue import AWAITED


class AtOnceQueue(ImmediateBackend):
    """What somebody waits for is done at once. What is made ahead waits for ever: it is nothing that anybody would miss, and a print for
    every case that some test hands in would take most of the run."""

    def enqueue(self, task, args, kwargs):
        if task.priority >= AWAITED:
            return super().enqueue(task, args, kwargs)
        self.validate_task(task)
        return None
