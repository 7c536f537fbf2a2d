"""Filter bars of experts."""

import django_filters

from experts.models import Expert
from experts.states import TermState
from orgs.chain.models import ChainStep
from personnel.models import Series
from titleplatform.kit.filters import FilterSet


def all_series(request):
    return Series._default_manager.all()


class PoolFilter(FilterSet):
    series = django_filters.ModelChoiceFilter(label="系列", field_name="filing__series", queryset=all_series)
    speciality = django_filters.CharFilter(label="专业", field_name="filing__speciality", lookup_expr="icontains")
    term = django_filters.ChoiceFilter(label="任期", choices=TermState.choices, method="by_term")

    class Meta:
        model = Expert
        fields = ()

    def by_term(self, queryset, name, value):
        return queryset.in_term() if value == TermState.RUNNING else queryset.ended()


class FilingFilter(FilterSet):
    series = django_filters.ModelChoiceFilter(label="系列", field_name="run__expertfiling__series", queryset=all_series)
    name = django_filters.CharFilter(label="姓名", field_name="run__owner_name", lookup_expr="icontains")

    class Meta:
        model = ChainStep
        fields = ()
