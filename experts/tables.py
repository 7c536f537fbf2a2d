"""Tables of experts."""

import django_tables2 as tables

from experts.models import Expert, ExpertFiling
from experts.states import TermState
from orgs.tables import ClimbTable, StepTable
from titleplatform.kit.buttons import button
from titleplatform.kit.tables import ActionsColumn, DateColumn, StateColumn, Table

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


class FilingStepTable(StepTable):
    name = tables.Column(
        "姓名",
        accessor="run__owner_name",
        linkify=("experts:filing", [tables.A(f"{FILING}pk")]),
    )
    series = tables.Column("系列", accessor=f"{FILING}series__name")
    speciality = tables.Column("专业", accessor=f"{FILING}speciality")
    title = tables.Column("现任职称", accessor=f"{FILING}title")

    class Meta(StepTable.Meta):
        sequence = ("chosen", "name", "unit", "series", "speciality", "title", "desk", "opened_at", "days", "result")


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
