"""All addresses. Every one is a kit page with a permission or stands in `titleplatform.public` (checked at start-up).

An app's `urls` stand below the `address` of its `AppConfig`.
"""

from django.apps import apps
from django.conf import settings
from django.urls import include, path
from django.utils.module_loading import module_has_submodule

from orgs.login import APPLICANT
from titleplatform import entrance, home
from titleplatform.hold import HoldFilePage
from titleplatform.merge_page import MergeUnitPage

entrance_urls = (
    [
        path("login/", entrance.LoginPage.as_view(), name="login"),
        path("login/applicant/", entrance.LoginPage.as_view(entrance=APPLICANT), name="login_applicant"),
        path("logout/", entrance.LogoutPage.as_view(), name="logout"),
        path("password/", entrance.PasswordPage.as_view(), name="password"),
        path("begin/", entrance.BeginPage.as_view(), name="begin"),
        path("health/", entrance.HealthPage.as_view(), name="health"),
    ],
    "entrance",
)

PROJECT = [apps.get_app_config(name) for name in settings.PROJECT_APPS]
urlpatterns = [
    path("", home.HomePage.as_view(), name="home"),
    path("", include(entrance_urls)),
    path("files/hold/", HoldFilePage.as_view(), name="hold_file"),
    path("units/<int:pk>/merge/", MergeUnitPage.as_view(), name="unit_merge"),
    *(path(app.address, include(f"{app.name}.urls")) for app in PROJECT if module_has_submodule(app.module, "urls")),
]

handler400 = "titleplatform.errors.bad_request"
handler403 = "titleplatform.errors.refused"
handler404 = "titleplatform.errors.not_found"
handler500 = "titleplatform.errors.broken"
