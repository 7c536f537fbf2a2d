"""Filter bars of `personnel`."""

import django_filters

from personnel.models import Level, Method, Person, Reviewer, Series, Title, Transfer
from personnel.states import TransferState
from titleplatform.kit.filters import FilterSet, SearchFilter

ENABLED = [("yes", "已启用"), ("no", "已停用")]
ROLES = [("handler", "经办人"), ("leader", "负责人")]


class ReviewerFilter(FilterSet):
    q = SearchFilter(label="姓名或登录账号")
    role = django_filters.ChoiceFilter(label="角色", choices=ROLES, method="by_role")
    active = django_filters.ChoiceFilter(label="是否启用", choices=ENABLED, method="by_enabled")

    class Meta:
        model = Reviewer
        fields = ()

    def by_enabled(self, queryset, name, value):
        return queryset.filter(account__is_active=value == "yes")

    def by_role(self, queryset, name, value):
        return queryset.filter(**{f"is_{value}": True})


class PersonFilter(FilterSet):
    q = SearchFilter(label="姓名或手机号")

    class Meta:
        model = Person
        fields = ()


class TransferFilter(FilterSet):
    state = django_filters.ChoiceFilter(label="状态", choices=TransferState.choices)

    class Meta:
        model = Transfer
        fields = ()


class CatalogueFilter(FilterSet):
    series = django_filters.ModelChoiceFilter(label="系列", queryset=lambda request: Series._default_manager.all())
    level = django_filters.ChoiceFilter(label="级别", choices=Level.choices)
    method = django_filters.ChoiceFilter(label="取得方式", choices=Method.choices)
    name = django_filters.CharFilter(label="职称", lookup_expr="icontains")

    class Meta:
        model = Title
        fields = ()
