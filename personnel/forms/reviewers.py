"""Forms of 审查人员角色分配."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from orgs.models import Account
from personnel import grants
from personnel.actions.reviewers import check_number
from personnel.areas import content_areas
from personnel.models import Reviewer, Series
from personnel.queries import LOGIN_LETTERS, free_login_name


class ReviewerForm(forms.ModelForm):
    """登录账号, 姓名, 证件类型, 证件号, 手机号, 电子邮箱, 职务."""

    class Meta:
        model = Account
        fields = ("login_name", "name", "document_kind", "id_number", "phone", "email", "position")

    def __init__(self, *args, unit, **kwargs):
        super().__init__(*args, **kwargs)
        for name in ("login_name", "name", "phone"):
            self.fields[name].required = True
        handler, leader = (free_login_name(unit, letters) for letters in LOGIN_LETTERS.values())
        self.fields["login_name"].help_text = f"全省唯一，不分大小写。建议：经办人 {handler}，负责人 {leader}"
        self.fields["id_number"].widget = forms.TextInput()
        self.fields["id_number"].help_text = "填写后角色才生效：本人的申报由系统自动回避"
        if self.instance.pk is None:
            self.instance.unit = unit
            self.initial.setdefault("login_name", handler)
        elif self.instance.id_number:
            self.initial["id_number"] = ""
            self.fields["id_number"].help_text = f"现为 {self.instance.id_number_masked}；不改请留空"

    def clean_id_number(self):
        """The whole number is shown to nobody who has not given a reason; left empty it stays."""
        return self.cleaned_data["id_number"] or self.held_number

    def clean(self):
        """What the action asks of the number is said together with the other mistakes."""
        data = super().clean()
        number, kind = data.get("id_number"), data.get("document_kind")
        if number and kind:
            held = Account(pk=self.instance.pk, unit_id=self.instance.unit_id, document_kind=kind, id_number=number)
            try:
                check_number(held)
            except ValidationError as error:
                self.add_error(None, error)
        return data

    @cached_property
    def held_number(self):
        return Account.objects.get(pk=self.instance.pk).id_number if self.instance.pk else ""


def colleagues_with_scopes(unit, but=None):
    """[(Reviewer, its scope), …] of the unit's reviewers who may judge something: whose scope can be taken over."""
    found = Reviewer.objects.filter(account__unit=unit).exclude(pk=but and but.pk).select_related("account")
    scopes = grants.scopes_of([each.account for each in found])
    return [(each, scopes[each.account_id]) for each in found if scopes[each.account_id].pairs]


class NewReviewerForm(ReviewerForm):
    """【添加】: the account and, for whoever wants it all at once, roles, scope and 启用."""

    LATER, ALL_OF_IT = "", "all"
    is_handler = forms.BooleanField(label="经办人", required=False)
    is_leader = forms.BooleanField(label="负责人", required=False)
    scope = forms.ChoiceField(
        label="审查权限", required=False, help_text="逐项设置用【设置角色审查权限】；这里可先照同事的设，以后再改"
    )
    enabled = forms.BooleanField(label="启用", required=False, help_text="启用后可以登录；也可以以后再【启用】")

    def __init__(self, *args, unit, **kwargs):
        super().__init__(*args, unit=unit, **kwargs)
        self.series = list(Series.objects.all())
        colleagues = colleagues_with_scopes(unit)
        self.scopes = {f"as-{each.pk}": scope for each, scope in colleagues}
        same = [(f"as-{each.pk}", f"与 {each} 相同") for each, _ in colleagues]
        one = [(f"series-{each.code}", f"{each.name}（全部内容）") for each in self.series]
        self.fields["scope"].choices = [
            (self.LATER, "以后再设"),
            (self.ALL_OF_IT, "全部系列（全部内容）"),
            *([("与同事相同", same)] if same else []),
            ("一个系列", one),
        ]
        for name in ("position", "scope"):
            self.fields[name].widget.attrs["data-wide"] = True

    @property
    def rights(self):
        """What the action takes besides the account."""
        chosen, codes = self.cleaned_data["scope"], [each.code for each in self.series]
        areas = [area.key for area in content_areas()]
        if chosen in self.scopes:
            pairs = grants.expand(self.scopes[chosen], codes, areas)
        else:
            wanted = codes if chosen == self.ALL_OF_IT else [code for code in codes if chosen == f"series-{code}"]
            pairs = {(code, area) for code in wanted for area in areas}
        return {"pairs": pairs} | {name: self.cleaned_data[name] for name in ("is_handler", "is_leader", "enabled")}


class RolesForm(forms.ModelForm):
    """【设置角色】: 经办人, 负责人, or both."""

    class Meta:
        model = Reviewer
        fields = ("is_handler", "is_leader")
        help_texts = {
            "is_handler": "先审查；处理本单位上报、下级单位送来的申报和计划",
            "is_leader": "在经办人之后审查；同一轮中同一人不能在两个环节审查",
        }


class ScopeForm(forms.Form):
    """【设置角色审查权限】: the matrix of series × areas. Row, column and 全部 ticks are fields that the server expands."""

    def __init__(self, data=None, *args, account, taken_over=None, **kwargs):
        """`taken_over`: the scope that the ticks show instead of the account's own, until it is saved."""
        super().__init__(data, *args, **kwargs)
        self.series = list(Series.objects.all())
        self.areas = content_areas()
        self.codes, self.keys = [s.code for s in self.series], [a.key for a in self.areas]
        held = grants.scope_of(account)
        self.held_besides = sorted(held.pairs)
        self.ticked = self._posted() if data else grants.expand(taken_over or held, self.codes, self.keys)

    @property
    def cells(self):
        """How many ticks there are."""
        return len(self.codes) * len(self.keys)

    def _posted(self):
        """Ticks as sent. A ticked row, column or 全部 fills in what it names where its tick is new."""
        known = {f"{code}-{key}": (code, key) for code in self.codes for key in self.keys}
        pairs = {known[value] for value in self.data.getlist("s") if value in known}
        if "all" in self.data:
            return set(known.values())
        rows, columns = set(self.data.getlist("row")), set(self.data.getlist("col"))
        return pairs | {(code, key) for code, key in known.values() if code in rows or key in columns}

    def matrix(self, uncovered=frozenset()):
        """Rows for the template: (series, all ticked, any ticked, [(value, ticked, nobody else covers it), …])."""
        for series in self.series:
            cells = [
                (f"{series.code}-{key}", (series.code, key) in self.ticked, (series.code, key) in uncovered, label)
                for key, label in ((area.key, area.label) for area in self.areas)
            ]
            yield series, all(cell[1] for cell in cells), any(cell[1] for cell in cells), cells
