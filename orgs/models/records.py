"""Records that are only ever added: stored files and the audit trail."""

import json
import re

from django.core.files.storage import default_storage
from django.db import models

from orgs import tree
from titleplatform.kit.refusals import Refused

NOTED_AT_ONCE = 500
SHA256 = re.compile(r'"([0-9a-f]{64})"')


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


class StoredFileQuerySet(models.QuerySet):
    def unreferenced(self):
        """Files that no row of any model refers to. What a snapshot names counts: it refers by `Frozen.files`."""
        found = self
        for relation in self.model._meta.get_fields(include_hidden=True):  # most have no name on this side
            if relation.related_model is Upload:
                continue
            if relation.one_to_many or (relation.one_to_one and relation.auto_created):
                holders = relation.related_model._base_manager.filter(**{relation.field.name: models.OuterRef("pk")})
                found = found.filter(~models.Exists(holders))
        return found


class StoredFile(AppendOnly):
    """A file's content, stored once under its SHA-256: whoever holds the row holds exactly these bytes for ever.

    Never served by address: views serve it through the object it is attached to (`titleplatform.kit.pages.FilePage`). What is inside a
    PDF (the embedded data of an electronic invoice) has no address at all. What nothing refers to any longer lies in the bin
    (`orgs.bin`) before it goes.
    """

    sha256 = models.CharField(max_length=64, unique=True)
    binned_at = models.DateTimeField(null=True, editable=False)
    size = models.PositiveBigIntegerField("字节数")
    content_type = models.CharField(max_length=50)
    extension = models.CharField(max_length=5)
    stored_at = models.DateTimeField(auto_now_add=True)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "文件"
        indexes = [models.Index(fields=["binned_at"], condition=models.Q(binned_at__isnull=False), name="file_in_bin")]

    def __str__(self):
        return f"{self.sha256[:12]}.{self.extension}"

    @property
    def path(self):
        return f"{self.sha256[:2]}/{self.sha256}.{self.extension}"

    def open(self):
        return default_storage.open(self.path, "rb")


class Upload(AppendOnly):
    """The hash of what was uploaded, beside the file that is kept of it: another where the file was cleaned, and several where
    different uploads became the same bytes (`titleplatform.kit.uploads`)."""

    file = models.ForeignKey(StoredFile, on_delete=models.CASCADE, related_name="uploads")
    sha256 = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "上传的文件"
        constraints = [models.UniqueConstraint(fields=["file", "sha256"], name="upload_once_per_hash")]

    def __str__(self):
        return self.sha256[:12]


class FrozenQuerySet(models.QuerySet):
    def note_files(self, most):
        """Refer to the files of at most `most` rows that were written past `save`; returns how many rows it were."""
        done, waiting = 0, self.filter(files_noted=False).order_by("pk")
        while rows := list(waiting[: min(NOTED_AT_ONCE, most - done)]):
            self._refer(rows)
            done += len(rows)
        return done

    def _refer(self, rows):
        named = {row.pk: row.names_of_files() for row in rows}
        files = StoredFile.objects.filter(sha256__in=set().union(*named.values()))
        pks, through = dict(files.values_list("sha256", "pk")), self.model.files.through
        holder, held = self.model.files.field.m2m_column_name(), self.model.files.field.m2m_reverse_name()
        pairs = [(pk, pks[name]) for pk, names in named.items() for name in names & pks.keys()]
        links = [through(**{holder: pk, held: file}) for pk, file in pairs]
        through._base_manager.bulk_create(links, ignore_conflicts=True)
        self.filter(pk__in=named).update(files_noted=True)


class Frozen(AppendOnly):
    """JSON kept as it was: it names files by their SHA-256 alone, wherever in it. `files` makes references of these names, so that
    neither the bin nor anybody else takes away what was handed in."""

    data = models.JSONField()
    files = models.ManyToManyField(StoredFile, related_name="+", editable=False)
    files_noted = models.BooleanField(default=False, editable=False)

    objects = FrozenQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        self.files_noted = True
        super().save(*args, **kwargs)
        self.files.add(*StoredFile.objects.filter(sha256__in=self.names_of_files()).values_list("pk", flat=True))

    def names_of_files(self):
        """Everything in the data that may be the hash of a file."""
        return set(SHA256.findall(json.dumps(self.data)))


class AuditTopic(models.TextChoices):
    """What kind of thing a row tells of."""

    ENTRY = "entry", "登录"
    REFUSAL = "refusal", "拒绝"
    READING = "reading", "查阅"
    WRITE = "write", "办理"


# What the security administrator's work needs of the trail: who came in, who tried to, and who was turned away.
SECURITY_TOPICS = (AuditTopic.ENTRY, AuditTopic.REFUSAL)


class AuditQuerySet(models.QuerySet):
    def visible_to(self, seat):
        """The audit administrator reads everything, the security administrator the entrance and refusals, a unit's administrator what
        was done in its subtree, as the tree was then."""
        if seat.is_audit:
            return self
        if seat.is_security:
            return self.filter(topic__in=SECURITY_TOPICS)
        if seat.is_unit_admin:
            return self if seat.unit.is_top else self.filter(unit_path__startswith=tree.path_text(seat.unit))
        return self.none()


class AuditEvent(AppendOnly):
    """Who did what, when, from where, to which thing; written by `orgs.audit` only. Holds no personal number.

    No foreign key: names and the unit's path ("/3/17/204/", its ancestors below the province office and itself) as they were then.
    """

    at = models.DateTimeField("时间", auto_now_add=True, db_index=True)
    topic = models.CharField("类别", max_length=10, choices=AuditTopic.choices)
    account_id = models.BigIntegerField(null=True)
    account_label = models.CharField("操作人", max_length=100)
    unit_id = models.BigIntegerField(null=True)
    unit_label = models.CharField("单位", max_length=100, blank=True)
    unit_path = models.CharField(max_length=200, blank=True)
    verb = models.CharField("操作", max_length=50)
    subject_kind = models.CharField("对象类型", max_length=50, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    subject_label = models.CharField("对象", max_length=200, blank=True)
    detail = models.JSONField("内容", default=dict)
    address = models.GenericIPAddressField("来源地址", null=True)
    # Of what is written once in a session: the hash of session, verb and thing.
    once_key = models.CharField(max_length=64, null=True, unique=True)

    objects = AuditQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "日志"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="audit_subject"),
            models.Index(fields=["account_id"], name="audit_account"),
            models.Index(fields=["topic", "-at", "-id"], name="audit_topic"),
            # PostgreSQL finds what begins with a path only so; SQLite takes no notice.
            models.Index(fields=["unit_path"], name="audit_unit_path", opclasses=["varchar_pattern_ops"]),
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.account_label} {self.verb} {self.subject_label}"
