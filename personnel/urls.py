from django.urls import include, path

from personnel.views import imports, persons, reviewers, transfers

app_name = "personnel"
urlpatterns = [
    path("reviewers/", reviewers.ReviewersPage.as_view(), name="reviewers"),
    path("reviewers/add/", reviewers.AddReviewerPage.as_view(), name="reviewer_add"),
    path("reviewers/<int:pk>/change/", reviewers.ChangeReviewerPage.as_view(), name="reviewer_change"),
    path("reviewers/<int:pk>/enable/", reviewers.EnablePage.as_view(), name="enable"),
    path("reviewers/<int:pk>/disable/", reviewers.DisablePage.as_view(), name="disable"),
    path("reviewers/<int:pk>/roles/", reviewers.RolesPage.as_view(), name="roles"),
    path("reviewers/<int:pk>/scope/", reviewers.ScopePage.as_view(), name="scope"),
    path("reviewers/<int:pk>/delete/", reviewers.DeleteReviewerPage.as_view(), name="reviewer_delete"),
    path("reviewers/<int:pk>/password/", reviewers.ReviewerPasswordPage.as_view(), name="reviewer_password"),
    path("persons/", persons.PersonsPage.as_view(), name="persons"),
    path("persons/add/", persons.AddPersonPage.as_view(), name="person_add"),
    path("persons/import/", imports.ImportPersonsPage.as_view(), name="person_import"),
    path("persons/import/<int:batch>/", imports.ImportPage.as_view(), name="import"),
    path("persons/import/<int:batch>/write/", imports.WriteImportPage.as_view(), name="import_write"),
    path("persons/import/<int:batch>/drop/", imports.DropImportPage.as_view(), name="import_drop"),
    path("persons/import/<int:batch>/wrong/", imports.WrongRowsPage.as_view(), name="import_wrong"),
    path("persons/import/template/", imports.ImportTemplatePage.as_view(), name="person_template"),
    path("persons/passwords/", persons.PersonPasswordsPage.as_view(), name="person_passwords"),
    path("persons/<int:pk>/change/", persons.ChangePersonPage.as_view(), name="person_change"),
    path("persons/<int:pk>/delete/", persons.DeletePersonPage.as_view(), name="person_delete"),
    path("persons/<int:pk>/password/", persons.PersonPasswordPage.as_view(), name="person_password"),
    path("persons/<int:pk>/reveal/", persons.RevealPage.as_view(), name="reveal"),
    path("transfers/", transfers.TransfersPage.as_view(), name="transfers"),
    path("transfers/ask/", transfers.AskTransferPage.as_view(), name="transfer_ask"),
    path("transfers/own/", transfers.OwnTransfersPage.as_view(), name="own_transfers"),
    path("transfers/<int:pk>/agree/", transfers.AgreePage.as_view(), name="transfer_agree"),
    path("transfers/<int:pk>/refuse/", transfers.RefusePage.as_view(), name="transfer_refuse"),
    path("transfers/<int:pk>/proof/", transfers.TransferProof.as_view(), name="transfer_proof"),
    path("dossier/", include("personnel.dossier.urls")),
]
