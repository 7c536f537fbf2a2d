"""Filter bars of 单位管理."""

import django_filters

from orgs.models import Account, AuditEvent, Kind, Unit, UnitChange
from orgs.states import ChangeState, UnitState
from titleplatform.kit.filters import FilterSet, SearchFilter
from titleplatform.kit.forms import DateInput


class UnitFilter(FilterSet):
    text = SearchFilter(label="单位名称、拼音、编码")
    kind = django_filters.ChoiceFilter(label="全部类型", choices=Kind.choices)
    state = django_filters.ChoiceFilter(label="全部状态", choices=UnitState.choices)

    class Meta:
        model = Unit
        fields = []


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


class AuditFilter(FilterSet):
    day = django_filters.DateFilter(label="日期", field_name="at", lookup_expr="date", widget=DateInput())
    verb = django_filters.CharFilter(label="操作", lookup_expr="icontains")
    who = django_filters.CharFilter(label="操作人", field_name="account_label", lookup_expr="icontains")
    what = django_filters.CharFilter(label="对象", field_name="subject_label", lookup_expr="icontains")

    class Meta:
        model = AuditEvent
        fields = []
