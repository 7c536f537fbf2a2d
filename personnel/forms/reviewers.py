"""Forms of 审查人员角色分配."""

from django import forms
from django.utils.functional import cached_property

from orgs.models import Account
from personnel import grants
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
            self.initial.setdefault("login_name", handler)
        elif self.instance.id_number:
            self.initial["id_number"] = ""
            self.fields["id_number"].help_text = f"现为 {self.instance.id_number_masked}；不改请留空"

    def clean_id_number(self):
        """The whole number is shown to nobody who has not given a reason; left empty it stays."""
        return self.cleaned_data["id_number"] or self.held_number

    @cached_property
    def held_number(self):
        return Account.objects.get(pk=self.instance.pk).id_number if self.instance.pk else ""


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

    def __init__(self, data=None, *args, account, **kwargs):
        super().__init__(data, *args, **kwargs)
        self.series = list(Series.objects.all())
        self.areas = content_areas()
        self.codes, self.keys = [s.code for s in self.series], [a.key for a in self.areas]
        held = grants.scope_of(account)
        self.held_besides = sorted(held.pairs)
        self.ticked = self._posted() if data else grants.expand(held, self.codes, self.keys)

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
