"""The wiring's own tables: forms already handed in (`titleplatform.kit.once`; the kit has no tables), hours already tidied."""

from datetime import timedelta

from django.db import IntegrityError, models, transaction
from django.utils import timezone

KEPT = timedelta(days=1)


class FormTokenQuerySet(models.QuerySet):
    """The store of `kit.once`: every worker sees the same, and load pushes nothing out."""

    def claim(self, key):
        """Take the key: True for the first comer."""
        try:
            with transaction.atomic():
                self.create(key=key, kept_until=timezone.now() + KEPT)
        except IntegrityError:
            return False
        return True

    def led_to(self, key):
        """Where the POST with this key led; "" where there was none or it is still running."""
        return self.filter(key=key).values_list("led_to", flat=True).first() or ""

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
