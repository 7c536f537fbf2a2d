"""个人档案: the applicant's own record, section by section."""

from urllib.parse import urlencode, urlsplit

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from personnel.dossier import actions
from personnel.dossier.completeness import completeness, counted
from personnel.dossier.declare import Kind
from personnel.dossier.forms import EntryForm
from personnel.dossier.panels import section_panel
from personnel.dossier.queries import own_person, present_record
from personnel.dossier.sections import SECTIONS, archive_sections
from personnel.models import DossierEntry, EntryAttachment
from titleplatform.kit.buttons import button
from titleplatform.kit.numbers import whole_number
from titleplatform.kit.pages import (
    ActionPage,
    FilePage,
    FormPage,
    ObjectPage,
    Page,
    PlainPage,
    came_from,
    of_this_site,
    rows_of,
)

FACTS = ("name", "current_title", "tenure", "service", "age")


def file_url(item):
    """Where the owner opens a file of the record."""
    return reverse("personnel:dossier_file", args=[item["sha256"]])


class RecordPage(Page, abstract=True):
    """Base of the record's pages: the seat's own person and, from the address, a section."""

    permission = "personnel.edit_dossier"
    queryset = rows_of(DossierEntry)
    here = "personnel:dossier"
    wide = True
    crumbs = (("个人档案", "personnel:dossier"),)

    @cached_property
    def person(self):
        return own_person(self.seat)

    @cached_property
    def section(self):
        section = SECTIONS.get(self.kwargs["section"])
        if section is None or not section.archive:
            raise Http404
        return section

    def back(self):
        """The section's page, or the one that opened this and says so in the address (`?back=`)."""
        if asked := self.request.GET.get("back") or self.request.POST.get("back"):
            return of_this_site(asked)
        of_section, opened_from = reverse("personnel:dossier_section", args=[self.section.key]), came_from(self.request)
        return opened_from if urlsplit(opened_from).path == of_section else of_section

    @cached_property
    def record(self):
        return present_record(self.person)

    @cached_property
    def states(self):
        """Completeness of every section of the archive, for the list at the left."""
        return completeness(self.record, {section.key for section in archive_sections()})


class OpenedPage(RecordPage, PlainPage, abstract=True):
    """A page that shows the record: who opened it is noted."""

    def get(self, request, *args, **kwargs):
        self.audit("打开个人档案", on=self.person, once=True)
        return super().get(request, *args, **kwargs)


class DossierPage(OpenedPage):
    """All sections with their completeness, and what is still missing."""

    title = "个人档案"
    template_name = "personnel/dossier/dossier.html"
    crumbs = ()

    def get_context_data(self, **kwargs):
        items = {item["key"]: item for item in self.record["sections"]["person"]["entries"][0]["fields"]}
        stops = [finding for state in self.states for finding in state.missing]
        warnings = [finding for state in self.states for finding in state.warnings]
        asked = counted(self.states)
        return super().get_context_data(
            facts=[(items[key]["label"], items[key]["display"]) for key in FACTS],
            findings=stops + warnings,
            complete=sum(state.is_complete for state in asked),
            asked=len(asked),
            optional=len(self.states) - len(asked),
            **kwargs,
        )


class SectionPage(OpenedPage):
    """One section: its rows as a reviewer will see them, with the tools to change them."""

    template_name = "personnel/dossier/section.html"

    @cached_property
    def returns_to(self):
        """The application whose check led here (`?back=`), "" for a section opened from the record itself."""
        asked = self.request.GET.get("back")
        return of_this_site(asked) if asked else ""

    @property
    def carried(self):
        """What the other sections' addresses carry along, so that the way back is not lost."""
        return "?" + urlencode({"back": self.returns_to}) if self.returns_to else ""

    def heading(self):
        return self.section.label

    def get_context_data(self, **kwargs):
        keys = [section.key for section in archive_sections()]
        after = keys[keys.index(self.section.key) + 1 :]
        return super().get_context_data(**kwargs) | {
            "section": self.section,
            "panel": section_panel(self.record["sections"][self.section.key], file_url=file_url),
            "state": next(state for state in self.states if state.key == self.section.key),
            "following": SECTIONS[after[0]] if after else None,
        }

    def buttons(self):
        label = "添加" if self.section.rows else "修改"
        add = button(
            label,
            "personnel:dossier_add",
            self.permission,
            self.seat,
            args=[self.section.key],
            style="primary",
            icon="plus" if self.section.rows else "",
            dialog=self.section.rows,
        )
        return [add]


class EntryFormPage(RecordPage, FormPage, abstract=True):
    """The form of a section; the same for a new row, an old row and a section's only record."""

    form_class = EntryForm
    success = "已保存。"
    entry = None

    @property
    def watched(self):
        """Autosave changes its own section while the page is open."""
        return self.section.rows or not self.section.has_long_text

    def get_form_kwargs(self):
        section = self.section
        draft_url = "" if section.rows else reverse("personnel:dossier_draft", args=[section.key])
        about = {"section": section, "person": self.person, "entry": self.entry, "draft_url": draft_url}
        return super().get_form_kwargs() | about

    def explain(self):
        return self.section.hint

    def save(self, form):
        about = {"person": self.person, "section": self.section, "entry": self.entry}
        return actions.save_entry(by=self.seat, **about, **form.given)


class AddEntryPage(EntryFormPage):
    """【添加】 a row, or 【修改】 the only record of a section, whether it exists already or not."""

    @property
    def again_label(self):
        return "保存，再添加" if self.section.rows else ""

    @cached_property
    def entry(self):
        if self.section.rows:
            return None
        return self.get_queryset().filter(section_key=self.section.key).prefetch_related("attachments").first()

    def heading(self):
        return ("添加" if self.section.rows else "填写") + self.section.label


class OneEntry(RecordPage, ObjectPage, abstract=True):
    """A page about one row of the record."""

    queryset = rows_of(DossierEntry).select_related("person__account").prefetch_related("attachments")

    @property
    def section(self):
        return self.object.section


class ChangeEntryPage(OneEntry, EntryFormPage):
    @property
    def entry(self):
        return self.object

    def heading(self):
        return f"修改{self.section.label}"


class DeleteEntryPage(OneEntry, ActionPage):
    title = "删除记录"
    submit_label = "删除"
    success = "已删除。"
    danger = True

    def explain(self):
        return "这一条和它的附件从个人档案中删除，不能恢复。已经提交的申报不受影响。"

    def save(self, form):
        actions.delete_entry(by=self.seat, entry=self.object)


class MoveEntryPage(OneEntry):
    """上移, 下移: the form says the new place, so that a second click changes nothing."""

    def post(self, request, *args, **kwargs):
        to = whole_number(request.POST.get("to"))
        if to is not None:
            actions.move_entry(by=self.seat, entry=self.object, to=to)
        return HttpResponseRedirect(self.back())


class DraftPage(RecordPage):
    """Keeps a long text while it is typed (htmx); answers with the words beside the buttons."""

    template_name = "personnel/dossier/draft_state.html"

    def post(self, request, *args, **kwargs):
        texts = [field for field in self.section.fields if field.kind is Kind.LONG_TEXT and field.key in request.POST]
        if self.section.rows or not texts:
            raise Http404
        values = {field.key: request.POST[field.key] for field in texts}
        too_long = [field for field in texts if len(values[field.key]) > field.max_length]
        if not too_long:
            actions.save_draft(by=self.seat, person=self.person, section=self.section, values=values)
        said = {"too_long": too_long, "at": timezone.localtime(), "length": sum(map(len, values.values()))}
        return self.render_to_response(self.get_context_data(**said))


class EntryFilePage(RecordPage, FilePage):
    """A proof of the record, named by its content."""

    queryset = rows_of(EntryAttachment).select_related("file", "entry__person")

    def get_object(self, queryset=None):
        attachment = self.get_queryset().filter(file__sha256=self.kwargs["sha256"]).first()
        if attachment is None:
            raise Http404
        return attachment

    @property
    def subject(self):
        return self.object.entry

    def stored(self):
        return self.object.file, self.object.name
