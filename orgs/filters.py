"""Filter bars of 单位管理."""

from datetime import date, datetime, time

import django_filters
from django import forms
from django.db.models import Q
from django.utils.timezone import make_aware

from orgs.chain.models import ChainStep
from orgs.chain.states import climbers
from orgs.models import Account, AccountChange, AccountProposal, AuditEvent, AuditTopic, Kind, Unit, UnitChange
from orgs.models.account import PLATFORM_KINDS
from orgs.states import ChangeState, UnitState
from titleplatform.kit.filters import FilterSet, SearchFilter
from titleplatform.kit.forms import DateInput

FIRST_DAY = date(2000, 1, 1)  # earlier days cannot be told in another time zone


class UnitFilter(FilterSet):
    text = SearchFilter(label="单位名称、拼音、编码")
    kind = django_filters.ChoiceFilter(label="全部类型", choices=Kind.choices)
    state = django_filters.ChoiceFilter(label="全部状态", choices=UnitState.choices)

    class Meta:
        model = Unit
        fields = []


class ComingFilter(FilterSet):
    """Where it is now, and what it is."""

    kind = django_filters.ChoiceFilter(
        label="现在在哪级单位", field_name="run__current_unit__kind", choices=Kind.choices
    )
    what = django_filters.ChoiceFilter(
        label="类别",
        field_name="spec_key",
        choices=lambda: [(model.spec.key, model.spec.label) for model in climbers()],
    )
    q = django_filters.CharFilter(label="事项或申报单位", method="search")

    class Meta:
        model = ChainStep
        fields = ()

    def search(self, queryset, name, value):
        return queryset.filter(Q(run__label__icontains=value) | Q(run__unit_name__icontains=value))


class WaitingUnitFilter(FilterSet):
    text = SearchFilter(label="单位名称、拼音、编码")

    class Meta:
        model = Unit
        fields = []


class ChangeFilter(FilterSet):
    name = django_filters.CharFilter(label="单位名称", field_name="unit__name", lookup_expr="icontains")
    state = django_filters.ChoiceFilter(label="全部状态", choices=ChangeState.choices)

    class Meta:
        model = UnitChange
        fields = []


class AccountFilter(FilterSet):
    text = SearchFilter(label="账号、姓名")

    class Meta:
        model = Account
        fields = []


class AdministratorFilter(FilterSet):
    text = SearchFilter(label="账号、姓名")
    kind = django_filters.ChoiceFilter(label="全部身份", choices=[(each.value, each.label) for each in PLATFORM_KINDS])

    class Meta:
        model = Account
        fields = []


class AccountProposalFilter(FilterSet):
    text = django_filters.CharFilter(label="账号、姓名", field_name="account_label", lookup_expr="icontains")
    change = django_filters.ChoiceFilter(label="全部变更", choices=AccountChange.choices)

    class Meta:
        model = AccountProposal
        fields = []


class AddressFilter(django_filters.Filter):
    """A whole IP address."""

    field_class = forms.GenericIPAddressField


class AuditFilter(FilterSet):
    """Days bound the rows that the searches in the texts must read: without any the last 31 count (`AuditPage`)."""

    since = django_filters.DateFilter(label="开始日期", method="from_day", widget=DateInput())
    until = django_filters.DateFilter(label="结束日期", method="to_day", widget=DateInput())
    topic = django_filters.ChoiceFilter(label="全部类别", choices=AuditTopic.choices)
    verb = django_filters.CharFilter(label="操作", lookup_expr="icontains")
    who = django_filters.CharFilter(label="操作人", field_name="account_label", lookup_expr="icontains")
    unit = django_filters.CharFilter(label="单位", field_name="unit_label", lookup_expr="icontains")
    what = django_filters.CharFilter(label="对象", field_name="subject_label", lookup_expr="icontains")
    address = AddressFilter(label="来源地址")

    class Meta:
        model = AuditEvent
        fields = []

    def from_day(self, rows, name, day):
        return rows.filter(at__gte=_at(day, time.min))

    def to_day(self, rows, name, day):
        return rows.filter(at__lte=_at(day, time.max))


def _at(day, hour):
    return make_aware(datetime.combine(max(day, FIRST_DAY), hour))
