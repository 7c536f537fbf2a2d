"""Every list and detail page of every role: the menu as the role sees it, and the first detail of each kind behind each list."""

import re

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db.models import Count

from orgs import tree
from orgs.chain.models import ChainStep, StepStatus
from orgs.models import Account, Kind, Unit
from review.models import Application

LINK = re.compile(rb'<a[^>]*?href="(/[^"#?]*)(?:\?[^"]*)?"')
NUMBER = re.compile(r"/\d+/")
LEFT_OUT = ("/logout", "/static", "/files", "/export", "/print", "/password", "/delete", "/merge")
BUSIEST = "最忙的环节"
DETAILS = 1  # of each kind of address behind a list


def roles():
    """{label: account}: at the units with most below them."""
    found = {}
    for kind, label in (
        (Kind.PROVINCE, "省职改办"),
        (Kind.CITY, "市职改办"),
        (Kind.COUNTY, "县职改办"),
        (Kind.EMPLOYER, "用人单位"),
    ):
        unit = _busiest(kind)
        for suffix, role in (("", "管理员"), ("jb01", "经办人"), ("fz01", "负责人")):
            found[f"{label} · {role}"] = Account.objects.get(login_name=f"{unit.code}{suffix}")
    found[BUSIEST] = _who_sits_at(busiest_desk())
    for name in ("admin", "security", "audit"):
        found[name] = Account.objects.get(login_name=name)
    for state in ("in_review", "draft"):
        person = Application.objects.filter(state=state).order_by("-pk").first().person
        found[f"申报人 · {state}"] = person.account
    return found


def busiest_desk():
    """The pk of the unit at whose 经办人 or 负责人 most waits."""
    waiting = ChainStep.objects.filter(status=StepStatus.OPEN).order_by()
    return waiting.values("unit").annotate(number=Count("pk")).order_by("-number", "unit")[0]["unit"]


def queue_of_the_busiest():
    waiting = ChainStep.objects.filter(status=StepStatus.OPEN, unit=busiest_desk()).order_by()
    role = waiting.values("role").annotate(number=Count("pk")).order_by("-number")[0]["role"]
    return f"/review/{role}/"


def _who_sits_at(unit):
    role = queue_of_the_busiest().split("/")[2]
    return Account.objects.get(login_name=f"{Unit.objects.get(pk=unit).code}{'jb01' if role == 'handler' else 'fz01'}")


def _busiest(kind):
    if kind == Kind.EMPLOYER:
        rows = Application.objects.values("unit").annotate(number=Count("pk")).order_by("-number")
        return Unit.objects.get(pk=rows[0]["unit"])
    return max(Unit.objects.filter(kind=kind), key=lambda unit: (tree.children_counts(unit), -unit.pk))


def cookie_of(account):
    """A session of this account, as a login makes it."""
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(account.pk), "orgs.login.AccountBackend"
    store[HASH_SESSION_KEY] = account.get_session_auth_hash()
    store.save()
    return f"{settings.SESSION_COOKIE_NAME}={store.session_key}"


def of_role(driver, cookie):
    """The addresses this role works on, in the order it finds them."""
    home = driver.get("/", cookie)
    lists = ["/", *_links(home.body, {"/"})]
    pages = list(lists)
    for address in lists:
        kinds = {}
        for link in _links(driver.get(address, cookie).body, set(pages)):
            kind = NUMBER.sub("/n/", link)
            if kind != link and kinds.setdefault(kind, 0) < DETAILS:
                kinds[kind] += 1
                pages.append(link)
    return [page for page in pages if driver.get(page, cookie).status == 200]


def _links(body, known):
    found = dict.fromkeys(link.decode() for link in LINK.findall(body))
    return [link for link in found if link not in known and not any(part in link for part in LEFT_OUT)]
