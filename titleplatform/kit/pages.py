"""The pages everything is made of: Django's generic views, scoped and permitted by construction.

A page class without `queryset` and `permission` cannot be created. `get_queryset()` is the queryset as this seat may see it: what is not
in it is 404. `permission` is asked before anything else, with the object (object pages) or without (lists, creation): refused is 403
with the reason.

The hooks are Django's: `get_queryset`, `get_object`, `get_form_kwargs`, `get_initial`, `get_form`, `get_success_url`, `get_context_data` …
What Django has no word for:

    permission, subject     what is asked for, and what it is asked about
    heading(), buttons()    the page's heading, and the actions at the right of it
    facts()                 (label, value) pairs of the generic detail page
    save(form)              calls ONE action; what it returns is handed to success_text(result)
    explain(), note         what will happen: above the form, beside its buttons
    back()                  where 【取消】 leads; after success too, unless `get_success_url` says otherwise
    watched                 refuses once to overwrite what changed elsewhere after the page was opened
    again_label             a second button that saves and opens an empty form
"""

from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import transaction
from django.http import FileResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import FormView, TemplateView, View
from django.views.generic.base import ContextMixin, TemplateResponseMixin
from django.views.generic.detail import SingleObjectMixin
from django.views.generic.edit import ModelFormMixin
from django_htmx.http import HttpResponseClientRedirect

from titleplatform.kit import once
from titleplatform.kit.access import demand
from titleplatform.kit.forms import ConfirmForm, as_opened, name_what_is_missing, uploads_of
from titleplatform.kit.refusals import Refused, stale_is_refused
from titleplatform.kit.uploads import CheckedFile, clean_name

NO_ROWS = object()  # for pages about nothing in the database


def rows_of(model):
    """The queryset a page starts from; the page applies `visible_to(seat)` to it."""
    return model._default_manager.all()


class Page(TemplateResponseMixin, ContextMixin, View):
    """Base of every page behind login."""

    http_method_names = ["get", "post", "head", "options"]
    permission = None
    queryset = None
    sight = "visible_to"  # the queryset's method that keeps to what a seat may see
    subject = None  # what the permission is asked about; None for lists and creation
    title = ""
    wide = False
    crumbs = ()  # ((label, url name), …) between 首页 and this page
    here = ""  # url name of the menu entry to mark; default: this page

    def __init_subclass__(cls, abstract=False, **kwargs):
        super().__init_subclass__(**kwargs)
        if not abstract and (cls.permission is None or cls.queryset is None):
            raise ImproperlyConfigured(f"{cls.__name__} needs `queryset` and `permission`")

    @property
    def seat(self):
        return self.request.seat

    def dispatch(self, request, *args, **kwargs):
        demand(self.permission, self.seat, self.subject)
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    def get_queryset(self):
        """The rows of this page that this seat may see. Override to narrow, never to widen."""
        return getattr(self.queryset.all(), self.sight)(self.seat)

    def get_context_data(self, **kwargs):
        return super().get_context_data(page=self, heading=self.heading(), **kwargs)

    def heading(self):
        return self.title

    def buttons(self):
        return []

    def lead(self, url):
        """On to `url` after a POST."""
        url = of_this_site(url)
        return HttpResponseClientRedirect(url) if self.request.htmx else HttpResponseRedirect(url)

    def audit(self, verb, on=None, **detail):
        """Leave an audit row of what is opened; the writer is wired in by the middleware because the kit has no tables."""
        self.request.audit(verb, on=on, **detail)

    def note_refusal(self, reason):
        """Why this page answers 403 although it shows itself again: for the audit row."""
        self.request.refusal = str(reason)


class PlainPage(Page, TemplateView, abstract=True):
    """A page that only shows what its `get_context_data` gathers."""


class ObjectPage(Page, SingleObjectMixin, abstract=True):
    """A page about one visible row, named `pk` in the address unless `get_object` says otherwise."""

    @cached_property
    def object(self):
        return self.get_object()

    @property
    def subject(self):
        return self.object

    def heading(self):
        return self.title or str(self.object)


class DetailPage(ObjectPage, PlainPage, abstract=True):
    """Shows one object."""

    template_name = "generic/detail.html"

    def facts(self):
        return []


class FormPage(Page, FormView, abstract=True):
    """A form for something new.

    A ValidationError or Refused from `save` comes back at the form with everything typed still there.
    """

    template_name = "generic/form.html"
    dialog_template = "components/dialog_form.html"  # what htmx puts into the dialog: the same form without the page
    before_form = ""  # a template shown above the fields
    submit_label = "保存"  # "" where nothing can be done, as the page says
    cancel_label = "取消"
    again_label = ""
    note = ""
    success = ""
    danger = False
    back_to = "home"  # url name, when the form was not opened from one of our pages
    watched = False

    @property
    def token(self):
        return self.request.POST.get("once", "")

    def dispatch(self, request, *args, **kwargs):
        """A second click comes when the first one has closed the page: it is led on, not refused."""
        if request.method == "POST" and (url := once.led_to(self.token, request.user)):
            return self.repeated(url)
        return super().dispatch(request, *args, **kwargs)

    def repeated(self, led_to):
        """The answer to a form that was sent before: where the first one led, "" while it is still running."""
        return self.lead(led_to or self.request.get_full_path())

    def explain(self):
        return ""

    def get_template_names(self):
        return [self.dialog_template] if self.request.htmx else super().get_template_names()

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        name_what_is_missing(form)
        for field in uploads_of(form).values():
            field.widget.find_held = getattr(self.request, "held_file", None)
        return form

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        seen = as_opened(context["form"]) if self.watched else ""
        return {"once": self.token or once.new_token(), "seen": seen, **context}

    def post(self, request, *args, **kwargs):
        if (led_to := once.claim(self.token, request.user)) is not None:
            return self.repeated(led_to)
        form = self.get_form()
        if self.watched and request.POST.get("seen", as_opened(form)) != as_opened(form):
            form.add_error(
                None, f"打开本页之后，这里的内容已在别处改动。请核对；再点一次【{self.submit_label}】以本页所填为准。"
            )
        return self.form_valid(form) if form.is_valid() else self.form_invalid(form)

    def form_valid(self, form):
        try:
            with stale_is_refused():
                result = self.commit(form)
        except ValidationError as error:
            add_errors(form, error)
            return self.form_invalid(form)
        except Refused as error:
            self.note_refusal(error)
            form.add_error(None, str(error))
            return self.form_invalid(form, status=403)
        except BaseException:
            once.release(self.token, self.request.user)
            raise
        response = self.succeed(result)
        self.tell_changes(form)
        return response

    def tell_changes(self, form):
        """Say what was changed in the files that came along."""
        for file in form.cleaned_data.values():
            if isinstance(file, CheckedFile) and file.changes:
                messages.warning(self.request, f"“{file.name}”{'；'.join(file.changes)}。")

    def form_invalid(self, form, status=200):
        once.release(self.token, self.request.user)
        self.hold_files(form)
        context = self.get_context_data(form=form, remedies=self.remedies(form))
        return self.render_to_response(context, status=status)

    def remedies(self, form):
        """Buttons that lead to where an error of this form is mended, when that is another page."""
        return []

    def hold_files(self, form):
        """The files that are right are not chosen again: for every answer that shows the form as it was sent."""
        for name, field in uploads_of(form).items():
            file = getattr(form, "cleaned_data", {}).get(name)
            if isinstance(file, CheckedFile):
                field.hold(file, self.request.hold_file)

    def commit(self, form):
        """`save` as one transaction."""
        with transaction.atomic():
            return self.save(form)

    def save(self, form):
        raise ImproperlyConfigured(f"{type(self).__name__} needs save()")

    def succeed(self, result):
        again = self.again_label and "again" in self.request.POST
        url = self.request.get_full_path() if again else self.get_success_url()
        if text := self.success_text(result):
            messages.success(self.request, text)
        once.settle(self.token, self.request.user, url)
        return self.lead(url)

    def success_text(self, result):
        return self.success

    def get_success_url(self):
        return self.back()

    def back(self):
        """The page this form was opened from, with its filters, or `back_to`."""
        sent = self.request.POST.get("back")
        return of_this_site(sent) if sent else came_from(self.request) or reverse(self.back_to)


class ChangePage(ObjectPage, FormPage, ModelFormMixin, abstract=True):
    """A ModelForm about an existing object."""

    watched = True


class ActionPage(ObjectPage, FormPage, abstract=True):
    """Asks once, says what will happen, then does it: 删除, 停用, 初始化密码, 退回 (with a reason form) …

    The button repeats the verb: the page's title unless `submit_label` says it shorter.
    """

    form_class = ConfirmForm

    @property
    def submit_label(self):
        return self.title


class FilePage(ObjectPage, abstract=True):
    """Serves a stored file through the object it hangs on. `stored()` gives (StoredFile, file name)."""

    def stored(self):
        raise ImproperlyConfigured(f"{type(self).__name__} needs stored()")

    def get(self, request, *args, **kwargs):
        file, name = self.stored()
        self.audit("打开附件", on=self.object, 文件=str(file))
        response = FileResponse(file.open(), content_type=file.content_type, filename=clean_name(name))
        response["X-Content-Type-Options"] = "nosniff"
        return response


def of_this_site(url):
    """`url`, but never out of this site: it may come from the browser."""
    return url if url_has_allowed_host_and_scheme(url, None) else reverse("home")


def came_from(request):
    """Path and query of the page behind a link or an htmx request, when it is one of ours and not this one; otherwise ""."""
    url = request.htmx.current_url or request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(url, {request.get_host()}):
        return ""
    path = urlsplit(url)._replace(scheme="", netloc="", fragment="").geturl()
    return "" if path == request.get_full_path() else path


def add_errors(form, error):
    """Put a ValidationError at its fields; what belongs to no field of the form stands above it."""
    for name, errors in error.update_error_dict({}).items():
        form.add_error(name if name in form.fields else None, errors)
