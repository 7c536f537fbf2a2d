"""申报计划统计."""

from django.utils.functional import cached_property

from orgs.models import Unit
from orgs.views.browse import TreePane
from personnel.models import Level
from plans.charts import bars
from plans.exports import statistics_sheet
from plans.filters import StatisticsForm
from plans.statistics import Grouping, statistics, summed, total
from titleplatform.kit.excel import XLSX_TYPE
from titleplatform.kit.lists import export_button, file_response
from titleplatform.kit.pages import PlainPage, rows_of

SHOWN = 100  # lines of the table; the sums, the chart and the Excel have all


class StatisticsPage(TreePane, PlainPage):
    """申报计划统计: the unit tree, the figures of the chosen node and below, and the Excel for that node."""

    permission = "plans.see_statistics"
    queryset = rows_of(Unit)
    title = "申报计划统计"
    template_name = "plans/statistics.html"
    wide = True

    @cached_property
    def form(self):
        return StatisticsForm.of(self.request.GET)

    @cached_property
    def figures(self):
        asked = self.form.cleaned_data
        return statistics(
            self.node, asked["year"], series=asked["series"], level=asked["level"], grouping=asked["group"]
        )

    @property
    def head_note(self):
        asked = self.form.cleaned_data
        narrowed = [str(asked["series"] or ""), asked["level"] and Level(asked["level"]).label]
        parts = [f"{self.node}及以下", f"{asked['year']} 年度", *narrowed, "仅统计已通过的申报计划"]
        return "　".join(part for part in parts if part)

    def get(self, request, *args, **kwargs):
        if "_export" in request.GET:
            asked = self.form.cleaned_data
            self.audit("导出", on=self.node, 表="申报计划统计", 年度=asked["year"], 行数=len(self.figures))
            content = statistics_sheet(self.head_note, asked["group"].fields, self.figures)
            return file_response(f"申报计划统计-{self.node}-{asked['year']}.xlsx", content, XLSX_TYPE)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        asked = self.form.cleaned_data
        first = asked["group"].fields[0]
        return super().get_context_data(
            node=self.node,
            form=self.form,
            year=asked["year"],
            fields=asked["group"].fields,
            rows=self.figures[:SHOWN],
            left_out=max(len(self.figures) - SHOWN, 0),
            total=total(self.figures),
            bars=bars(summed(self.figures, first)),
            chart_title=Grouping(first).label,
            export=export_button(self.request, style="primary"),
            **self.pane(),
            **kwargs,
        )
