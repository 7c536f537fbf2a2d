"""All addresses. Every one is a kit page with a permission or stands in `titleplatform.public` (checked at start-up)."""

from django.urls import include, path

from orgs.login import APPLICANT
from titleplatform import entrance, home

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

urlpatterns = [
    path("", home.HomePage.as_view(), name="home"),
    path("", include(entrance_urls)),
    path("units/", include("orgs.urls")),
    path("people/", include("personnel.urls")),
    path("plans/", include("plans.urls")),
    path("review/", include("review.urls")),
    path("experts/", include("experts.urls")),
]

handler403 = "titleplatform.errors.refused"
handler404 = "titleplatform.errors.not_found"
handler500 = "titleplatform.errors.broken"
