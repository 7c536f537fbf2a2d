"""Nothing typed is lost when a session ends, or another tab logs in, while a form is open.

What was typed travels through the login inside the page itself, hidden beside the password; nothing is stored. Files cannot
travel: the page names those to choose again.
"""

import json
from dataclasses import asdict, dataclass

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.cache import patch_cache_control
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import reswap, retarget

from titleplatform.kit.uploads import clean_name
from titleplatform.public import PUBLIC

NOT_KEPT = PUBLIC | {"entrance:password"}  # passwords never come back to a page


@dataclass(frozen=True)
class Kept:
    """A form that was sent and not received: where it was going, its (name, value) pairs, the names of its files."""

    to: str
    fields: list
    files: list

    @property
    def text(self):
        """For a hidden field; `carried` reads it back."""
        return json.dumps(asdict(self))


def may_keep(request):
    return request.method == "POST" and request.resolver_match and request.resolver_match.view_name not in NOT_KEPT


def keep(request):
    """The Kept of this request."""
    sent = [(name, value) for name, values in request.POST.lists() for value in values if name != "csrfmiddlewaretoken"]
    files = [clean_name(file.name) for files in dict(request.FILES.lists()).values() for file in files]
    return Kept(request.get_full_path(), sent, files)


def keep_unchecked(request):
    """The Kept of a request that failed before anybody looked at it: on its way through the middleware, or while it was read.
    None where nothing may be kept; CSRF was not checked either, so only what a page of ours sent is."""
    try:
        view_name = resolve(request.path_info).view_name
        if request.method == "POST" and view_name not in NOT_KEPT and is_from_our_page(request):
            return keep(request)
    except (Resolver404, SuspiciousOperation, MultiPartParserError, UnreadablePostError):
        pass
    return None


def carried(request):
    """The Kept that came along with a login; None where there is none, or none of ours."""
    try:
        given = json.loads(request.POST.get("kept", ""))
        kept = Kept(
            given["to"],
            [(str(name), str(value)) for name, value in given["fields"]],
            [clean_name(str(name)) for name in given["files"]],
        )
        json.dumps(asdict(kept), ensure_ascii=False).encode()  # half a character cannot stand in a page
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return kept if url_has_allowed_host_and_scheme(kept.to, None) else None


def is_from_our_page(request):
    """Did one of our own pages send this? Then a wrong CSRF token is an old one: browsers let no other site write Origin."""
    own = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Origin", "") in {own, *settings.CSRF_TRUSTED_ORIGINS}


def offer(request, kept):
    """One click sends the form where it was going."""
    said = "刚才填写的内容都保留着，还没有保存。点【继续提交】即可，不用重填。"
    return go_on(request, kept, heading="已重新登录", said=said)


def offer_readable(request):
    """The same for what holds a NUL, which no database takes: it goes on without."""
    sent = keep(request)
    fields = [(name.replace("\x00", ""), value.replace("\x00", "")) for name, value in sent.fields]
    said = "填写的内容里有看不见的空字符（从 PDF 等文件复制的文字常有），还没有保存。已将它去掉，其余不变；点【继续提交】即可，不用重填。"
    readable = Kept(sent.to, fields, sent.files)
    return go_on(request, readable, heading="请再提交一次", said=said, status=400)


def go_on(request, kept, *, status=200, **context):
    page = render(request, "entrance/go_on.html", {"kept": kept, **context}, status=status)
    return whole_page(request, page)


def whole_page(request, response):
    """For htmx: the page, not the place inside it that asked. What was typed stays in no cache."""
    patch_cache_control(response, private=True, no_store=True)
    return reswap(retarget(response, "body"), "innerHTML") if request.htmx else response
