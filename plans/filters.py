"""Filter bars of 申报计划."""

import django_filters
from django.db.models import Q

from orgs.chain.models import ChainStep
from orgs.chain.states import ClimbState
from plans.chains import PLAN
from plans.models import Plan
from titleplatform.kit.filters import FilterSet

STATES = [(state.value, PLAN.states.get(state.value, state.label)) for state in ClimbState][:4]


class OwnPlanFilter(FilterSet):
    year = django_filters.NumberFilter(label="年度")
    state = django_filters.ChoiceFilter(label="状态", choices=STATES)

    class Meta:
        model = Plan
        fields = ("year", "state")


class ReviewFilter(FilterSet):
    year = django_filters.NumberFilter(label="年度", field_name="run__plan__year")
    q = django_filters.CharFilter(label="计划名称或单位", method="search")

    class Meta:
        model = ChainStep
        fields = ()

    def search(self, queryset, name, value):
        return queryset.filter(Q(run__plan__name__icontains=value) | Q(run__unit__name__icontains=value))
