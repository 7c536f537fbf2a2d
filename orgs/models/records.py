"""Records that are only ever added: stored files and the audit trail."""

from django.core.files.storage import default_storage
from django.db import models

from orgs import tree
from titleplatform.kit.refusals import Refused


class AppendOnly(models.Model):
    """Rows that are never changed or deleted by the application."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if self.pk and not self._state.adding:
            raise Refused("记录不可修改。")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise Refused("记录不可删除。")


class StoredFile(AppendOnly):
    """A file's content, stored once under its SHA-256: whoever holds the row holds exactly these bytes for ever.

    Never served by address: views serve it through the object it is attached to (`titleplatform.kit.pages.FilePage`).
    """

    sha256 = models.CharField(max_length=64, unique=True)
    size = models.PositiveBigIntegerField("字节数")
    content_type = models.CharField(max_length=50)
    extension = models.CharField(max_length=5)
    stored_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "文件"

    def __str__(self):
        return f"{self.sha256[:12]}.{self.extension}"

    @property
    def path(self):
        return f"{self.sha256[:2]}/{self.sha256}.{self.extension}"

    def open(self):
        return default_storage.open(self.path, "rb")


class AuditQuerySet(models.QuerySet):
    def visible_to(self, seat):
        """Platform administrators read everything, a unit's administrator what happened in its subtree."""
        if seat.sees_everything:
            return self
        if seat.is_unit_admin:
            return self.filter(tree.within(seat.unit, "unit__"))
        return self.none()


class AuditEvent(AppendOnly):
    """Who did what, when, from where, to which thing. Holds no personal number."""

    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    account = models.ForeignKey(
        "orgs.Account", null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="操作人"
    )
    account_label = models.CharField("操作人", max_length=100)
    unit = models.ForeignKey("orgs.Unit", null=True, on_delete=models.SET_NULL, related_name="+", verbose_name="单位")
    verb = models.CharField("操作", max_length=50)
    subject_kind = models.CharField("对象类型", max_length=50, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    subject_label = models.CharField("对象", max_length=200, blank=True)
    detail = models.JSONField("内容", default=dict)
    address = models.GenericIPAddressField("来源地址", null=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "日志"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject_kind", "subject_id"], name="audit_subject")]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.account_label} {self.verb} {self.subject_label}"
