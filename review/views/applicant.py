"""职称申报: the applicant's pages."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from orgs.chain.case import Case
from orgs.chain.states import ClimbState
from orgs.views.own import DeletePage, OwnDetailPage, OwnListPage, OwnPage, SubmitPage, TakeBackPage
from orgs.views.places import Places
from personnel.dossier.completeness import completeness
from personnel.dossier.findings import Grade
from personnel.dossier.sections import SECTIONS
from personnel.models import Title
from plans.models import QuotaLine
from review import actions
from review.forms import PROMISE, ApplicationForm, RecordsForm, SubmitForm
from review.jobs import DRAFT
from review.models import Application
from review.offers import offers_of, places_for
from review.precheck import check_application, stops
from review.queries import corrections_of, results_of
from review.tables import OwnTable
from titleplatform.kit.buttons import button
from titleplatform.kit.pages import (
    ActionPage,
    DetailPage,
    FilePage,
    FormPage,
    ObjectPage,
    PlainPage,
    came_from,
    rows_of,
)

APPLICATIONS = rows_of(Application).with_names()
KEYS = list(SECTIONS)
PLACES = Places(
    model=Application,
    own=("职称申报", "review:applications"),
    detail="review:application",
    add="review:application_choose",
    may_add="review.add_application",
)


class OwnApplicationsPage(OwnListPage):
    permission = "review.list_own_applications"
    queryset = APPLICATIONS
    places = PLACES
    add_label = "新增申报"
    table_class = OwnTable
    empty = "还没有申报。先完善【个人档案】，再点【新增申报】。"


class ChooseTitlePage(OwnPage, PlainPage):
    """【新增申报】, first step: the titles of the unit's passed plans, how many apply for how many places, and what remains of each."""

    permission = "review.add_application"
    queryset = rows_of(QuotaLine).select_related("title__series")
    title = "新增申报"
    template_name = "review/choose_title.html"
    places = PLACES

    def get_context_data(self, **kwargs):
        person = self.seat.account.person
        lines = self.get_queryset().filter(unit=person.unit, year__gte=timezone.localdate().year)
        offers = [
            (offer, reverse("review:application_add", args=[offer.line.year, offer.line.title_id]))
            for offer in offers_of(lines, person)
        ]
        return super().get_context_data(offers=offers, unit=person.unit, **kwargs)


class ApplicationFormPage(OwnPage, FormPage, abstract=True):
    template_name = "review/application_form.html"
    places = PLACES
    form_class = ApplicationForm

    def save(self, form):
        evidence = form.cleaned_data["evidence"]
        application = form.save(commit=False)
        self.object = actions.save_application(by=self.seat, application=application, evidence=evidence)

    def get_success_url(self):
        return reverse("review:application", args=[self.object.pk])


class AddApplicationPage(ApplicationFormPage):
    """【新增申报】, second step: way, speciality and one of the committees that fit the chosen title."""

    permission = "review.add_application"
    queryset = rows_of(Title).by_review().select_related("series")
    title = "新增申报"
    success = "已保存，尚未提交。请核对检查结果后【提交】。"

    @cached_property
    def application(self):
        title = get_object_or_404(self.get_queryset(), pk=self.kwargs["title"])
        year = self.kwargs["year"]
        if year not in (timezone.localdate().year, timezone.localdate().year + 1):
            raise Http404
        person = self.seat.account.person
        return Application(title=title, year=year, person=person, unit=person.unit)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.application, "unit": self.application.unit}

    def get_context_data(self, **kwargs):
        return super().get_context_data(application=self.application, **kwargs)

    def back(self):
        return reverse("review:application_choose")


class ChangeApplicationPage(OwnDetailPage, ObjectPage, ApplicationFormPage):
    """【修改】 before handing in and after a return, with the list of reasons beside the fields."""

    permission = "review.change_application"
    queryset = APPLICATIONS
    title = "修改申报信息"
    success = "已保存。"

    @cached_property
    def application(self):
        """With the other title where the address names one (【更换职称】)."""
        if "title" in self.kwargs:
            titles = rows_of(Title).by_review().select_related("series")
            self.object.title = get_object_or_404(titles, pk=self.kwargs["title"])
        return self.object

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"instance": self.application, "unit": self.object.person.unit}

    def get_context_data(self, **kwargs):
        kwargs["application"] = self.application
        asked = corrections_of(Case.load(self.object, self.seat), self.object.freeze())
        return super().get_context_data(corrections=asked, **kwargs)


class ChooseOtherTitlePage(OwnDetailPage, DetailPage):
    """【更换职称】 of what is not handed in, or returned: the titles of the unit's plans of its year."""

    permission = "review.change_application"
    queryset = APPLICATIONS
    title = "更换职称"
    template_name = "review/choose_title.html"
    places = PLACES

    def get_context_data(self, **kwargs):
        application, seat = self.object, self.seat
        unit = application.person.unit
        lines = rows_of(QuotaLine).visible_to(seat).select_related("title__series")
        lines = lines.filter(unit=unit, year=application.year).exclude(title=application.title_id)
        offers = [
            (offer, reverse("review:application_change_to", args=[application.pk, offer.line.title_id]))
            for offer in offers_of(lines, application.person, application)
        ]
        return super().get_context_data(offers=offers, unit=unit, changing=application, **kwargs)


class EvidencePage(FilePage):
    """The proof of 破格 or 直接申报, for its owner; reviewers open it in the frozen round."""

    permission = "review.see_own_application"
    queryset = APPLICATIONS.exclude(evidence=None)

    def stored(self):
        return self.object.evidence, self.object.evidence_name


class RecordsPage(OwnDetailPage, ObjectPage, FormPage):
    """Which records of the dossier go with the application."""

    permission = "review.change_application"
    queryset = APPLICATIONS
    title = "选择提交的档案记录"
    watched = True
    template_name = "review/records.html"
    places = PLACES
    form_class = RecordsForm
    success = "已保存。"

    def get_form_kwargs(self):
        entries = self.object.person.entries.prefetch_related("attachments").order_by("position", "pk")
        rows = sorted(
            (entry for entry in entries if entry.section.rows), key=lambda entry: KEYS.index(entry.section_key)
        )
        return super().get_form_kwargs() | {"entries": rows, "left_out": self.object.left_out}

    def save(self, form):
        return actions.save_application(by=self.seat, application=self.object, left_out=form.left_out)


class ApplicationPage(OwnPage, DetailPage):
    """Where it is, since when, what comes next, what must be mended; before handing in: 提交前检查."""

    permission = "review.see_own_application"
    queryset = APPLICATIONS
    template_name = "review/application.html"
    wide = True
    places = PLACES

    def heading(self):
        return f"{self.object.year} 年度 {self.object.title}"

    @cached_property
    def case(self):
        return Case.load(self.object, self.seat)

    def buttons(self):
        application, seat = self.object, self.seat
        if application.is_editable:
            offered = [
                button(
                    "提交", "review:application_submit", "review.submit_application", seat, application, style="primary"
                ),
                button("修改", "review:application_change", "review.change_application", seat, application),
                button("更换职称", "review:application_retitle", "review.change_application", seat, application),
                button("选择记录", "review:application_records", "review.change_application", seat, application),
                button("打印草稿", "review:print_draft", "review.print_draft", seat, application, icon="print"),
            ]
            ends = [
                button(
                    "删除", "review:application_delete", "review.delete_application", seat, application, dialog=True
                ),
                button("放弃申报", "review:give_up", "review.give_up_application", seat, application, dialog=True),
            ]
            return [*offered, *(each for each in ends if not each.reason)]
        return [
            button("撤销申报", "review:take_back", "review.take_back_application", seat, self.case, dialog=True),
            button("打印评审表", "review:print", "review.print_form", seat, self.case, icon="print"),
        ]

    def get_context_data(self, **kwargs):
        application = self.object
        found, sections, asked = [], [], []
        if application.is_editable:
            frozen = application.freeze()
            found, sections = check_application(application, frozen), completeness(frozen)
            asked = corrections_of(self.case, frozen) if application.state == ClimbState.RETURNED else []
        record = self.case.timeline(names=False)
        return super().get_context_data(
            findings=found,
            blocked=len(stops(found)),
            sections=sections,
            record=record,
            now=next((entry for entry in record if entry.is_now), None),
            following=next((entry for entry in record if entry.result == "未到"), None),
            corrections=asked,
            declined=self.case.steps[-1] if application.state == "not_recommended" else None,
            contact=application.unit,
            results=results_of(application),
            **kwargs,
        )


class PrintDraftPage(OwnPage, ObjectPage):
    """【打印草稿】: on to the job that makes the form as it would be handed in now, 草稿 across it."""

    permission = "review.print_draft"
    queryset = APPLICATIONS

    def get(self, request, *args, **kwargs):
        about = f"评审表草稿 {self.object.year} 年度 {self.object.title}"[:80]
        return self.lead(request.start_job(DRAFT, about, {"application": self.object.pk}))


class SubmitApplicationPage(OwnDetailPage, SubmitPage):
    """提交前检查 and 诚信承诺, then 【提交】."""

    permission = "review.submit_application"
    queryset = APPLICATIONS
    title = "提交申报"
    template_name = "review/submit.html"
    places = PLACES
    form_class = SubmitForm
    success = "已提交。在本页可以随时看到审查到了哪里。"

    @cached_property
    def frozen(self):
        return self.object.freeze()

    @cached_property
    def untouched(self):
        """What a return asked for and nobody changed since: listed and asked about, never in the way."""
        if self.object.state != ClimbState.RETURNED:
            return []
        case = Case.load(self.object, self.seat)
        return [each for each in corrections_of(case, self.frozen) if not each.is_done]

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"untouched": len(self.untouched)}

    def save(self, form):
        return actions.submit_application(by=self.seat, application=self.object, promised=form.cleaned_data["promised"])

    def get_context_data(self, **kwargs):
        places = places_for(self.object)
        found = check_application(self.object, self.frozen, places)
        worth_reading = [finding for finding in found if finding.grade != Grade.PASS]
        return super().get_context_data(
            findings=worth_reading,
            passed=len(found) - len(worth_reading),
            blocked=len(stops(found)),
            unit_places=places,
            promise=PROMISE,
            **kwargs,
        )


class TakeBackApplicationPage(OwnDetailPage, TakeBackPage):
    permission = "review.take_back_application"
    queryset = APPLICATIONS
    places = PLACES
    title = submit_label = "撤销申报"

    def explain(self):
        if self.subject.was_returned:
            return "申报回到“退回修改”，需要修改的内容和占用的指标不变；可以修改后重新提交。"
        freed = "，占用的指标退还" if places_for(self.object).is_held else ""
        return f"申报回到“未提交”{freed}；可以修改后重新提交。"

    def save(self, form):
        actions.take_back_application(by=self.seat, application=self.object)


class GiveUpPage(OwnDetailPage, ActionPage):
    """【放弃申报】 after a return."""

    permission = "review.give_up_application"
    queryset = APPLICATIONS
    places = PLACES
    title = submit_label = "放弃申报"
    danger = True
    success = "已放弃。本年度可以另行申报。"

    def explain(self):
        return "本次申报到此结束，不能再修改提交，占用的指标退还。不计申报次数，本年度可以另行申报，也可以变动单位。"

    def save(self, form):
        actions.give_up_application(by=self.seat, application=self.object)


class DeleteApplicationPage(DeletePage):
    permission = "review.delete_application"
    queryset = APPLICATIONS
    places = PLACES
    title = "删除申报"

    def explain(self):
        return "只删除这项申报，个人档案不受影响。"

    def save(self, form):
        actions.delete_application(by=self.seat, application=self.object)


class AnswerToPage(ObjectPage):
    """【去修改】: to what a return asked for beside its reason; of a finding to the section of the dossier, or to the application's own
    information."""

    permission = "review.change_application"
    queryset = APPLICATIONS

    def get(self, request, pk, area):
        asked = [each.area for each in Case.load(self.object, self.seat).corrections]
        if self.object.state == ClimbState.RETURNED and area in asked:
            return HttpResponseRedirect(reverse("review:correct", args=[pk, area]))
        if area == "application":
            return HttpResponseRedirect(reverse("review:application_change", args=[pk]))
        section = reverse("personnel:dossier_section", args=[area])
        return HttpResponseRedirect(f"{section}?{urlencode({'back': self.way_back()})}")

    def way_back(self):
        """The page of this application whose check named the finding: 【提交】's, or the application's own."""
        own, opened_from = reverse("review:application", args=[self.object.pk]), came_from(self.request)
        return opened_from if opened_from.startswith(own) else own
