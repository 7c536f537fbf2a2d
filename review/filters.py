"""Filter bars of `review`."""

import django_filters
from django.db.models import Q

from orgs.chain.models import ChainStep
from orgs.chain.states import ClimbState, word_of
from personnel.models import Level, Series
from review.chains import APPLICATION
from review.models import Application, Committee
from review.states import CommitteeState
from titleplatform.kit.filters import FilterSet

STATES = [(state.value, word_of(state, APPLICATION)) for state in ClimbState if state != ClimbState.DRAFT]

# The tabs of 申报人员状态查询: (value of `state`, label); `OF_TAB`: what stands for more states than one.
STATUS_TABS = (
    ("", "全部"),
    ("in_review", "审查中"),
    ("returned", "退回修改"),
    ("awaiting", "待评审"),
    ("decided", "已有结果"),
)
OF_TAB = {"decided": (ClimbState.PASSED, ClimbState.FAILED, ClimbState.NOT_RECOMMENDED, ClimbState.FORFEITED)}


def all_series(request):
    """For the empty choice to be a label and the rows to be read per request."""
    return Series._default_manager.all()


class CaseFilter(FilterSet):
    series = django_filters.ModelChoiceFilter(
        label="申报系列", field_name="run__application__title__series", queryset=all_series
    )
    level = django_filters.ChoiceFilter(
        label="级别", field_name="run__application__title__level", choices=Level.choices
    )
    assigned = django_filters.ChoiceFilter(
        label="办理人", choices=[("mine", "分给我的"), ("nobody", "未分配")], method="by_assignee"
    )
    q = django_filters.CharFilter(label="姓名或申报单位", method="search")

    class Meta:
        model = ChainStep
        fields = ()

    def by_assignee(self, queryset, name, value):
        return queryset.filter(assigned_to=self.request.seat.account if value == "mine" else None)

    def search(self, queryset, name, value):
        then = Q(run__owner_name__icontains=value) | Q(run__unit_name__icontains=value)
        now = Q(run__owner__name__icontains=value) | Q(run__unit__name__icontains=value)
        return queryset.filter(then | now)


class StatusFilter(FilterSet):
    year = django_filters.NumberFilter(label="年度")
    series = django_filters.ModelChoiceFilter(label="申报系列", field_name="title__series", queryset=all_series)
    level = django_filters.ChoiceFilter(label="级别", field_name="title__level", choices=Level.choices)
    state = django_filters.ChoiceFilter(label="状态", choices=[*STATES, ("decided", "已有结果")], method="by_state")
    own = django_filters.ChoiceFilter(label="本单位及所属", choices=[("yes", "只看本单位")], method="of_own_unit")
    q = django_filters.CharFilter(label="姓名或单位", method="search")

    class Meta:
        model = Application
        fields = ()

    def by_state(self, queryset, name, value):
        return queryset.filter(state__in=OF_TAB.get(value, (value,)))

    def of_own_unit(self, queryset, name, value):
        return queryset.filter(run__unit=self.request.seat.unit)

    def search(self, queryset, name, value):
        then = Q(run__owner_name__icontains=value) | Q(run__unit_name__icontains=value)
        now = Q(person__account__name__icontains=value) | Q(unit__name__icontains=value)
        return queryset.filter(then | now)


class AwaitingFilter(StatusFilter):
    state = own = None
    interview = django_filters.ChoiceFilter(
        label="面试通知", choices=[("none", "还没有通知"), ("sent", "已通知")], method="by_interview"
    )

    def by_interview(self, queryset, name, value):
        return queryset.filter(interview_at__isnull=value == "none")


class CommitteeFilter(FilterSet):
    year = django_filters.NumberFilter(label="年度")
    name = django_filters.CharFilter(label="评委会名称", lookup_expr="icontains")
    series = django_filters.ModelChoiceFilter(label="系列", queryset=all_series)

    state = django_filters.ChoiceFilter(label="状态", choices=CommitteeState.choices)
    own = django_filters.ChoiceFilter(label="组建单位", choices=[("yes", "只看本单位组建的")], method="of_own_unit")

    class Meta:
        model = Committee
        fields = ()

    def of_own_unit(self, queryset, name, value):
        return queryset.filter(host=self.request.seat.unit)
