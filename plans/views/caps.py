"""指标上限: what units below may plan for at most."""

from plans import actions
from plans.filters import CapFilter
from plans.forms import CapForm, CapNumberForm
from plans.models import Cap
from plans.tables import CapTable
from plans.views.own import PLACES
from titleplatform.kit.buttons import button
from titleplatform.kit.lists import ListPage
from titleplatform.kit.pages import ActionPage, ChangePage, FormPage, rows_of


class CapsPage(ListPage):
    """指标上限: what the units below may plan for at most."""

    permission = "plans.list_caps"
    queryset = rows_of(Cap).select_related("unit", "series", "set_by").with_asked()
    title = "指标上限"
    crumbs = (PLACES.queue,)
    here = "plans:review"
    table_class = CapTable
    filterset_class = CapFilter
    export_name = "指标上限"
    note = "本年度全部申报计划中同系列同级别的申报人数合计超过指标的，在计划和审查页面标红。几级上级单位都设了的，以最小的为准。"
    empty = "还没有设置指标。点【设置指标】给下级单位设置某年度某系列某级别的申报人数上限。"

    def get_queryset(self):
        return super().get_queryset().exclude(unit=self.seat.unit)

    def buttons(self):
        look = {"style": "primary", "icon": "plus", "dialog": True}
        return [button("设置指标", "plans:cap_add", "plans.add_cap", self.seat, **look)]


class AddCapPage(FormPage):
    permission = "plans.add_cap"
    queryset = rows_of(Cap)
    title = "设置指标"
    crumbs = (PLACES.queue,)
    here = "plans:review"
    back_to = "plans:caps"
    form_class = CapForm
    note = "同一单位、年度、系列、级别再设一次，即修改人数。"

    def get_initial(self):
        return {name: self.request.GET[name] for name in ("unit", "year") if name in self.request.GET}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"seat": self.seat}

    def save(self, form):
        return actions.set_cap(by=self.seat, **form.cleaned_data)

    def success_text(self, cap):
        return f"已设置：{cap} {cap.number} 人。"


class ChangeCapPage(ChangePage):
    permission = "plans.change_cap"
    queryset = rows_of(Cap)
    title = "修改指标"
    crumbs = (PLACES.queue,)
    here = "plans:review"
    back_to = "plans:caps"
    form_class = CapNumberForm

    def explain(self):
        return str(self.object)

    def save(self, form):
        cap = self.object
        key = {name: getattr(cap, name) for name in ("unit", "year", "series", "level")}
        return actions.set_cap(by=self.seat, number=form.cleaned_data["number"], **key)

    def success_text(self, cap):
        return f"已修改：{cap} {cap.number} 人。"


class DeleteCapPage(ActionPage):
    permission = "plans.change_cap"
    queryset = rows_of(Cap)
    title = "取消指标"
    crumbs = (PLACES.queue,)
    here = "plans:review"
    back_to = "plans:caps"
    submit_label = "取消指标"
    danger = True

    def explain(self):
        return f"{self.object} {self.object.number} 人：取消后本单位对它不再设上限；其他上级单位设置的仍然有效。"

    def save(self, form):
        actions.remove_cap(by=self.seat, cap=self.object)
        return self.object

    def success_text(self, cap):
        return f"已取消：{cap}。"
