"""Tables of experts."""

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html

from experts.models import Expert, ExpertFiling
from experts.states import TermState
from orgs.tables import ClimbTable, WholeTable
from titleplatform.kit.buttons import button
from titleplatform.kit.tables import ActionsColumn, DateColumn, ExportColumn, StateColumn, Table, two_lines

FILING = "run__expertfiling__"


def own_buttons(seat, filing):
    return [
        button("提交", "experts:submit", "experts.change_filing", seat, filing, dialog=True),
        button("修改", "experts:change", "experts.change_filing", seat, filing),
    ]


class OwnFilingTable(ClimbTable):
    series = tables.Column("系列", accessor="series__name", linkify=("experts:filing", [tables.A("pk")]))
    actions = ActionsColumn(own_buttons)

    class Meta(Table.Meta):
        model = ExpertFiling
        fields = ("speciality", "submitted_at")
        sequence = ("series", "speciality", "state", "place", "submitted_at", "actions")


class FilingStepTable(WholeTable):
    """专家审查."""

    name = tables.Column("姓名", accessor="run__owner_name")
    unit = ExportColumn("申报单位", accessor="run__unit_name")
    series = tables.Column("系列", accessor=f"{FILING}series__name")
    speciality = ExportColumn("专业", accessor=f"{FILING}speciality")
    title = tables.Column("现任职称", accessor=f"{FILING}title")

    class Meta(WholeTable.Meta):
        sequence = (
            "chosen",
            "name",
            "unit",
            "series",
            "speciality",
            "title",
            "opened_at",
            "desk",
            "days",
            "result",
            "actions",
        )

    def render_name(self, record, value):
        address = reverse(self.places.detail, args=[self.subject_of(record).pk])
        return two_lines(format_html('<a href="{}">{}</a>', address, value), record.run.unit_name)

    def value_name(self, value):
        return value

    def value_series(self, value):
        return value

    def render_series(self, record, value):
        return two_lines(value, self.subject_of(record).speciality)


class PoolTable(Table):
    name = tables.Column("姓名", accessor="filing__person__account__name")
    series = tables.Column("系列", accessor="filing__series__name")
    speciality = tables.Column("专业", accessor="filing__speciality")
    title = tables.Column("现任职称", accessor="filing__title")
    unit = tables.Column("单位", accessor="filing__unit__name")
    entered_on = DateColumn(verbose_name="入库时间")
    term_ends_on = DateColumn(verbose_name="任期至")
    term = StateColumn(TermState, verbose_name="任期", orderable=False)

    class Meta(Table.Meta):
        model = Expert
        fields = ()
        sequence = ("name", "series", "speciality", "title", "unit", "entered_on", "term_ends_on", "term")
