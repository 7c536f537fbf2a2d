"""How an action says no."""

import logging
from contextlib import contextmanager

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django_fsm import ConcurrentTransition

logger = logging.getLogger(__name__)


class Refused(PermissionDenied):
    """An action that may not or cannot be done now; the text is shown to the user as it is (HTTP 403, or a form's error)."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason

    def __str__(self):
        return self.reason


class Stale(Refused):
    """Somebody acted in between (second click, second tab, colleague): nothing was changed. The text says who did what and when."""


@contextmanager
def stale_is_refused():
    """What the page showed was deleted, or its state moved on, before the action could lock it: said like any refusal."""
    try:
        yield
    except (ObjectDoesNotExist, ConcurrentTransition) as error:
        logger.warning("Changed elsewhere meanwhile: %r", error)
        raise Stale("这里的内容刚刚在别处改动或删除，没有保存。请返回列表核对后再试。") from error
