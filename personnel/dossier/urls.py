"""Addresses of 个人档案, below /people/dossier/, in the namespace of `personnel`."""

from django.urls import path

from personnel.dossier import views

urlpatterns = [
    path("", views.DossierPage.as_view(), name="dossier"),
    path("entries/<int:pk>/change/", views.ChangeEntryPage.as_view(), name="dossier_change"),
    path("entries/<int:pk>/delete/", views.DeleteEntryPage.as_view(), name="dossier_delete"),
    path("entries/<int:pk>/move/", views.MoveEntryPage.as_view(), name="dossier_move"),
    path("files/<slug:sha256>/", views.EntryFilePage.as_view(), name="dossier_file"),
    path("<slug:section>/", views.SectionPage.as_view(), name="dossier_section"),
    path("<slug:section>/add/", views.AddEntryPage.as_view(), name="dossier_add"),
    path("<slug:section>/draft/", views.DraftPage.as_view(), name="dossier_draft"),
]
