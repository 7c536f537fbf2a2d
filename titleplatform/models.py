"""The wiring's own tables: forms already handed in (`titleplatform.kit.once`; the kit has no tables), hours already tidied, and where
logins fail."""

import math
from datetime import timedelta

from django.db import IntegrityError, models, transaction
from django.utils import timezone

KEPT = timedelta(days=1)
COUNTED = timedelta(minutes=10)
FREE_ACCOUNTS = 20  # different ones that may fail within that time
LONGEST_PAUSE = 60  # seconds


class FormTokenQuerySet(models.QuerySet):
    """The store of `kit.once`: every worker sees the same, and load pushes nothing out."""

    def claim(self, key):
        """Take the key: True for the first comer within its time."""
        now = timezone.now()
        try:
            with transaction.atomic():
                self.create(key=key, kept_until=now + KEPT)
        except IntegrityError:
            return bool(self.filter(key=key, kept_until__lt=now).update(led_to="", kept_until=now + KEPT))
        return True

    def led_to(self, key):
        """Where the POST with this key led; "" where there was none or it is still running."""
        kept = self.filter(key=key, kept_until__gte=timezone.now())
        return kept.values_list("led_to", flat=True).first() or ""

    def settle(self, key, url):
        self.filter(key=key).update(led_to=url)

    def release(self, key):
        self.filter(key=key).delete()

    def tidy(self):
        """Throw away what is past its time (`titleplatform.tidy`); returns how many."""
        return self.filter(kept_until__lt=timezone.now()).delete()[0]


class FormToken(models.Model):
    """A form that was handed in: whoever comes second with its key is led where the first one was."""

    key = models.CharField(max_length=100, primary_key=True)
    led_to = models.TextField(blank=True)
    kept_until = models.DateTimeField(db_index=True)

    objects = FormTokenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "已提交的表单"

    def __str__(self):
        return self.key


class TidyRunQuerySet(models.QuerySet):
    """Each hour belongs to whoever writes its row first."""

    def begin(self, hour):
        """True for the first worker that asks in this hour."""
        if self.filter(hour=hour).exists():  # asked every second: only the first of an hour meets the constraint
            return False
        try:
            with transaction.atomic():
                self.create(hour=hour)
        except IntegrityError:
            return False
        return True


class TidyRun(models.Model):
    """An hour in which a worker has begun to tidy (`titleplatform.tidy`)."""

    hour = models.DateTimeField(primary_key=True)

    objects = TidyRunQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "清理记录"

    def __str__(self):
        return f"{timezone.localtime(self.hour):%Y-%m-%d %H:00}"


class LoginSourceQuerySet(models.QuerySet):
    """The count of `titleplatform.spraying`: every worker sees the same."""

    @transaction.atomic
    def seconds_to_wait(self, key):
        """Seconds until the next try from this source; 0 admits one, and where there were too many it is the only one for a while."""
        source = self.select_for_update().filter(key=key).first()
        if source is None or not source.is_spraying:
            return 0
        now = timezone.now()
        wait = math.ceil((source.last_at + source.pause - now).total_seconds())
        if wait > 0:
            return wait
        source.last_at = now
        source.save(update_fields=["last_at"])
        return 0

    @transaction.atomic
    def add_failure(self, key, name):
        source, _ = self.select_for_update().get_or_create(key=key)
        source.last_at = timezone.now()
        source.failed = source.recent | {name: source.last_at.timestamp()}
        source.save()

    @transaction.atomic
    def forgive(self, key, name):
        """A right password: the account never counts."""
        source = self.select_for_update().filter(key=key).first()
        if source is not None and source.failed.pop(name, None):
            source.save(update_fields=["failed"])

    def tidy(self):
        """Throw away what counts no more (`titleplatform.tidy`); returns how many."""
        return self.filter(last_at__lt=timezone.now() - COUNTED).delete()[0]


class LoginSource(models.Model):
    """An address, or a browser that has logged in before, and the accounts at which its logins failed lately: keyed hash → time."""

    key = models.CharField(max_length=100, primary_key=True)
    failed = models.JSONField(default=dict)
    last_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = LoginSourceQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "登录失败的来源"

    def __str__(self):
        return self.key

    @property
    def recent(self):
        since = (timezone.now() - COUNTED).timestamp()
        return {name: at for name, at in self.failed.items() if at > since}

    @property
    def is_spraying(self):
        return len(self.recent) > FREE_ACCOUNTS

    @property
    def pause(self):
        """2 seconds after the first account too many, doubled by each further one up to a minute."""
        too_many = len(self.recent) - FREE_ACCOUNTS
        return timedelta(seconds=min(2 ** min(too_many, 6), LONGEST_PAUSE))
