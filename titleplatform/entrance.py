"""The entrance: two login tabs, forced change of an initial password, how to begin, health."""

import math
import re

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.password_validation import validate_password
from django.db import connection
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.formats import date_format
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime
from django.views import View
from django.views.decorators.cache import never_cache

from orgs import audit
from orgs.actions import change_password, note_login
from orgs.chain.conditions import is_applicant
from orgs.login import (
    APPLICANT,
    FREE_TRIES,
    STAFF,
    Attempt,
    attempt_of,
    forget_wrong_tries,
    lockout_time,
    try_to_open,
)
from orgs.models import AuditTopic
from orgs.passwords import initial_password_expired
from personnel.access import is_its_owner
from personnel.seats import seat_for
from titleplatform import kept, spraying
from titleplatform.calendar import year_dates
from titleplatform.demo_accounts import printed_accounts
from titleplatform.kit.access import conditions_of
from titleplatform.kit.addresses import client_address
from titleplatform.kit.identity import normalise_id
from titleplatform.kit.pages import NO_ROWS, FormPage

LAST_ENTRANCE = "entrance"  # cookie: the tab last used, so that nobody is sent to the other one; no personal data
ADDRESSES = {STAFF: "entrance:login", APPLICANT: "entrance:login_applicant"}
COOKIE_SECONDS = 365 * 24 * 3600
# One text whatever failed: the initial password of staff is the same for all, and who is told that it ran out knows of an account.
WRONG = (
    f"账号或密码不正确，或账号未启用。请检查后重试；连续输错 {FREE_TRIES} 次将暂停登录。"
    "初始密码可能已过期：请联系上级单位或本单位管理员【初始化密码】。"
)


class LoginForm(forms.Form):
    """账号 and 密码. The account's label and hint differ by entrance."""

    username = forms.CharField(
        label="账号",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
        error_messages={"required": "请输入账号。"},
        help_text="单位账号即单位编码；小写 x、全角数字会自动更正",
    )
    password = forms.CharField(
        label="密码",
        max_length=128,
        strip=False,
        error_messages={"required": "请输入密码。"},
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )

    def __init__(self, *args, entrance=STAFF, **kwargs):
        super().__init__(*args, **kwargs)
        if entrance == APPLICANT:
            self.fields["username"].label = "证件号"
            self.fields["username"].help_text = "小写 x、全角数字会自动更正"
            self.fields["password"].help_text = "首次登录：证件号后六位（X 大写）"


@method_decorator([login_not_required, never_cache], name="dispatch")
class LoginPage(View):
    """One of the two tabs."""

    entrance = STAFF

    def get(self, request):
        if request.user.is_authenticated:
            return redirect("home")
        form = LoginForm(entrance=self.entrance, initial={"username": request.GET.get("account", "")})
        return self.show(form)

    def post(self, request):
        form = LoginForm(request.POST, entrance=self.entrance)
        if not form.is_valid():
            return self.show(form)
        if seconds := spraying.seconds_to_wait(request):
            return self.ask_to_wait(form, seconds)
        attempt = spraying.attempt_here(request, Attempt(form.cleaned_data["username"], self.entrance))
        account = try_to_open(request, attempt, form.cleaned_data["password"])
        if account is None or initial_password_expired(account):
            spraying.note_failure(request, attempt)
            note(request, "登录失败", attempt.account(), **({"原因": "初始密码已过期"} if account else {}))
            form.add_error(None, WRONG)
            return self.show(form)
        return self.let_in(request, attempt, account)

    def ask_to_wait(self, form, seconds):
        form.add_error(None, f"这里短时间内有较多账号登录失败，请等 {seconds} 秒再试。")
        response = self.show(form, status=429)
        response["Retry-After"] = seconds
        return response

    def let_in(self, request, attempt, account):
        spraying.note_success(request, attempt)
        login(request, account)
        note(request, "登录", account)
        forget_wrong_tries(request)
        note_login(by=seat_for(account, client_address(request) or ""))
        form_before = kept.carried(request)
        response = kept.offer(request, form_before) if form_before else redirect(self.next_address())
        spraying.remember(request, response, account)
        response.set_cookie(
            LAST_ENTRANCE, self.entrance, COOKIE_SECONDS, secure=request.is_secure(), httponly=True, samesite="Lax"
        )
        return response

    def next_address(self):
        asked = self.request.GET.get("next", "")
        allowed = url_has_allowed_host_and_scheme(asked, {self.request.get_host()}, self.request.is_secure())
        return asked if allowed else reverse("home")

    def show(self, form, status=200):
        return render(
            self.request, "entrance/login.html", login_context(self.request, form, self.entrance), status=status
        )


def login_context(request, form, entrance, form_before=None):
    form_before = form_before or kept.carried(request)
    action = reverse(ADDRESSES[entrance]) if form_before else request.get_full_path()
    return {
        "form": form,
        "entrance": entrance,
        "other_tab": tab_of(form.data.get("username"), entrance) if form.errors else "",
        "action": action,
        "kept": form_before,
        "dates": year_dates(),
        "support_phone": settings.SUPPORT_PHONE,
        "demo_accounts": printed_accounts(entrance) if settings.DEMO else [],
    }


def locked_out(request, original_response=None, credentials=None):
    """django-axes calls this when an account is locked for this address. In 修改密码 that ends the session: whoever sits there does not
    know the password."""
    entrance = request.login_attempt.entrance
    if request.user.is_authenticated:
        leave(request)
        request.seat = None
    form = LoginForm(request.POST, entrance=entrance)
    form.is_valid()
    note(request, "登录锁定", request.login_attempt.account())
    minutes = math.ceil(lockout_time(request).total_seconds() / 60)
    form.add_error(
        None, f"连续输错次数过多，已暂停本机登录该账号 {minutes} 分钟。忘记密码请联系本单位管理员【初始化密码】。"
    )
    return render(request, "entrance/login.html", login_context(request, form, entrance), status=429)


def tab_of(typed, entrance):
    """The other tab, where what was typed has the form of its accounts, "" otherwise; whether there is such an account it does not say."""
    number = normalise_id(typed or "")
    if entrance == STAFF:
        return APPLICANT if re.fullmatch(r"\d{17}[\dX]", number) else ""
    return STAFF if re.fullmatch(r"\d{6,17}|\d{6,17}(JB|FZ)\d+", number) else ""


def note(request, verb, account, **detail):
    """What happens at the entrance leaves an audit row. It never holds what was typed: that may be a password in the wrong field."""
    visitor = audit.Visitor(account, client_address(request) or "")
    audit.record(verb, by=visitor, on=account, topic=AuditTopic.ENTRY, **detail)


def leave(request, verb="退出"):
    """The session ends."""
    note(request, verb, request.user)
    logout(request)


def last_entrance(request):
    """The tab last used in this browser; where nobody remembers, the one of whoever uses the page that was asked for."""
    used = request.COOKIES.get(LAST_ENTRANCE)
    if used in ADDRESSES:
        return used
    view = getattr(request.resolver_match and request.resolver_match.func, "view_class", None)
    asked = conditions_of(getattr(view, "permission", None))
    return APPLICANT if {is_applicant, is_its_owner} & set(asked) else STAFF


def login_address(request):
    return reverse(ADDRESSES[last_entrance(request)])


def recover(request):
    """The answer to a form whose session ended or whose login changed meanwhile: what was typed goes on, after a login where there
    is none. Autosave only says beside the field that it did not save."""
    if request.htmx and request.htmx.target != "dialog":
        return render(request, "entrance/not_saved.html", status=401)
    if request.user.is_authenticated:
        return kept.offer(request, kept.keep(request))
    entrance = last_entrance(request)
    context = login_context(request, LoginForm(entrance=entrance), entrance, kept.keep(request))
    return kept.whole_page(request, render(request, "entrance/login.html", context, status=401))


@method_decorator(login_not_required, name="dispatch")
class LogoutPage(View):
    http_method_names = ["post"]

    def post(self, request):
        if request.user.is_authenticated:
            leave(request)
        messages.success(request, "已退出。")
        return redirect(login_address(request))


def first_login_words(account):
    """Whoever was first to come with the initial password, everybody's by the rule, is told to its owner; "" where nobody has come."""
    if account.initial_login_at is None:
        return ""
    when = date_format(localtime(account.initial_login_at), "DATETIME_FORMAT")
    return (
        f"首次登录：{when}、{account.initial_login_address or '地址不详'}。如果不是您本人，请立即修改密码并告诉管理员。"
    )


class PasswordForm(forms.Form):
    """修改密码. The current password is not asked for again while it is an initial one: it was typed a moment ago."""

    current = forms.CharField(
        label="当前密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "current-password"})
    )
    new = forms.CharField(
        label="新密码",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="至少 10 位，含大写字母、小写字母、数字、其他符号中的至少三类；不能包含姓名、证件号、手机号或账号。",
    )
    again = forms.CharField(
        label="再输入一次新密码", strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request, self.account = request, request.user
        if self.account.must_change_password:
            del self.fields["current"]

    def clean_current(self):
        attempt = spraying.attempt_here(self.request, attempt_of(self.account))
        if not try_to_open(self.request, attempt, self.cleaned_data["current"]):
            raise forms.ValidationError("当前密码不正确。")
        return self.cleaned_data["current"]

    def clean_new(self):
        validate_password(self.cleaned_data["new"], self.account)
        return self.cleaned_data["new"]

    def clean(self):
        """Also while the new one is wrong otherwise: everything is said at once."""
        new, again = self.data.get("new"), self.data.get("again")
        if new and again and new != again:
            self.add_error("again", "两次输入的新密码不一致。")
        return super().clean()


class PasswordPage(FormPage):
    """修改密码; the only page that an initial password opens."""

    permission = "titleplatform.change_own_password"
    queryset = NO_ROWS
    title = "修改密码"
    template_name = "entrance/password.html"
    form_class = PasswordForm

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"request": self.request}

    def explain(self):
        return first_login_words(self.request.user)

    def save(self, form):
        """Returns what the owner is told: who came first, where an initial password was in use until now."""
        told = self.explain() if self.request.user.must_change_password else ""
        change_password(by=self.seat, new=form.cleaned_data["new"])
        update_session_auth_hash(self.request, self.seat.account)
        return told

    def success_text(self, result):
        return f"密码已修改。{result}"

    def succeed(self, result):
        response = super().succeed(result)
        spraying.remember(self.request, response, self.seat.account)
        return response

    def back(self):
        return reverse("home")


@method_decorator(login_not_required, name="dispatch")
class BeginPage(View):
    """怎样开始: what each kind of user does first, and whom to ask."""

    def get(self, request):
        """Inside it keeps the shell: whoever is logged in is not thrown out to read."""
        template = "entrance/begin_inside.html" if request.user.is_authenticated else "entrance/begin.html"
        return render(request, template, {"heading": "怎样开始", "support_phone": settings.SUPPORT_PHONE})


@method_decorator(login_not_required, name="dispatch")
class HealthPage(View):
    """200 when the database answers."""

    def get(self, request):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return HttpResponse("ok", content_type="text/plain")
