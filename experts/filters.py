"""Filter bars of experts."""

import django_filters

from experts.models import Expert
from personnel.models import Series
from titleplatform.kit.filters import FilterSet


class PoolFilter(FilterSet):
    series = django_filters.ModelChoiceFilter(
        label="系列", field_name="filing__series", queryset=lambda request: Series._default_manager.all()
    )
    speciality = django_filters.CharFilter(label="专业", field_name="filing__speciality", lookup_expr="icontains")

    class Meta:
        model = Expert
        fields = ()
