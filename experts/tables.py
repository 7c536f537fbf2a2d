"""Tables of experts."""

import django_tables2 as tables
from django.utils.html import format_html

from experts.models import Expert, ExpertFiling
from orgs.chain.models import ChainStep
from titleplatform.kit.buttons import button
from titleplatform.kit.tables import ActionsColumn, DateColumn, Table


def own_buttons(seat, filing):
    return [
        button("提交", "experts:submit", "experts.change_filing", seat, filing, dialog=True),
        button("修改", "experts:change", "experts.change_filing", seat, filing),
    ]


class StateColumn(tables.Column):
    def __init__(self):
        super().__init__(verbose_name="状态", accessor="state")

    def render(self, record):
        return format_html('<span class="mark {}">{}</span>', record.state_css, record.state_label)

    def value(self, record):
        return record.state_label


class OwnFilingTable(Table):
    series = tables.Column("系列", accessor="series__name", linkify=("experts:filing", [tables.A("pk")]))
    speciality = tables.Column("专业")
    state = StateColumn()
    place = tables.Column("当前环节", accessor="run__place", orderable=False, default="—", empty_values=("", None))
    submitted_at = tables.DateTimeColumn(verbose_name="提交时间", format="Y-m-d H:i", default="—")
    actions = ActionsColumn(own_buttons)

    class Meta(Table.Meta):
        model = ExpertFiling
        fields = ()
        sequence = ("series", "speciality", "state", "place", "submitted_at", "actions")


class FilingStepTable(Table):
    name = tables.Column(
        "姓名",
        accessor="run__expertfiling__person__account__name",
        linkify=("experts:filing", [tables.A("run__expertfiling__pk")]),
    )
    unit = tables.Column("单位", accessor="run__unit__name")
    series = tables.Column("系列", accessor="run__expertfiling__series__name")
    speciality = tables.Column("专业", accessor="run__expertfiling__speciality")
    title = tables.Column("现任职称", accessor="run__expertfiling__title")
    desk = tables.Column("环节", accessor="get_role_display", orderable=False)
    opened_at = tables.DateTimeColumn(verbose_name="到达时间", format="Y-m-d H:i")

    class Meta(Table.Meta):
        model = ChainStep
        fields = ()
        sequence = ("name", "unit", "series", "speciality", "title", "desk", "opened_at")


class PoolTable(Table):
    name = tables.Column("姓名", accessor="filing__person__account__name")
    series = tables.Column("系列", accessor="filing__series__name")
    speciality = tables.Column("专业", accessor="filing__speciality")
    title = tables.Column("现任职称", accessor="filing__title")
    unit = tables.Column("单位", accessor="filing__unit__name")
    entered_on = DateColumn(verbose_name="入库时间")
    term_ends_on = DateColumn(verbose_name="任期至")

    class Meta(Table.Meta):
        model = Expert
        fields = ()
        sequence = ("name", "series", "speciality", "title", "unit", "entered_on", "term_ends_on")
