"""The product's settings, a count of each request's queries, and the floors beside the product's own addresses."""

from titleplatform.settings import *  # noqa: F403 - it is the same project

INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.admin"]  # noqa: F405
MIDDLEWARE = ["scripts.bench.counting.CountingMiddleware", *MIDDLEWARE]  # noqa: F405
ROOT_URLCONF = "scripts.bench.floors"
ALLOWED_HOSTS = ["127.0.0.1"]
SILENCED_SYSTEM_CHECKS = ["admin", "kit", "titleplatform"]
