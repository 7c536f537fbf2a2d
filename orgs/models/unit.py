"""Units: offices, departments, employers, and the dated attribute of counties under direct province control."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django_fsm import FSMField
from pypinyin import Style, lazy_pinyin

from orgs import tree
from orgs.hanging import hanging_on
from orgs.states import OPEN_STATES, UnitLife, UnitState
from titleplatform.kit.identity import check_credit_code, check_mobile, check_office_phone


class Kind(models.TextChoices):
    """What a unit is; it decides the length of its code and its place on a road."""

    PROVINCE = "province", "省职改办"
    CITY = "city", "市职改办"
    COUNTY = "county", "县（市、区）职改办"
    DEPARTMENT = "department", "主管部门"
    EMPLOYER = "employer", "用人单位"
    SUBUNIT = "subunit", "下属单位"


CODE_LENGTH = 17  # of the longest code: a sub-unit of a sub-unit
OFFICES = (Kind.PROVINCE, Kind.CITY, Kind.COUNTY)
ORGANS = (*OFFICES, Kind.DEPARTMENT)  # kinds of unit where a climb may end
# What may be created below what (docs/screens.md §1); offices come with the province's data.
KINDS_BELOW = {
    Kind.PROVINCE: (Kind.DEPARTMENT, Kind.EMPLOYER),
    Kind.CITY: (Kind.DEPARTMENT, Kind.EMPLOYER),
    Kind.COUNTY: (Kind.DEPARTMENT, Kind.EMPLOYER),
    Kind.DEPARTMENT: (Kind.EMPLOYER,),
    Kind.EMPLOYER: (Kind.SUBUNIT,),
    Kind.SUBUNIT: (Kind.SUBUNIT,),
}


# Into what kinds of unit a unit of a kind can go up (【撤并】); offices come with the administrative divisions and never do.
MERGES_INTO = {
    Kind.DEPARTMENT: (Kind.DEPARTMENT,),
    Kind.EMPLOYER: (Kind.EMPLOYER,),
    Kind.SUBUNIT: (Kind.SUBUNIT, Kind.EMPLOYER),
}


class Nature(models.TextChoices):
    """单位性质 (docs/domain.md §5)."""

    GOVERNMENT = "government", "机关"
    PUBLIC_FULL = "public_full", "事业单位（全额）"
    PUBLIC_PART = "public_part", "事业单位（差额）"
    PUBLIC_SELF = "public_self", "事业单位（自收自支）"
    STATE_COMPANY = "state_company", "国有企业"
    PRIVATE_COMPANY = "private_company", "非公企业"
    SOCIAL = "social", "社会组织"
    PRIVATE_NONCOMPANY = "private_noncompany", "民办非企业"
    SOLE_TRADER = "sole_trader", "个体工商户"
    AGENCY = "agency", "人事代理机构"


class UnitQuerySet(tree.ForestQuerySet):
    def visible_to(self, seat):
        """A unit's people see their own unit and everything below it; the system administrator the province; applicants their own unit."""
        if seat.is_system:
            return self
        if seat.unit is None:
            return self.none()
        if not seat.is_staff:
            return self.filter(pk=seat.unit.pk)
        return tree.read_within(self, seat.unit)

    def below(self, unit):
        """`unit` and everything below it."""
        return self.filter(tree.within(unit))

    def active(self):
        return self.filter(state=UnitState.ACTIVE)

    def matching(self, text):
        """Search by part of the name, pinyin initials or the beginning of the code. No name holds more than one does, and SQLite breaks on
        a pattern of 50,000 letters."""
        if len(text) > self.model._meta.get_field("name").max_length:
            return self.none()
        return self.filter(Q(name__icontains=text) | Q(initials__contains=text.lower()) | Q(code__startswith=text))

    def named(self, text):
        """Exactly this code or name."""
        return self.filter(Q(code=text) | Q(name=text))

    def waiting_for(self, seat):
        """Units whose 【提交】 waits for this administrator: directly below its own unit; for the system administrator all of them."""
        pending = self.filter(state=UnitState.PENDING)
        if seat.is_system:
            return pending
        return pending.filter(tree.directly_below(seat.unit))


class Unit(UnitLife, tree.ForestNode):
    """An organisation of the tree (单位). Codes never change, not even when a unit moves: the code is the administrator's account."""

    Kind = Kind

    # Every index is written anew for each unit that a change of the tree renumbers: none here whose work another one does.
    parent = tree.ParentField(
        "self",
        verbose_name="上级单位",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
        db_index=False,
    )
    code = models.CharField("单位编码", max_length=CODE_LENGTH, unique=True, validators=[RegexValidator(r"^\d{6,17}$")])
    name = models.CharField("单位名称", max_length=100)
    initials = models.CharField("拼音首字母", max_length=100, editable=False)
    certificate_name = models.CharField("证书打印单位名称", max_length=100)
    kind = models.CharField("单位类型", max_length=12, choices=Kind.choices)
    state = FSMField("状态", choices=UnitState.choices, default=UnitState.INCOMPLETE, protected=True)

    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True, validators=[check_credit_code])
    nature = models.CharField("单位性质", max_length=20, choices=Nature.choices, blank=True)
    affiliation = models.CharField("隶属关系", max_length=50, blank=True)
    legal_representative = models.CharField("法定代表人", max_length=50, blank=True)
    address = models.CharField("地址", max_length=200, blank=True)
    postcode = models.CharField(
        "邮编", max_length=6, blank=True, validators=[RegexValidator(r"^\d{6}$", "邮编是 6 位数字。")]
    )
    contact_name = models.CharField("联系人", max_length=50, blank=True)
    contact_phone = models.CharField("联系人手机号", max_length=20, blank=True, validators=[check_mobile])
    # What applicants may call; the contact's own number they never see.
    office_phone = models.CharField("办公电话", max_length=30, blank=True, validators=[check_office_phone])
    contact_email = models.EmailField("电子邮箱", blank=True)
    staff_count = models.PositiveIntegerField("专业技术人员数", null=True, blank=True)
    licence = models.ForeignKey(
        "orgs.StoredFile",
        verbose_name="法人证书扫描件",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        db_index=False,
        related_name="+",
    )
    licence_name = models.CharField(max_length=200, blank=True)
    allows_one_person_both_desks = models.BooleanField(
        "允许同一人在两个环节审查", default=False, help_text="一般情况下，同一轮中经办人和负责人不能是同一人。"
    )

    # Whether other units went up in it (`UnitMerge`): asked by every list of its reviewers.
    took_in = models.BooleanField(default=False, editable=False)
    submitted_at = models.DateTimeField("提交时间", null=True, editable=False)
    decided_at = models.DateTimeField("审核时间", null=True, editable=False)
    decided_by = models.ForeignKey(
        "orgs.Account",
        verbose_name="审核人",
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,
    )
    decided_by_name = models.CharField("审核人", max_length=50, blank=True, editable=False)
    decision_reason = models.TextField("退回理由", blank=True, editable=False)
    created_at = models.DateTimeField("建立时间", auto_now_add=True)

    objects = tree.ForestManager.from_queryset(UnitQuerySet)()

    class Meta:
        verbose_name = verbose_name_plural = "单位"
        ordering = ["code"]
        indexes = [
            tree.place_index("unit_tree"),
            # Of few rows: a change of the tree writes each renumbered row into every index that has it.
            models.Index(fields=["parent"], condition=Q(state=UnitState.PENDING), name="unit_waiting"),
            models.Index(fields=["licence"], condition=Q(licence__isnull=False), name="unit_licence"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "name"],
                name="unit_name_once_below_parent",
                violation_error_message="同一上级单位下已有同名单位。",
            ),
            # SQLite knows only distinct nulls.
            models.UniqueConstraint(
                fields=["name"],
                condition=tree.BRANCH_ROOTS,
                name="unit_name_once_below_province",
                violation_error_message="同一上级单位下已有同名单位。",
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind=Kind.PROVINCE),
                name="unit_one_province",
                violation_error_message="省职改办只有一个。",
            ),
            models.CheckConstraint(
                condition=Q(state=UnitState.DISABLED, closed_in__in=OPEN_STATES)
                | (~Q(state=UnitState.DISABLED) & Q(closed_in="")),
                name="unit_knows_where_it_was_closed",
            ),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        self.derive()
        super().save(*args, **kwargs)

    def derive(self):
        """Fill the pinyin initials for searching (洛阳市教育局 → lysjyj); whoever calls `bulk_create` calls this first."""
        self.initials = "".join(lazy_pinyin(self.name, style=Style.FIRST_LETTER, errors="ignore")).lower()[:100]

    @property
    def is_top(self):
        """The province office: above the forest."""
        return self.kind == Kind.PROVINCE

    @property
    def is_office(self):
        return self.kind in OFFICES

    @property
    def superior(self):
        """The unit above; None for the province office itself."""
        return tree.parent_of(self)

    @property
    def kinds_below(self):
        """What may be created below this unit: below an employer two levels of sub-units, no more digits are left for a third."""
        no_more = len(self.code) == CODE_LENGTH or self.is_merged
        return () if no_more else KINDS_BELOW[self.kind]

    @property
    def administrator(self):
        """The account whose login name is the unit's code."""
        return self.accounts.get(login_name=self.code)

    @cached_property
    def hanging(self):
        """What hangs on this unit (`hanging_on`), "" where nothing does."""
        return hanging_on(self)

    @property
    def life(self):
        """The state as the enum member with its word and shape."""
        return UnitState(self.state)

    @property
    def decision_text(self):
        """Who approved or returned it and when; "" before the first decision."""
        if not self.decided_at:
            return ""
        verb = "退回" if self.decision_reason else "审核通过"
        at = date_format(timezone.localtime(self.decided_at), "DATETIME_FORMAT")
        return f"{self.decided_by_name or '上级单位'}已于 {at} {verb}该单位。"

    @property
    def is_working(self):
        """Only an active unit's people may do more than fill in 单位信息维护."""
        return self.state == UnitState.ACTIVE

    @property
    def is_merged(self):
        """已撤并: it went up in another one."""
        return self.state == UnitState.MERGED

    @property
    def is_closed(self):
        """Nobody works there any more, or for now."""
        return bool(self.closed_word)

    @property
    def closed_word(self):
        return {UnitState.DISABLED: "已停用", UnitState.MERGED: "已撤并"}.get(self.state, "")

    @property
    def why_closed(self):
        """Why the people of a unit that is not working cannot do more."""
        if self.is_closed:
            return f"本单位{self.closed_word}，请联系上级单位。"
        return f"单位状态为“{self.get_state_display()}”，审核通过前只能填写单位信息。"


class DirectCountyQuerySet(models.QuerySet):
    def on(self, day):
        """The periods that cover this day."""
        return self.filter(Q(valid_to=None) | Q(valid_to__gte=day), valid_from__lte=day)


class DirectCounty(models.Model):
    """省直管县: a dated attribute, not a place: while such a period is valid the city office drops out of the county's road
    (docs/domain.md §1)."""

    unit = models.ForeignKey(Unit, verbose_name="县（市）", on_delete=models.CASCADE, related_name="direct_periods")
    valid_from = models.DateField("起")
    valid_to = models.DateField("止", null=True, blank=True, help_text="空白表示至今。")
    note = models.CharField("说明", max_length=200, blank=True)

    objects = DirectCountyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "省直管县"
        ordering = ["unit__code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["unit", "valid_from"], name="direct_county_period_once"),
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=models.F("valid_from")),
                name="direct_county_period_in_order",
            ),
        ]

    def __str__(self):
        return f"{self.unit} {self.valid_from}–{self.valid_to or '至今'}"

    def covers(self, day):
        """Is the county under direct control on `day`?"""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
