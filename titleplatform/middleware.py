"""What every request gets: a seat, an audit writer, a row where it was refused, an end to idle sessions, and no way around an initial
password."""

import re
import time
from functools import partial

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import Http404
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django.utils.functional import SimpleLazyObject
from django_htmx.http import HttpResponseClientRedirect

from orgs import audit
from orgs.actions import hold_upload
from orgs.models import AuditTopic
from orgs.queries import held_upload
from personnel.seats import seat_for
from titleplatform import entrance, errors, jobs, kept
from titleplatform.kit.addresses import client_address
from titleplatform.kit.numbers import DIGITS
from titleplatform.kit.polls import is_poll
from titleplatform.public import OPEN_BEFORE_APPROVAL, OPEN_WITH_INITIAL_PASSWORD

SEEN = "last_seen"
# How stale the time stamp in the session may be: saves a session write on every request.
GRAIN_SECONDS = 60
NUL = "\x00"
TOO_LONG = re.compile(rf"(?:^|/)\d{{{DIGITS + 1},}}(?:/|$)")


class AddressMiddleware:
    """Outermost: refuses an address or a cookie that nothing of ours can mean, before anything asks the database about it. PostgreSQL
    takes no NUL."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if NUL in request.path_info or "%00" in request.META["QUERY_STRING"] or has_nul(request.COOKIES.items()):
            raise BadRequest("NUL in the address or a cookie")
        response = self.get_response(request)
        return errors.not_allowed(request, response) if is_bare_405(response) else response


def is_bare_405(response):
    return response.status_code == 405 and not response.streaming and not response.content


class GivenMiddleware:
    """What an address and a form give. A number longer than the keys of any database names nothing. A NUL in a form (text copied out of a
    PDF has them) is refused, and what was typed goes on without it. A line break is one letter, as the field counts it, whatever the
    browser sends. Innermost, so that the session and the CSRF token have been looked at."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if TOO_LONG.search(request.path_info):
            raise Http404("a number that no row has")
        if request.method == "POST" and any(has_nul([(name, *values)]) for name, values in request.POST.lists()):
            raise errors.NulInForm("NUL in a form")
        if request.method == "POST" and any("\r" in value for _, values in request.POST.lists() for value in values):
            request.POST = with_plain_line_breaks(request.POST)


def with_plain_line_breaks(data):
    plain = data.copy()
    for name, values in data.lists():
        plain.setlist(name, [value.replace("\r\n", "\n") for value in values])
    return plain


def has_nul(groups):
    return any(NUL in text for texts in groups for text in texts)


class ReturnAfterLoginMiddleware(LoginRequiredMiddleware):
    """Without a session every page asks to log in, at the tab last used, and leads back; a form that was sent keeps what was typed."""

    def handle_no_permission(self, request, view_func):
        if kept.may_keep(request):
            return entrance.recover(request)
        return redirect_to_login(request.get_full_path(), entrance.login_address(request))


class IdleLogoutMiddleware:
    """Ends a session that nobody used for IDLE_LOGOUT_MINUTES; the request goes on without one. A poll does not use it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            now = int(time.time())
            seen = request.session.get(SEEN, now)
            if now - seen > settings.IDLE_LOGOUT_SECONDS:
                entrance.leave(request, "自动退出")
                messages.warning(request, "您较长时间没有操作，已自动退出。请重新登录。")
            elif SEEN not in request.session or (now - seen > GRAIN_SECONDS and not is_poll(request)):
                request.session[SEEN] = now
        if request.htmx and not request.user.is_authenticated:
            return self.answer_fragment(request)
        return self.get_response(request)

    def answer_fragment(self, request):
        """An expired session inside htmx: a redirect of the whole page, never a login page inside a dialog."""
        response = self.get_response(request)
        return HttpResponseClientRedirect(response.url) if response.status_code == 302 else response


class SeatMiddleware:
    """`request.seat`: who is acting, for which unit, at which desks. `request.audit(verb, on=…)` notes in that name what was opened,
    `request.hold_file` and `request.held_file` keep files for a form that is not right yet (`kit.held`), `request.start_job(kind, about,
    arguments, keys)` begins work in the background and gives the address of its page.

    An answer 403 leaves an audit row, whoever gave it; `request.refusal` is its reason, where it is known.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.seat, request.refusal = None, ""
        if request.user.is_authenticated:
            request.seat = SimpleLazyObject(lambda: seat_of(request))
            request.audit = partial(audit.record, by=request.seat, topic=AuditTopic.READING)
            request.hold_file = partial(hold_upload, by=request.seat)
            request.held_file = partial(held_upload, request.user)
            request.start_job = partial(jobs.begin, by=request.seat)
            request.audit_refusal = partial(audit.record, "拒绝", by=request.seat, topic=AuditTopic.REFUSAL)
        response = self.get_response(request)
        if response.status_code == 403:
            note_refusal(request)
        return response


def seat_of(request):
    session = salted_hmac("audit", request.session.session_key).hexdigest()[:32] if request.session.session_key else ""
    return seat_for(request.user, client_address(request) or "", session)


def note_refusal(request):
    """The path alone says what was asked for: what was typed may be a personal number."""
    by = request.seat or audit.Visitor(None, client_address(request) or "")
    audit.record("拒绝", by=by, topic=AuditTopic.REFUSAL, 地址=f"{request.method} {request.path}", 理由=request.refusal)


class InitialPasswordMiddleware:
    """An initial password opens nothing but the change-password page; a unit not yet approved nothing but its own information."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        account = request.user
        if not account.is_authenticated:
            return None
        name = request.resolver_match.view_name
        if account.must_change_password and name not in OPEN_WITH_INITIAL_PASSWORD:
            return redirect("entrance:password")
        unit = request.seat.unit
        if unit and request.seat.is_staff and not unit.is_working and name not in OPEN_BEFORE_APPROVAL:
            messages.info(request, unit.why_closed)
            return redirect("orgs:own_unit" if request.seat.is_unit_admin else "home")
        return None
