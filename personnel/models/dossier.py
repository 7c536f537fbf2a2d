"""The lifelong record (个人档案): rows of the sections declared in `personnel.dossier.sections`, with their attachments.

Only its owner reads or changes it. Reviewers read snapshots (`personnel.dossier.snapshot`), which never look here again.
"""

from django.db import models

from personnel.dossier.sections import SECTIONS


class DossierEntryQuerySet(models.QuerySet):
    def visible_to(self, seat):
        return self.filter(person__account=seat.account) if seat.is_applicant else self.none()

    def of(self, person):
        """Everything of this person, with files, in the order of its pages."""
        files = models.Prefetch("attachments", EntryAttachment.objects.select_related("file"))
        return self.filter(person=person).prefetch_related(files)


class DossierEntry(models.Model):
    """One row of a section; sections without rows have one entry. `data` holds the typed fields by key, as declared."""

    person = models.ForeignKey(
        "personnel.Person", verbose_name="人员", on_delete=models.CASCADE, related_name="entries"
    )
    section_key = models.CharField("栏目", max_length=20)
    data = models.JSONField("内容", default=dict)
    remark = models.CharField("备注", max_length=200, blank=True)
    position = models.PositiveIntegerField("序号", default=1)
    created_at = models.DateTimeField("填写时间", auto_now_add=True)
    changed_at = models.DateTimeField("修改时间", auto_now=True)

    objects = DossierEntryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "档案记录"
        ordering = ["section_key", "position", "pk"]
        indexes = [models.Index(fields=["person", "section_key", "position"], name="entry_place")]

    def __str__(self):
        return f"{self.section}：{self.title}" if self.section.rows and self.title else str(self.section)

    @property
    def title(self):
        """What its owner knows the row by: the first three required fields, as in 2004-09 至 2008-07　郑州大学."""
        filled = [field for field in self.section.fields if field.required and self.data.get(field.key)][:3]
        return "　".join(field.lead + field.display(self.data[field.key])[:40] for field in filled)

    @property
    def section(self):
        return SECTIONS[self.section_key]


class EntryAttachmentQuerySet(models.QuerySet):
    def visible_to(self, seat):
        return self.filter(entry__person__account=seat.account) if seat.is_applicant else self.none()


class EntryAttachment(models.Model):
    """A proof of one row, of a kind that its section declares."""

    entry = models.ForeignKey(DossierEntry, verbose_name="记录", on_delete=models.CASCADE, related_name="attachments")
    kind = models.CharField("附件类型", max_length=20)
    file = models.ForeignKey("orgs.StoredFile", verbose_name="文件", on_delete=models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=110)
    added_at = models.DateTimeField("上传时间", auto_now_add=True)

    objects = EntryAttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["pk"]

    def __str__(self):
        return f"{self.label}（{self.name}）"

    @property
    def label(self):
        return self.entry.section.attachment(self.kind).label
