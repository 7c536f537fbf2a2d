"""Applications (职称申报), the frozen dossier of each round, and the forms printed from it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone

from orgs import tree
from orgs.chain import inbox
from orgs.chain.states import Climbing, ClimbState
from orgs.models import AppendOnly, Frozen, Unit
from orgs.states import UnitState
from personnel.dossier import snapshot
from personnel.dossier.codes import WAYS, WAYS_WITH_EVIDENCE
from personnel.dossier.sections import SECTIONS
from personnel.models import DossierEntry, Level, Title
from plans.queries import quota_for, why_no_place
from review import chains
from review.models.committee import HOSTS, Committee
from titleplatform.kit.fields import EncryptedCharField

# No attempt: the person may apply again in the year.
NO_ATTEMPT = (ClimbState.FORFEITED, ClimbState.NOT_RECOMMENDED)
# All others of the year are alive: only one of them per person.
ENDED_WITHOUT_SUCCESS = (ClimbState.FAILED, *NO_ATTEMPT)


class ApplicationQuerySet(models.QuerySet):
    def visible_to(self, seat):
        """A union by kind of seat: the applicant's own; a reviewer's those that reached its unit, in its scope; an administrator
        the status rows of its subtree and of the committees its unit hosts, or hosts below it that are closed."""
        if seat.is_applicant:
            return self.filter(person__account=seat.account)
        if seat.is_unit_admin:
            return self.with_status_for(seat)
        return self.filter(inbox.has_reached(seat))

    def with_status_for(self, seat):
        """What has been handed in below a seat of the staff: an administrator's status rows, a reviewer's those in its scope, long before
        they reach its unit. For pages that show the status alone of what `has_reached_the_seat` refuses (docs/screens.md §2)."""
        return self.exclude(run=None).filter(self._with_status(seat))

    def with_record_for(self, seat):
        """Those, and what was here before its unit went elsewhere."""
        if seat.is_applicant or seat.is_unit_admin:
            return self.visible_to(seat)
        return self.exclude(run=None).filter(self._with_status(seat) | inbox.has_reached(seat))

    def _with_status(self, seat):
        if seat.unit is None or not (seat.is_unit_admin or seat.roles):
            return Q(pk__in=[])
        return self._status_rows(seat.unit) & self._in_scope(seat)

    def _in_scope(self, seat):
        """Q: of a series that this reviewer judges. The titles are few: PostgreSQL keeps them at hand, whichever way it walks the rows."""
        codes = None if seat.is_unit_admin else seat.scope.series_codes if seat.scope.pairs else ()
        return (
            Q() if codes is None else Q(title__in=Title.objects.filter(series__code__in=codes).order_by().values("pk"))
        )

    def _status_rows(self, unit):
        """Q: of the subtree of `unit`, or of a committee that it hosts, or that a closed unit below it hosts. The columns are this table's
        own, so that PostgreSQL need not join every row before it can tell: a whole branch is walked in the order of the list, what is
        further down is found by the indexes of unit and committee."""
        if unit.is_top or unit.kind not in HOSTS:
            return tree.within(unit, "unit__")
        closed_below = tree.within(unit, "host__") & ~Q(host__state=UnitState.ACTIVE)
        hosted = Committee.objects.filter(Q(host=unit) | closed_below).order_by().values("pk")
        below = Unit.objects.below(unit).order_by().values("pk")
        if unit.is_branch_root:
            return Q(unit__in=below) | Q(committee__in=hosted)
        rows = Application.objects.order_by().values("pk")
        return Q(pk__in=rows.filter(unit__in=below).union(rows.filter(committee__in=hosted)))

    def alive(self):
        return self.exclude(state__in=ENDED_WITHOUT_SUCCESS)

    def applied(self):
        """Handed in and not ended without success: who competes for the unit's places, or has one."""
        return self.alive().exclude(state=ClimbState.DRAFT)

    def of_year(self, application):
        """The same person's others of the same year."""
        return self.filter(person=application.person_id, year=application.year).exclude(pk=application.pk)

    def with_names(self):
        return self.select_related(
            "person__account",
            "unit",
            "title__series",
            "committee__host",
            "result",
            "run__unit",
            "run__current_unit",
            "run__final_unit",
        )


class Application(Climbing):
    """One attempt at one title in one year."""

    spec = chains.APPLICATION

    person = models.ForeignKey(
        "personnel.Person", verbose_name="申报人", on_delete=models.PROTECT, related_name="applications"
    )
    unit = models.ForeignKey(
        "orgs.Unit", verbose_name="申报单位", on_delete=models.PROTECT, related_name="applications"
    )
    year = models.PositiveSmallIntegerField("年度")
    way = models.CharField("申报方式", max_length=15, choices=WAYS, default="normal")
    title = models.ForeignKey("personnel.Title", verbose_name="申报资格", on_delete=models.PROTECT, related_name="+")
    # The title's, for the database to refuse a second attempt; blank on a 未通过 of before this rule that another attempt followed.
    level = models.CharField("级别", max_length=15, choices=Level.choices, blank=True, editable=False)
    speciality = models.CharField("申报专业", max_length=50)
    committee = models.ForeignKey(
        "review.Committee", verbose_name="评委会", on_delete=models.PROTECT, related_name="applications"
    )
    first_time = models.BooleanField("是否第一次申报", default=True)
    evidence = models.ForeignKey(
        "orgs.StoredFile",
        models.PROTECT,
        verbose_name="破格/直接申报依据",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    evidence_name = models.CharField(max_length=200, blank=True, editable=False)
    # Rows of the record left out by the applicant; what is added to the record later is in by itself.
    left_out = models.JSONField(default=list, editable=False)
    promised_at = models.DateTimeField("诚信承诺时间", null=True, editable=False)
    accepted_at = models.DateTimeField("受理时间", null=True, editable=False)
    accepted_by = models.ForeignKey(
        "orgs.Account", models.PROTECT, verbose_name="受理人", null=True, editable=False, related_name="+"
    )
    accepted_by_name = models.CharField("受理人", max_length=50, blank=True, editable=False)
    # The last of `results`: the one that counts.
    result = models.OneToOneField(
        "review.ReviewResult", models.PROTECT, verbose_name="评审结果", null=True, editable=False, related_name="+"
    )
    interview_at = models.DateTimeField("面试时间", null=True, blank=True)
    interview_group = models.CharField("面试组别", max_length=30, blank=True)
    interview_place = models.CharField("面试地点", max_length=100, blank=True)
    created_at = models.DateTimeField("填写时间", auto_now_add=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "职称申报"
        ordering = ["-year", "-pk"]
        indexes = [
            models.Index(fields=["unit", "state"], name="application_unit_state"),
            models.Index(fields=["-year", "-id"], name="application_newest"),
            models.Index(fields=["state", "-year", "-id"], name="application_state_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "year"],
                condition=~Q(state__in=ENDED_WITHOUT_SUCCESS),
                name="application_one_a_year",
                violation_error_message="本年度已有一项申报。",
            ),
            models.UniqueConstraint(
                fields=["person", "year", "level"],
                condition=~Q(state__in=NO_ATTEMPT) & ~Q(level=""),
                name="application_one_attempt_a_level",
                violation_error_message="本年度已有同一级别的申报，一年内同一级别只能申报一次。",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="application_accepted_pair",
            ),
        ]

    def __str__(self):
        return f"{self.person} {self.year} 年度 {self.title}"

    @property
    def chain_owner(self):
        return self.person.account

    @property
    def series_code(self):
        return self.title.series.code

    @property
    def through_common_ancestor(self):
        return self.committee.through_common_ancestor

    @property
    def serial_number(self):
        """Printed with a QR code: year, unit and application; once handed in, of the unit that handed it in, whatever became of it."""
        steps = self.run.steps.filter(order=0).select_related("unit").order_by("-round") if self.run_id else ()
        unit = steps[0].unit if steps else self.unit
        return f"{self.year}{unit.code}{self.pk:07d}"

    def final_organ(self):
        return self.committee.host

    def why_not_pass(self, step):
        """推荐 needs a free place of the unit's quota."""
        if not step.recommends:
            return ""
        place = {"unit": step.unit, "year": self.year, "title": self.title}
        reason = why_no_place(*quota_for(step.run, **place), **place)
        return reason and f"{reason}不能推荐，可以【不推荐】。"

    def why_not_undo_last(self):
        """The committee's office has pressed 【受理】."""
        return f"{self.acceptance}，不能撤回。" if self.accepted_at else ""

    @property
    def acceptance(self):
        """When the committee's office accepted it, "" before."""
        return f"评委会已于 {timezone.localtime(self.accepted_at):%Y-%m-%d %H:%M} 受理" if self.accepted_at else ""

    @property
    def interview_words(self):
        """When and in which group, "" before the 面试通知."""
        if self.interview_at is None:
            return ""
        return f"{timezone.localtime(self.interview_at):%Y-%m-%d %H:%M} {self.interview_group}".strip()

    def chosen_entries(self):
        """The rows of the person's record that go with this application."""
        return list(DossierEntry.objects.of(self.person).exclude(pk__in=self.left_out))

    def freeze(self):
        """The dossier as it is now, as a snapshot (`personnel.dossier.snapshot`)."""
        own = {
            "year": str(self.year),
            "way": self.way,
            "series": self.title.series.name,
            "level": self.title.get_level_display(),
            "title": self.title.name,
            "speciality": self.speciality,
            "committee": self.committee.name,
            "first_time": self.first_time,
        }
        cutoff = self.committee.cutoff(self.year)
        return snapshot.snapshot(
            self.person, self.chosen_entries(), cutoff=cutoff, application=own, evidence=self.evidence_items()
        )

    def evidence_items(self):
        """The proof of 破格 or 直接申报, as the files of the snapshot's 申报信息."""
        if self.evidence is None:
            return []
        kind = SECTIONS["application"].attachment("evidence")
        return [snapshot.file_item(kind.key, kind.label, self.evidence_name, self.evidence)]

    @property
    def lacks_evidence(self):
        return self.way in WAYS_WITH_EVIDENCE and self.evidence_id is None

    def content(self):
        raise TypeError(
            "an application is frozen once, by `submit_application`, which gives the engine the content of that copy"
        )


class Snapshot(Frozen):
    """The frozen dossier of one round: what every desk, print and comparison of that round reads, and nothing else."""

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="snapshots")
    round = models.PositiveSmallIntegerField("轮次")
    digest = models.CharField(max_length=64)
    taken_at = models.DateTimeField(auto_now_add=True)
    # The person's, as it was: `data` has it masked. Blank where it was another one when this column came.
    id_number = EncryptedCharField("证件号", blank=True, default="", editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "申报快照"
        ordering = ["application", "round"]
        constraints = [models.UniqueConstraint(fields=["application", "round"], name="snapshot_once_a_round")]
        indexes = [models.Index(fields=["id"], condition=Q(files_noted=False), name="snapshot_files_to_note")]

    def __str__(self):
        return f"{self.application} 第 {self.round} 轮"


class PrintedForm(AppendOnly):
    """An issued form is a stored file, not a new rendering: the snapshot plus the decisions up to the step shown."""

    IN_FULL = "in_full"

    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="prints")
    # "" for the whole form with the 证件号 masked, IN_FULL with all of it, else the `spelled` keys of the areas of an extract.
    variant = models.CharField("摘录内容", max_length=400, blank=True)
    # Digest of the snapshot and the record of decisions it shows: the version mark on every page.
    mark = models.CharField("版本标记", max_length=64)
    file = models.ForeignKey("orgs.StoredFile", on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "已打印表格"
        constraints = [models.UniqueConstraint(fields=["snapshot", "variant", "mark"], name="printed_once_per_variant")]

    def __str__(self):
        return f"{self.snapshot} {self.mark[:8]}"

    @property
    def said(self):
        """What the audit row of a print tells of it."""
        number = "印全" if self.is_in_full else "隐去"
        return {"版本": self.mark[:16], "摘录": self.variant if self.is_extract else "", "证件号": number}

    @property
    def is_in_full(self):
        return self.variant == self.IN_FULL

    @property
    def is_extract(self):
        return bool(self.variant) and not self.is_in_full
