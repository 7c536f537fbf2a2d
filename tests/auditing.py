"""Watching that no request writes without an audit row."""

import re
from contextlib import contextmanager

from django.apps import apps
from django.conf import settings
from django.core.signals import request_finished, request_started
from django.db import connection

WRITE = re.compile(r'^(?:INSERT (?:OR IGNORE )?INTO|UPDATE|DELETE FROM) "(\w+)"')
SAVEPOINT = re.compile(r'^(SAVEPOINT|ROLLBACK TO SAVEPOINT) "(\w+)"')
TRAIL = "orgs_auditevent"
# Django notes the time by itself; whose login it was stands in the row of 登录.
BY_DJANGO = re.compile(r'^UPDATE "orgs_account" SET "last_login"')


class Watch:
    """What the present request has written and not rolled back: tables of the project's own apps."""

    def __init__(self):
        models = (model for name in settings.PROJECT_APPS for model in apps.get_app_config(name).get_models())
        self.own = {model._meta.db_table for model in models}
        self.begin()

    def begin(self, **kwargs):
        self.written, self.savepoints = [], {}

    def note(self, execute, sql, params, many, context):
        if found := SAVEPOINT.match(sql):
            if found[1] == "SAVEPOINT":
                self.savepoints[found[2]] = len(self.written)
            else:
                del self.written[self.savepoints.get(found[2], 0) :]
        elif (found := WRITE.match(sql)) and found[1] in self.own and not BY_DJANGO.match(sql):
            self.written.append(found[1])
        return execute(sql, params, many, context)

    def end(self, **kwargs):
        silent = sorted(set(self.written)) if TRAIL not in self.written else []
        self.begin()
        assert not silent, f"A request wrote {', '.join(silent)} and left no audit row (orgs.audit)."


@contextmanager
def every_request_is_audited():
    watch = Watch()
    request_started.connect(watch.begin)
    request_finished.connect(watch.end)
    try:
        with connection.execute_wrapper(watch.note):
            yield watch
    finally:
        request_started.disconnect(watch.begin)
        request_finished.disconnect(watch.end)
