"""One password tried at many accounts (spraying). More than 20 different accounts that failed within 10 minutes from one source make
it wait, 2 to 60 seconds, told at once with 429; no worker sleeps.

A source is an address, so that colleagues behind one share it; but a browser that has logged in before is a source of its own and
waits only for itself. Its cookie names the account, by the hash that lock-out knows it by: whoever logs in again and again for new
cookies has one count all the same.
"""

from dataclasses import replace

from orgs.login import attempt_of
from titleplatform.kit.addresses import client_network
from titleplatform.models import LoginSource

KNOWN_BROWSER = "known"  # cookie, signed
SALT = "titleplatform.spraying"
KNOWN_SECONDS = 365 * 24 * 3600


def attempt_here(request, attempt):
    """This attempt, knowing whether its account has logged in here before."""
    return replace(attempt, at_home=known_account(request) == attempt.key)


def known_account(request):
    return request.get_signed_cookie(KNOWN_BROWSER, default=None, salt=SALT, max_age=KNOWN_SECONDS)


def source_of(request):
    account = known_account(request)
    return f"browser {account}" if account else f"address {client_network(request)}"


def seconds_to_wait(request):
    return LoginSource.objects.seconds_to_wait(source_of(request))


def note_failure(request, attempt):
    LoginSource.objects.add_failure(source_of(request), attempt.key)


def note_success(request, attempt):
    LoginSource.objects.forgive(source_of(request), attempt.key)


def remember(request, response, account):
    """This browser has logged in with a password of its own; an initial one is no proof, everybody knows it."""
    if not account.must_change_password:
        response.set_signed_cookie(
            KNOWN_BROWSER,
            attempt_of(account).key,
            salt=SALT,
            max_age=KNOWN_SECONDS,
            secure=request.is_secure(),
            httponly=True,
            samesite="Lax",
        )
