"""Expert filings, the third climber, and the pool they lead to."""

from django.db import models
from django.utils import timezone

from experts import chains
from experts.states import TermState
from orgs.chain import inbox
from orgs.chain.states import EDITABLE, Climbing, ClimbState
from orgs.models import Kind, Unit


class FilingQuerySet(models.QuerySet):
    def visible_to(self, seat):
        """The person's own; for reviewers what has reached their desks; for units' administrators the status rows of their subtree."""
        if seat.is_applicant:
            return self.filter(person__account=seat.account)
        if seat.is_unit_admin:
            return self.exclude(run=None).filter(unit__in=Unit.objects.below(seat.unit))
        return self.filter(inbox.has_reached(seat))


class ExpertFiling(Climbing):
    """专家申报: a person files for the pool of one series."""

    spec = chains.EXPERT

    person = models.ForeignKey("personnel.Person", models.PROTECT, verbose_name="申报人", related_name="filings")
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, verbose_name="单位", related_name="filings")
    series = models.ForeignKey("personnel.Series", models.PROTECT, verbose_name="系列", related_name="+")
    speciality = models.CharField("专业", max_length=50)
    title = models.CharField("现任职称", max_length=30)
    title_on = models.DateField("取得时间")
    position = models.CharField("职务", max_length=50, blank=True)
    achievements = models.TextField("主要业绩", max_length=2000)
    proof = models.ForeignKey("orgs.StoredFile", models.PROTECT, verbose_name="职称证书", related_name="+")
    proof_name = models.CharField(max_length=200)

    objects = FilingQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "专家申报"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "series"],
                condition=models.Q(state__in=[*EDITABLE, ClimbState.IN_REVIEW]),
                name="filing_one_under_way",
                violation_error_message="您在这一系列已有一项办理中的专家申报。",
            )
        ]

    def __str__(self):
        return f"{self.person}（{self.series}专家）"

    @property
    def chain_owner(self):
        return self.person.account

    @property
    def series_code(self):
        return self.series.code

    def final_organ(self):
        return Unit.objects.get(kind=Kind.PROVINCE)


class ExpertQuerySet(models.QuerySet):
    def visible_to(self, seat):
        """The pool is read by the title offices of province and city; nobody else sees who is in it (closed meetings)."""
        offices = (Kind.PROVINCE, Kind.CITY)
        return self if seat.is_staff and seat.unit.kind in offices else self.none()

    def in_term(self):
        return self.filter(term_ends_on__gte=timezone.localdate())

    def ended(self):
        return self.filter(term_ends_on__lt=timezone.localdate())


class Expert(models.Model):
    """专家库: a person who may be drawn for committees of a series until the term ends."""

    filing = models.OneToOneField(ExpertFiling, models.PROTECT, verbose_name="专家申报", related_name="expert")
    entered_on = models.DateField("入库时间")
    term_ends_on = models.DateField("任期至")

    objects = ExpertQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "专家"
        ordering = ["filing__series__code", "filing__person__account__name", "pk"]

    def __str__(self):
        return str(self.filing)

    @property
    def term(self):
        return TermState.ENDED if self.term_ends_on < timezone.localdate() else TermState.RUNNING
