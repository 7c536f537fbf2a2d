"""更正: what a return asked for, corrected beside its reason."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property

from orgs.chain.case import Case
from orgs.views.own import OwnDetailPage
from personnel.dossier import actions as dossier
from personnel.dossier.forms import EntryForm
from personnel.dossier.panels import section_panel
from personnel.dossier.sections import SECTIONS
from personnel.dossier.views import AddEntryPage, ChangeEntryPage, RecordPage
from review import actions
from review.forms import ApplicationForm
from review.models import Application
from review.queries import corrections_of
from review.views.applicant import PLACES
from titleplatform.kit.access import demand
from titleplatform.kit.pages import FormPage, ObjectPage, rows_of

APPLICATIONS = rows_of(Application).with_names()


class CorrectPage(OwnDetailPage, ObjectPage, FormPage):
    """【去修改】: the list of what is to be corrected, and of one of them the very section with the reason on top: its rows with their
    tools, or its form. Saving leads back here; a change makes it 已更正."""

    permission = "review.change_application"
    queryset = APPLICATIONS
    places = PLACES
    template_name = "review/correct.html"
    wide = True
    form_class = EntryForm

    def heading(self):
        return f"更正　{self.object.title}"

    @property
    def area(self):
        return self.kwargs["area"]

    @cached_property
    def corrections(self):
        return corrections_of(Case.load(self.object, self.seat), self.object.freeze())

    def get_corrections_anew(self):
        """As they stand after saving."""
        application = self.get_queryset().get(pk=self.object.pk)
        return corrections_of(Case.load(application, self.seat), application.freeze())

    @cached_property
    def correction(self):
        found = next((each for each in self.corrections if each.area == self.area), None)
        if found is None or self.section is None:
            raise Http404
        return found

    @property
    def section(self):
        return SECTIONS.get(self.area)

    @property
    def watched(self):
        """Autosave changes its own section while the page is open."""
        return not self.section.has_long_text

    @cached_property
    def entry(self):
        """The only record of a section without rows."""
        entries = self.object.person.entries.filter(section_key=self.area)
        return None if self.section.rows else entries.prefetch_related("attachments").first()

    def get_form_kwargs(self):
        person = self.object.person
        about = {"section": self.correction and self.section, "person": person, "entry": self.entry}
        return super().get_form_kwargs() | about | {"draft_url": reverse("personnel:dossier_draft", args=[self.area])}

    def get_context_data(self, **kwargs):
        now, before, held = self.correction.now, self.correction.before, self.files_of_the_record()

        def file_url(file):
            return reverse("personnel:dossier_file", args=[file["sha256"]]) if file["sha256"] in held else ""

        return super().get_context_data(
            section=self.section,
            panel=section_panel(now, before, file_url=file_url) if self.section.rows else None,
            before=section_panel(before, file_url=file_url) if before and not self.section.rows else None,
            following=self.following(self.corrections),
            waiting=sum(not each.is_done for each in self.corrections),
            **kwargs,
        )

    def files_of_the_record(self):
        """What its owner may still open: the record's own files."""
        return set(self.object.person.entries.values_list("attachments__file__sha256", flat=True))

    def post(self, request, *args, **kwargs):
        if self.correction and self.section.rows:
            raise Http404
        return super().post(request, *args, **kwargs)

    def save(self, form):
        by, person = self.seat, self.object.person
        dossier.save_entry(by=by, person=person, section=self.section, entry=self.entry, **form.given)
        return self.get_corrections_anew()

    def success_text(self, result):
        is_done = next(each.is_done for each in result if each.area == self.area)
        return f"已保存，“{self.correction.label}”{'记为已更正' if is_done else '与退回时相同，仍是待更正'}。"

    def succeed(self, result):
        self.left = result
        return super().succeed(result)

    def get_success_url(self):
        """The next one that is not corrected, where 【保存，改下一项】 asks for it."""
        following = self.following(self.left) if "next" in self.request.POST else None
        return reverse("review:correct", args=[self.object.pk, following.area if following else self.area])

    def following(self, corrections):
        """The next one that waits, after this one and then from the first."""
        here = [each.area for each in corrections].index(self.area)
        others = [*corrections[here + 1 :], *corrections[:here]]
        return next((each for each in others if not each.is_done), None)


class CorrectInformationPage(CorrectPage):
    """The same for 申报信息, which belongs to the application."""

    form_class = ApplicationForm
    area = "application"

    def get_form_kwargs(self):
        """`correction` comes first: where nothing was asked for there is no page."""
        about = {"instance": self.correction and self.object, "unit": self.object.person.unit}
        return FormPage.get_form_kwargs(self) | about

    def save(self, form):
        evidence = form.cleaned_data["evidence"]
        actions.save_application(by=self.seat, application=form.save(commit=False), evidence=evidence)
        return self.get_corrections_anew()


class BesideItsReason(RecordPage, abstract=True):
    """The form of one row of the record, opened from 更正: the reason stands above its fields, and it leads back to the list."""

    before_form = "review/correct_why.html"

    @cached_property
    def correction(self):
        """What the return asked of this section; 404 where it asked nothing."""
        application = get_object_or_404(APPLICATIONS.visible_to(self.seat), pk=self.kwargs["application"])
        demand("review.change_application", self.seat, application)
        asked = Case.load(application, self.seat).corrections
        found = next((each for each in asked if each.area == self.section.key), None)
        if found is None:
            raise Http404
        return found

    def back(self):
        return reverse("review:correct", args=[self.kwargs["application"], self.section.key])

    def get_form_kwargs(self):
        """`correction` comes first: where nothing was asked for there is no form."""
        return self.correction and super().get_form_kwargs()


class CorrectRowPage(BesideItsReason, ChangeEntryPage):
    """【修改】 a row."""


class CorrectByAddingPage(BesideItsReason, AddEntryPage):
    """【添加】 a row."""
