"""The pages everything is made of: declared by attributes, scoped and permitted by construction.

A page class without `queryset` and `permission` cannot be created. `rows()` is the queryset as this seat may see it: what is not in
it is 404. `permission` is asked with the object (object pages) or without (lists, creation): refused is 403 with the reason.
"""

from urllib.parse import urlsplit

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import transaction
from django.http import FileResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.views import View
from django_htmx.http import HttpResponseClientRedirect

from titleplatform.kit import once
from titleplatform.kit.access import why_not
from titleplatform.kit.forms import ConfirmForm, as_opened, name_what_is_missing
from titleplatform.kit.refusals import Refused

NO_ROWS = object()  # for pages about nothing in the database


def rows_of(model):
    """The queryset a page starts from; the page applies `visible_to(seat)` to it."""
    return model._default_manager.all()


class Page(View):
    """Base of every page behind login."""

    permission = None
    queryset = None
    title = ""
    template_name = ""
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
        if reason := why_not(self.permission, self.seat, self.subject):
            raise Refused(reason)
        response = super().dispatch(request, *args, **kwargs)
        patch_cache_control(response, private=True, no_store=True)
        return response

    def rows(self):
        """The rows of this page that this seat may see. Override to narrow, never to widen."""
        return self.queryset.all().visible_to(self.seat)

    @property
    def subject(self):
        """What the permission is asked about; None for lists and creation."""
        return None

    def heading(self):
        return self.title

    def context(self, **extra):
        return {"page": self, "heading": self.heading(), **extra}

    def render(self, template=None, status=200, **extra):
        return render(self.request, template or self.template_name, self.context(**extra), status=status)

    def finish(self, text, url):
        """After a POST: say what happened and go on (post, redirect, get)."""
        messages.success(self.request, text)
        return HttpResponseClientRedirect(url) if self.request.htmx else HttpResponseRedirect(url)

    def audit(self, verb, on=None, **detail):
        """Leave an audit row; the writer is wired in by the middleware because the kit has no tables."""
        self.request.audit(verb, on=on, **detail)


class PlainPage(Page, abstract=True):
    """A page that only shows what its `context` gathers."""

    def get(self, request, *args, **kwargs):
        return self.render()


class ObjectPage(Page, abstract=True):
    """A page about one visible row, named `pk` in the address."""

    @cached_property
    def object(self):
        return get_object_or_404(self.rows(), pk=self.kwargs["pk"])

    @property
    def subject(self):
        return self.object

    def heading(self):
        return self.title or str(self.object)

    def context(self, **extra):
        return super().context(object=self.object, **extra)


class DetailPage(ObjectPage, abstract=True):
    """Shows one object. `buttons()` are the actions offered."""

    template_name = "generic/detail.html"

    def buttons(self):
        return []

    def facts(self):
        """(label, value) pairs of the generic template."""
        return []

    def get(self, request, *args, **kwargs):
        return self.render()


class FormPage(Page, abstract=True):
    """A form for something new. `save(form)` calls one action; `done(result)` is the address to go to: by default `back()`.

    A ValidationError or Refused from the action comes back at the form with everything typed still there.
    """

    template_name = "generic/form.html"
    dialog_template = "components/dialog_form.html"  # what htmx puts into the dialog: the same form without the page
    before_form = ""  # a template shown above the fields
    form_class = None
    submit_label = "保存"
    again_label = ""  # a second button that saves and opens an empty form
    note = ""  # beside the buttons: what will happen
    success = ""
    danger = False
    back_to = "home"  # url name, when the form was not opened from one of our pages
    watched = False  # refuses once to overwrite what changed elsewhere after the page was opened

    def dispatch(self, request, *args, **kwargs):
        """A second click comes when the first one has closed the page: it is led on, not refused."""
        if request.method == "POST" and (url := once.led_to(request.POST.get("once", ""), request.user)):
            return self.lead(url)
        return super().dispatch(request, *args, **kwargs)

    def explain(self):
        """One or two sentences above the form: what will happen."""
        return ""

    def form_kwargs(self):
        return {}

    def build_form(self, *args, **kwargs):
        form = self.form_class(*args, **self.form_kwargs(), **kwargs)
        name_what_is_missing(form)
        return form

    def save(self, form):
        raise ImproperlyConfigured(f"{type(self).__name__} needs save()")

    def done(self, result):
        """Where to go after success."""
        return self.back()

    def back(self):
        """The page this form was opened from, with its filters (also 【取消】), or `back_to`."""
        return self.request.POST.get("back") or came_from(self.request) or reverse(self.back_to)

    def success_text(self, result):
        return self.success

    def get(self, request, *args, **kwargs):
        return self.show(self.build_form())

    def post(self, request, *args, **kwargs):
        token = request.POST.get("once", "")
        if (led_to := once.claim(token, request.user)) is not None:
            return self.lead(led_to or request.get_full_path())
        form = self.build_form(request.POST, request.FILES)
        status = 200
        if self.watched and request.POST.get("seen", as_opened(form)) != as_opened(form):
            form.add_error(
                None, f"打开本页之后，这里的内容已在别处改动。请核对；再点一次【{self.submit_label}】以本页所填为准。"
            )
        if form.is_valid():
            try:
                with transaction.atomic():
                    result = self.save(form)
            except ValidationError as error:
                add_errors(form, error)
            except Refused as error:
                form.add_error(None, str(error))
                status = 403
            except BaseException:
                once.release(token, request.user)
                raise
            else:
                return self.succeed(token, result)
        once.release(token, request.user)
        return self.show(form, status=status)

    def succeed(self, token, result):
        url = self.request.path if self.again_label and "again" in self.request.POST else self.done(result)
        if text := self.success_text(result):
            messages.success(self.request, text)
        once.settle(token, self.request.user, url)
        return self.lead(url)

    def lead(self, url):
        url = url if url_has_allowed_host_and_scheme(url, None) else reverse("home")  # `back` came from the browser
        return HttpResponseClientRedirect(url) if self.request.htmx else HttpResponseRedirect(url)

    def show(self, form, status=200):
        template = self.dialog_template if self.request.htmx else self.template_name
        token = self.request.POST.get("once") or once.new_token()
        seen = as_opened(form) if self.watched else ""
        return self.render(template, status=status, form=form, once=token, seen=seen)


class ChangePage(ObjectPage, FormPage, abstract=True):
    """A form about an existing object; for a ModelForm the object is its instance."""

    watched = True

    def form_kwargs(self):
        return {"instance": self.object}


class ActionPage(ObjectPage, FormPage, abstract=True):
    """Asks once, says what will happen, then does it: 删除, 停用, 初始化密码, 退回 (with a reason form) …"""

    form_class = ConfirmForm
    submit_label = "确定"


class FilePage(ObjectPage, abstract=True):
    """Serves a stored file through the object it hangs on. `stored()` gives (StoredFile, file name)."""

    def stored(self):
        raise ImproperlyConfigured(f"{type(self).__name__} needs stored()")

    def get(self, request, *args, **kwargs):
        file, name = self.stored()
        response = FileResponse(file.open(), content_type=file.content_type, filename=name)
        response["X-Content-Type-Options"] = "nosniff"
        return response


def came_from(request):
    """Path and query of the page behind a link or an htmx request, when it is one of ours and not this one; otherwise ""."""
    url = request.htmx.current_url or request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(url, {request.get_host()}):
        return ""
    path = urlsplit(url)._replace(scheme="", netloc="", fragment="").geturl()
    return "" if path == request.get_full_path() else path


def add_errors(form, error):
    """Put a ValidationError at its fields; what belongs to no field of the form stands above it."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, errors in error.error_dict.items():
        form.add_error(name if name in form.fields else None, errors)
