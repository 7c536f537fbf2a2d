"""Filter bars of 申报计划."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils import timezone

from orgs.chain.models import ChainStep
from orgs.chain.states import ClimbState, word_of
from orgs.models import Unit
from personnel.models import Level, Series
from plans.chains import PLAN
from plans.models import Cap, Plan
from plans.statistics import Grouping
from titleplatform.kit.filters import FilterSet

STATES = [
    (state.value, word_of(state, PLAN))
    for state in (ClimbState.DRAFT, ClimbState.IN_REVIEW, ClimbState.RETURNED, ClimbState.PASSED)
]


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
        return queryset.filter(
            Q(run__plan__name__icontains=value)
            | Q(run__unit_name__icontains=value)
            | Q(run__unit__name__icontains=value)
        )


class CapFilter(FilterSet):
    q = django_filters.CharFilter(label="单位名称、拼音或编码", method="of_unit")
    year = django_filters.NumberFilter(label="年度")
    series = django_filters.ModelChoiceFilter(label="系列", queryset=lambda request: Series._default_manager.all())
    level = django_filters.ChoiceFilter(label="级别", choices=Level.choices)

    class Meta:
        model = Cap
        fields = ()

    def of_unit(self, queryset, name, value):
        return queryset.filter(unit__in=Unit._default_manager.matching(value.strip()))


class StatisticsForm(forms.Form):
    """What 申报计划统计 shows of the chosen node."""

    year = forms.IntegerField(label="年度", min_value=2000, max_value=2100, widget=forms.Select)
    series = forms.ModelChoiceField(label="系列", queryset=None, required=False, empty_label="全部系列")
    level = forms.ChoiceField(label="级别", choices=[("", "全部级别"), *Level.choices], required=False)
    group = forms.TypedChoiceField(label="汇总方式", choices=Grouping.choices, coerce=Grouping)

    def __init__(self, data):
        super().__init__(data)
        this_year = timezone.localdate().year
        self.fields["year"].widget.choices = [(year, f"{year} 年度") for year in range(this_year - 4, this_year + 2)]
        self.fields["series"].queryset = Series._default_manager.all()

    @classmethod
    def of(cls, data):
        """The valid form of an address; what makes no sense in it is as if it were not there."""
        usual = {"year": timezone.localdate().year, "series": "", "level": "", "group": Grouping.DETAIL}
        asked = {**usual, **{name: data[name] for name in usual if data.get(name)}}
        form = cls({**asked, **{name: usual[name] for name in cls(asked).errors}})
        form.full_clean()
        return form
