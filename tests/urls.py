"""The project's addresses and those of the tests' own climber."""

from django.urls import include, path

from titleplatform import urls
from titleplatform.urls import handler403, handler404, handler500

__all__ = ["handler403", "handler404", "handler500", "urlpatterns"]
urlpatterns = [*urls.urlpatterns, path("notes/", include("tests.climber.urls"))]
