"""Error pages in the same house, with a reason and a way back."""

import sys

from django.core.exceptions import (
    BadRequest,
    DisallowedHost,
    RequestDataTooBig,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.http import reswap, retarget

from titleplatform import entrance, kept
from titleplatform.kit.outage import is_outage

RETRY_SECONDS = 10


def way_back(request):
    """The page the user came from, when it is ours."""
    referer = request.META.get("HTTP_REFERER", "")
    try:
        ours = (
            url_has_allowed_host_and_scheme(referer, {request.get_host()}) and referer != request.build_absolute_uri()
        )
    except DisallowedHost:
        return "/"
    return referer if ours else "/"


def refused(request, exception=None):
    reason = getattr(exception, "reason", "") or "您没有打开此页的权限。"
    request.refusal = reason
    return _page(request, 403, "不能这样操作", reason)


def not_found(request, exception=None):
    return _page(request, 404, "没有找到", "页面不存在，或者不在您可以查看的范围内。请检查地址，或从菜单重新进入。")


class NulInForm(BadRequest):
    """Something typed holds a NUL."""


# What was wrong with a request, for whoever sent it: (status, heading, reason).
BAD_REQUESTS = {
    RequestDataTooBig: (413, "内容过大", "提交的文字超过了 5 MB，没有保存。请返回上一页，缩短后再提交。"),
    TooManyFieldsSent: (400, "内容过多", "一次提交的栏目过多，没有保存。请返回上一页，分几次提交。"),
    TooManyFilesSent: (400, "附件过多", "一次提交的附件过多，没有保存。请返回上一页，分几次上传。"),
    DisallowedHost: (400, "网址不正确", "请用平台公布的网址访问。"),
    NulInForm: (400, "内容不能识别", "填写的内容里有看不见的空字符，没有保存。请返回上一页，改为手工录入后再提交。"),
}
UNREADABLE = (400, "请求不能识别", "地址或提交的内容不完整，没有保存。请返回上一页再试，或从菜单重新进入。")


def bad_request(request, exception=None):
    """What could not be read at all. Text with a NUL goes on without it."""
    if (
        isinstance(exception, NulInForm)
        and kept.may_keep(request)
        and (not request.htmx or request.htmx.target == "dialog")
    ):
        return kept.offer_readable(request)
    return _page(request, *BAD_REQUESTS.get(type(exception), UNREADABLE))


def not_allowed(request, response):
    """In the place of Django's empty answer to a wrong method."""
    page = _page(
        request, 405, "不能直接打开", "这个地址只在页面上点按钮时使用，不能直接打开。请返回上一页，或从菜单重新进入。"
    )
    page["Allow"] = response["Allow"]
    return page


def broken(request):
    """No context processors here: whatever broke may break them too."""
    if is_outage(sys.exc_info()[1]):
        return outage(request)
    return render(None, "errors/500.html", status=500)


def outage(request):
    """The database is away: a page that tries again by itself, or keeps what was typed until it is back. Asks the database nothing."""
    sent = request.method == "POST"
    htmx = request.headers.get("HX-Request")
    if htmx and request.headers.get("HX-Target") != "dialog":
        response = render(None, "errors/outage_fragment.html", status=503)
        response = response if sent else reswap(response, "none")
    else:
        form = kept.keep_unchecked(request)
        context = {"kept": form, "sent": sent, "seconds": RETRY_SECONDS, "csrf_token": get_token(request)}
        response = render(None, "errors/outage.html", context, status=503)
        response = reswap(retarget(response, "body"), "innerHTML") if htmx else response
    add_never_cache_headers(response)
    response["Retry-After"] = str(RETRY_SECONDS)
    return response


def csrf_failed(request, reason=""):
    """An old page of ours, sent after another login: what was typed goes on. Anything else is refused."""
    if kept.may_keep(request) and kept.is_from_our_page(request):
        return entrance.recover(request)
    request.refusal = "提交已失效"
    text = "页面停留过久或登录已变化，提交没有生效。请返回上一页刷新后再提交；已填内容可用浏览器【返回】找回。"
    return _page(request, 403, "提交已失效", text)


def _page(request, status, heading, reason):
    request.is_refused = True  # the menu counts no work for whoever came to nothing (`shell.context`)
    context = {"heading": heading, "reason": reason, "way_back": way_back(request), "status": status}
    if request.headers.get("HX-Request"):  # `request.htmx` is not there yet when the middleware refuses
        return reswap(retarget(render(request, "errors/dialog.html", context, status=status), "#dialog"), "innerHTML")
    template = "errors/error.html" if getattr(request, "seat", None) else "errors/error_plain.html"
    return render(request, template, context, status=status)
