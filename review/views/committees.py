"""评委会: founding, 报备 and 备案, 沿用上年."""

from django.urls import reverse
from django.utils.functional import cached_property

from orgs.views.decisions import DecisionPage
from review import actions
from review.filters import CommitteeFilter
from review.forms import LEVEL_FIELDS, CarryForm, CommitteeForm, FilingForm
from review.models import Committee, CommitteeFiling
from review.models.committee import served_at_first
from review.tables import CommitteeTable, FilingTable
from titleplatform.kit.buttons import button
from titleplatform.kit.lists import ListPage
from titleplatform.kit.pages import ActionPage, ChangePage, DetailPage, FilePage, FormPage, ObjectPage, Page, rows_of

COMMITTEES = rows_of(Committee).select_related("host__parent", "series", "filing")
FILINGS = rows_of(CommitteeFiling).select_related("committee__host__parent", "committee__series", "document")


class CommitteesPage(ListPage):
    permission = "review.list_committees"
    queryset = COMMITTEES.prefetch_related("serves")
    title = "评委会"
    wide = True
    table_class = CommitteeTable
    filterset_class = CommitteeFilter
    export_name = "评委会"
    empty = "还没有评委会。"

    def buttons(self):
        look = {"style": "primary", "icon": "plus"}
        offered = [button("新增", "review:committee_add", "review.add_committee", self.seat, **look)]
        if self.seat.unit.is_office:
            offered.insert(0, button("备案审核", "review:filings", "review.list_filings", self.seat))
        return offered


class CommitteePage(DetailPage):
    """One committee: what is approved, what waits, and the record of its approvals."""

    permission = "review.see_committee"
    queryset = COMMITTEES
    template_name = "review/committee.html"
    crumbs = (("评委会", "review:committees"),)
    here = "review:committees"

    def heading(self):
        return f"{self.object}（{self.object.year} 年度）"

    @cached_property
    def filings(self):
        """The record of its own; a committee carried on shows the approval it goes on under."""
        own = self.object.filings.select_related("document")
        return list(own.visible_to(self.seat))

    def buttons(self):
        seat, committee = self.seat, self.object
        offered = [
            button("沿用到下年", "review:committee_carry", "review.carry_committee", seat, committee, dialog=True),
            button("修改", "review:committee_change", "review.change_committee", seat, committee),
        ]
        if waiting := next((each for each in self.filings if each.is_waiting), None):
            again = button("撤回报备", "review:filing_withdraw", "review.withdraw_filing", seat, waiting, dialog=True)
            return [*offered, again]
        look = {} if committee.is_approved else {"style": "primary"}
        return [*offered, button("报备", "review:committee_file", "review.file_committee", seat, committee, **look)]

    def facts(self):
        committee = self.object
        return [
            ("组建单位", committee.host),
            ("系列", committee.series),
            ("级别", committee.levels_label),
            ("受理期", f"{committee.opens_on} 至 {committee.closes_on}"),
            ("备案有效期至", committee.valid_until),
            ("联系电话", committee.contact),
            ("共同上级也审查", "是" if committee.through_common_ancestor else "否"),
            ("服务单位", f"{committee.serves_label}（各含全部下级单位）"),
        ]


class CommitteeFormPage(Page, abstract=True):
    crumbs = (("评委会", "review:committees"),)
    here = "review:committees"


class AddCommitteePage(CommitteeFormPage, FormPage):
    permission = "review.add_committee"
    queryset = rows_of(Committee)
    title = "新增评委会"
    form_class = CommitteeForm
    note = "组建单位是本单位，也是申报材料的终审机构。保存为草稿，再【报备】。"

    def get_form_kwargs(self):
        host = self.seat.unit
        return super().get_form_kwargs() | {"instance": Committee(host=host), "served": [served_at_first(host)]}

    def save(self, form):
        self.made = actions.save_committee(
            by=self.seat, committee=form.save(commit=False), units=form.cleaned_data["serves"]
        )

    def success_text(self, result):
        return "已保存为草稿。上传备案文件并【报备】后，申报人才能选择。"

    def get_success_url(self):
        return reverse("review:committee", args=[self.made.pk])

    def back(self):
        return reverse("review:committees")


class CommitteeBehindPage(CommitteeFormPage, abstract=True):
    """A form behind the committee's own page."""

    def back(self):
        return reverse("review:committee", args=[self.object.pk])


class ChangeCommitteePage(CommitteeBehindPage, ChangePage):
    permission = "review.change_committee"
    queryset = COMMITTEES
    title = "修改评委会"
    form_class = CommitteeForm
    success = "已保存。"

    @property
    def note(self):
        return "级别和服务单位只能减少；增加须【报备】。" if self.object.is_approved else ""

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"served": self.object.serves.all()}

    def save(self, form):
        return actions.save_committee(
            by=self.seat, committee=form.save(commit=False), units=form.cleaned_data["serves"]
        )


class FileCommitteePage(CommitteeBehindPage, ObjectPage, FormPage):
    """【报备】: a founding, or a wider scope or another term."""

    permission = "review.file_committee"
    queryset = COMMITTEES
    title = submit_label = "报备"
    form_class = FilingForm

    def explain(self):
        if self.object.host.is_top:
            return "省职改办组建的评委会自行备案，保存后立即生效。"
        standing = "批准前，原备案的级别和服务单位继续有效。" if self.object.is_approved else ""
        other = CommitteeFiling(committee=self.object).decided_where
        where = "由省职改办备案" if other.is_top else f"高级由省职改办备案，其他由{other}备案"
        return f"{where}。{standing}"

    def get_form_kwargs(self):
        scope = {name: getattr(self.object, name) for name in LEVEL_FIELDS}
        asked = CommitteeFiling(committee=self.object, **scope)
        return super().get_form_kwargs() | {"instance": asked, "served": self.object.serves.all()}

    def save(self, form):
        return actions.file_committee(
            by=self.seat,
            filing=form.save(commit=False),
            document=form.cleaned_data["document"],
            units=form.cleaned_data["serves"],
        )

    def success_text(self, filing):
        return f"已报备，等{filing.decided_where}审核。" if filing.is_waiting else "已备案，立即生效。"


class CarryCommitteePage(CommitteeBehindPage, ObjectPage, FormPage):
    """【沿用上年】: next year's committee under the same approval."""

    permission = "review.carry_committee"
    queryset = COMMITTEES
    title = submit_label = "沿用上年"
    form_class = CarryForm

    def explain(self):
        return (
            f"建立 {self.object.year + 1} 年度的同名评委会，级别、服务单位和备案沿用，不需重新报备；"
            f"备案有效期到 {self.object.valid_until}。"
        )

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": Committee(opens_on=None, closes_on=None)}

    def get_initial(self):
        last = {name: getattr(self.object, name) for name in ("opens_on", "closes_on")}
        return {name: a_year_later(day) for name, day in last.items()}

    def save(self, form):
        self.made = actions.carry_on(by=self.seat, committee=self.object, **form.cleaned_data)

    def success_text(self, result):
        return f"已建立 {self.made.year} 年度评委会，沿用原备案。"

    def get_success_url(self):
        return reverse("review:committee", args=[self.made.pk])


def a_year_later(day):
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28) if leap else day.replace(year=day.year + 1)


class FilingsPage(ListPage):
    """What waits for this office."""

    permission = "review.list_filings"
    queryset = FILINGS
    title = "评委会备案审核"
    crumbs = (("评委会", "review:committees"),)
    here = "review:committees"
    table_class = FilingTable
    export_name = "评委会备案"
    empty = "没有等待备案的评委会。"
    note = "高级评委会和省直管县的由省职改办备案，其他由组建单位的上级职改办备案。"

    def get_queryset(self):
        rows = super().get_queryset().waiting_for(self.seat)
        return rows.prefetch_related("committee__host__direct_periods")


class ReviewFilingPage(DecisionPage):
    """审核: what is asked for and what is approved now, with the document, beside 通过 / 退回."""

    permission = "review.decide_filing"
    queryset = FILINGS
    template_name = "review/filing_review.html"
    crumbs = (("评委会备案审核", "review:filings"),)
    here = "review:committees"
    back_to = "review:filings"

    def facts(self):
        filing, committee = self.object, self.object.committee
        facts = [
            ("组建单位", committee.host),
            ("系列", committee.series),
            ("受理期", f"{committee.opens_on} 至 {committee.closes_on}"),
            ("备案有效期", f"{filing.valid_from} 至 {filing.valid_until}"),
            ("级别", filing.levels_label),
            ("服务单位", filing.serves_label),
        ]
        if committee.is_approved:
            facts += [("现在的级别", committee.levels_label), ("现在的服务单位", committee.serves_label)]
        return facts

    besides = facts

    def approve(self):
        return actions.approve_filing(by=self.seat, filing=self.object)

    def send_back(self, reason):
        return actions.return_filing(by=self.seat, filing=self.object, reason=reason)

    def success_text(self, filing):
        return f"“{filing.committee}”{filing.result_label}。"


class FilingDocumentPage(FilePage):
    permission = "review.see_filing_document"
    queryset = FILINGS

    def stored(self):
        return self.object.document, self.object.document_name


class WithdrawFilingPage(ActionPage):
    permission = "review.withdraw_filing"
    queryset = FILINGS
    title = submit_label = "撤回报备"
    crumbs = (("评委会", "review:committees"),)
    here = "review:committees"
    danger = True
    success = "已撤回报备。"

    def explain(self):
        if self.object.committee.is_approved:
            return "原备案的级别和服务单位继续有效。"
        return "评委会回到草稿，可以修改后重新报备。"

    def save(self, form):
        return actions.withdraw_filing(by=self.seat, filing=self.object)

    def back(self):
        return reverse("review:committee", args=[self.object.committee_id])
