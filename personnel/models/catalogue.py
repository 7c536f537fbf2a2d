"""The catalogue of the 27 national title series (目录)."""

from django.db import models

from orgs.chain.words import ALL


class Level(models.TextChoices):
    """职称级别, highest first. It comes from the catalogue, never from a title's name: 助理研究员 is 中级."""

    FULL_SENIOR = "full_senior", "正高级"
    DEPUTY_SENIOR = "deputy_senior", "副高级"
    MIDDLE = "middle", "中级"
    ASSISTANT = "assistant", "助理级"
    CLERK = "clerk", "员级"


class Method(models.TextChoices):
    """How a level is taken: by review, or by national exam (then there is no plan and no application)."""

    REVIEW = "review", "评审"
    EXAM = "exam", "考试"


class SeriesManager(models.Manager):
    """The series of the catalogue, without the row that stands for all of them."""

    def get_queryset(self):
        return super().get_queryset().exclude(code=ALL)


class Series(models.Model):
    """One of the 27 series (系列). `code` is its number with two digits; the catalogue is public, so all of it is visible.

    One more row, code "*", stands for every series in grants (docs/adr/0002): a province has 100,000 reviewers, and most of them
    hold all series.
    """

    code = models.CharField("编号", max_length=2, unique=True)
    name = models.CharField("系列", max_length=30, unique=True)

    objects = SeriesManager()
    with_all = models.Manager()  # noqa: DJ012 - a manager, not a field

    class Meta:
        verbose_name = verbose_name_plural = "系列"
        ordering = ["code"]
        base_manager_name = "with_all"

    def __str__(self):
        return self.name


class TitleQuerySet(models.QuerySet):
    def by_review(self):
        """Titles that are reviewed: those taken by exam have neither plan nor application."""
        return self.filter(method=Method.REVIEW)

    def visible_to(self, seat):
        return self


class Title(models.Model):
    """One title (职称): its series, branch within the series, and level."""

    series = models.ForeignKey(Series, verbose_name="系列", on_delete=models.PROTECT, related_name="titles")
    branch = models.CharField("专业类别", max_length=20, blank=True)
    level = models.CharField("级别", max_length=15, choices=Level.choices)
    name = models.CharField("职称", max_length=30)
    method = models.CharField("取得方式", max_length=6, choices=Method.choices)
    source = models.CharField("依据", max_length=20, help_text="to-check：待核对")
    position = models.PositiveSmallIntegerField("序号", help_text="目录中的顺序")

    objects = TitleQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "职称"
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["series", "branch", "level"], name="title_once")]

    def __str__(self):
        return self.name

    @property
    def source_words(self):
        """依据 as the catalogue page says it: how far this row can be trusted."""
        return {"mohrss-2021": "人社部 2021 年目录", "recalled": "系列改革意见，未核原文"}.get(self.source, "待核对")

    @property
    def is_to_check(self):
        """Rows whose source is not verified are shown, but marked in the catalogue."""
        return self.source == "to-check"
