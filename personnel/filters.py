"""Filter bars of `personnel`."""

import django_filters

from personnel.models import Person, Reviewer, Transfer
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
