"""Start-up check: every address is a declared page or stands on the short public list."""

from django.core.checks import Error
from django.urls import URLPattern, URLResolver, get_resolver

from titleplatform.kit.access import is_declared
from titleplatform.kit.pages import Page


def all_patterns(resolver=None, prefix=""):
    """(full URL name, pattern) of every address."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            namespace = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from all_patterns(entry, namespace)
        elif isinstance(entry, URLPattern):
            yield f"{prefix}{entry.name}", entry


def check_addresses(public):
    """A check function for Django's registry; `public` holds the URL names that are open without a seat."""

    def check(app_configs, **kwargs):
        errors = []
        for name, pattern in all_patterns():
            view = getattr(pattern.callback, "view_class", None)
            if name in public:
                continue
            if view is None or not issubclass(view, Page):
                errors.append(Error(f"{name}: not a kit page and not on the public list", id="kit.E001"))
            elif not is_declared(view.permission):
                errors.append(
                    Error(f"{name}: permission {view.permission} is not declared in access.py", id="kit.E002")
                )
        return errors

    return check
