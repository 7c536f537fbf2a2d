"""Filter bars of 单位管理."""

import django_filters

from orgs.models import Account, Kind, Unit
from orgs.states import UnitState
from titleplatform.kit.filters import FilterSet, SearchFilter


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


class AccountFilter(FilterSet):
    text = SearchFilter(label="账号、姓名")

    class Meta:
        model = Account
        fields = []
