"""Files that are chosen and not yet handed in (`titleplatform.kit.held`): they wait a day for the form they were chosen for."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from titleplatform.kit.uploads import CheckedFile, size_text

KEPT = timedelta(days=1)
AT_MOST = 60  # of one account; older ones give way


class HeldUploadQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(kept_until__gte=timezone.now())

    def tidy(self):
        """Throw away what is past its time (`titleplatform.tidy`); returns how many. The bytes go the way of all (`orgs.bin`)."""
        return self.filter(kept_until__lt=timezone.now()).delete()[0]

    def make_room(self, owner):
        """Nobody fills the disk: of one account the newest wait."""
        newest = self.filter(owner=owner).order_by("-pk").values("pk")
        self.filter(pk__in=[row["pk"] for row in newest[AT_MOST - 1 :]]).delete()


class HeldUpload(models.Model):
    """One file, checked by `rule` (`FileRule.spelled`). Only its owner, who knows the token, may put it into a form."""

    token = models.CharField(max_length=32, unique=True)
    owner = models.ForeignKey("orgs.Account", on_delete=models.CASCADE, related_name="+")
    file = models.ForeignKey("orgs.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=110)
    rule = models.CharField(max_length=60)
    uploaded_sha256 = models.CharField(max_length=64)
    changes = models.JSONField(default=list)
    kept_until = models.DateTimeField(db_index=True)

    objects = HeldUploadQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "待提交的文件"

    def __str__(self):
        return self.name

    @property
    def size_text(self):
        return size_text(self.file.size)

    @property
    def checked(self):
        """The file as its field takes it."""
        with self.file.open() as stored:
            content = stored.read()
        about = (self.file.sha256, self.file.extension, self.name, self.uploaded_sha256, tuple(self.changes))
        return CheckedFile(content, *about)
