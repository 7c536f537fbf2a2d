"""导入 of persons: the file that was sent, and its rows as they were found, until they are written or thrown away."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.utils import timezone

from titleplatform.kit.fields import EncryptedCharField

KEPT = timedelta(days=7)


class Found(models.TextChoices):
    """What a row would do."""

    NEW = "new", "新增"
    CHANGED = "changed", "变更"
    SAME = "same", "不变"
    WRONG = "wrong", "错误"

    @property
    def css(self):
        return {"new": "is-pass", "changed": "is-wait", "same": "is-off", "wrong": "is-fail"}[self.value]


# What 【导入】 writes.
WRITTEN = (Found.NEW, Found.CHANGED)


class PersonImportQuerySet(models.QuerySet):
    def visible_to(self, seat):
        """The administrator of the unit for which it was sent."""
        return self.filter(unit=seat.unit) if seat.is_unit_admin else self.none()

    def past(self):
        return self.filter(sent_at__lt=timezone.now() - KEPT)


class PersonImport(models.Model):
    """One file. `path`: in the private storage, "" once it is written. `checked_at`: its rows were compared; `written_at`: 【导入】 is
    done, and what is left of the rows is what was wrong."""

    unit = models.ForeignKey("orgs.Unit", verbose_name="单位", on_delete=models.CASCADE, related_name="+")
    sent_by = models.ForeignKey("orgs.Account", null=True, on_delete=models.SET_NULL, related_name="+")
    file_name = models.CharField("文件", max_length=200)
    path = models.CharField(max_length=100, blank=True)
    is_short = models.BooleanField()  # done within the request
    sent_at = models.DateTimeField("上传时间", auto_now_add=True, db_index=True)
    checked_at = models.DateTimeField("检查时间", null=True)
    written_at = models.DateTimeField("导入时间", null=True)
    counts = models.JSONField(default=dict)  # {Found value: rows}
    sheets = models.JSONField(default=list)  # names; the first is the one that is read

    objects = PersonImportQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "人员导入"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(written_at=None) | Q(checked_at__isnull=False), name="import_checked_before_written"
            ),
        ]

    def __str__(self):
        return self.file_name

    @property
    def is_open(self):
        """Compared, and not written yet."""
        return self.checked_at is not None and self.written_at is None

    @property
    def sheet(self):
        """The sheet that is read."""
        return next(iter(self.sheets), "")

    @property
    def unread(self):
        """The names of the others."""
        return self.sheets[1:]

    def number(self, *kinds):
        return sum(self.counts.get(kind, 0) for kind in kinds)

    def forget_file(self):
        if self.path:
            default_storage.delete(self.path)


class ImportRowQuerySet(models.QuerySet):
    def visible_to(self, seat):
        return self.filter(batch__in=PersonImport.objects.visible_to(seat))


class ImportRow(models.Model):
    """A row of the file, as it will stand in the tables of accounts and persons; `typed` holds the cells of what is wrong, for the way
    back."""

    batch = models.ForeignKey(PersonImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("行")
    found = models.CharField("结果", max_length=7, choices=Found.choices)
    column = models.CharField(max_length=2, blank=True)
    reason = models.CharField("说明", max_length=500, blank=True)
    changes = models.CharField(max_length=30, blank=True)  # names of fields, a blank between them
    typed = EncryptedCharField(blank=True)
    person = models.ForeignKey("personnel.Person", null=True, on_delete=models.SET_NULL, related_name="+")
    username = models.CharField(max_length=32, blank=True)
    name = models.CharField("姓名", max_length=50, blank=True)
    id_number = EncryptedCharField("证件号", blank=True)
    id_number_hash = models.CharField(max_length=64, blank=True)
    id_number_masked = models.CharField("证件号", max_length=40, blank=True)
    gender = models.CharField("性别", max_length=1, blank=True)
    birth_date = models.DateField("出生日期", null=True)
    phone = models.CharField("手机号", max_length=20, blank=True)
    current_title = models.CharField("现任职称", max_length=30, blank=True)

    objects = ImportRowQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "导入的一行"
        ordering = ["number"]
        indexes = [models.Index(fields=["batch", "found", "number"], name="import_row_found")]
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="import_row_once")]

    def __str__(self):
        return f"第 {self.number} 行"

    @property
    def place(self):
        """As Excel names the cell; the row alone where no single cell is wrong."""
        sheet = self.batch.sheet
        if self.column:
            return f"{sheet}!{self.column}{self.number}" if sheet else f"{self.column}{self.number}"
        return f"{sheet} 第 {self.number} 行".strip()
