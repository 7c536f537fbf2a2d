"""Addresses of 单位管理."""

from django.urls import path

from orgs.views import administrators, browse, change, changes, coming, life, move, passwords, platform, unattended

app_name = "orgs"
urlpatterns = [
    path("", browse.UnitsPage.as_view(), name="units"),
    path("find/", browse.UnitFindPage.as_view(), name="unit_find"),
    path("tree/<int:pk>/", browse.UnitTreePage.as_view(), name="unit_tree"),
    path("add/", change.CreateUnitPage.as_view(), name="unit_create"),
    path("own/", life.OwnUnitPage.as_view(), name="own_unit"),
    path("own/submit/", life.SubmitOwnUnitPage.as_view(), name="own_unit_submit"),
    path("own/licence/", life.OwnUnitLicencePage.as_view(), name="own_unit_licence"),
    path("lower/", life.LowerUnitsPage.as_view(), name="lower_units"),
    path("lower/approve/", life.ApproveUnitsPage.as_view(), name="lower_units_approve"),
    path("lower/<int:pk>/", life.ReviewUnitPage.as_view(), name="unit_review"),
    path("own/change/", changes.ProposeChangePage.as_view(), name="own_change"),
    path("changes/", changes.ChangesPage.as_view(), name="changes"),
    path("changes/<int:pk>/", changes.ReviewChangePage.as_view(), name="change_review"),
    path("changes/<int:pk>/evidence/", changes.ChangeEvidencePage.as_view(), name="change_evidence"),
    path("changes/<int:pk>/withdraw/", changes.WithdrawChangePage.as_view(), name="change_withdraw"),
    path("passwords/", passwords.ExpiredPasswordsPage.as_view(), name="expired_passwords"),
    path("passwords/reset/", passwords.ResetPasswordsPage.as_view(), name="reset_passwords"),
    path("unattended/", unattended.UnattendedPage.as_view(), name="unattended"),
    path("coming/", coming.ComingPage.as_view(), name="coming"),
    path("passwords/renamed/", passwords.RenamedLoginsPage.as_view(), name="renamed_logins"),
    path("audit/", platform.AuditPage.as_view(), name="audit"),
    path("platform/", administrators.AdministratorsPage.as_view(), name="administrators"),
    path("platform/add/", administrators.AddAdministratorPage.as_view(), name="administrator_add"),
    path("platform/<int:pk>/enable/", administrators.EnablePage.as_view(), name="administrator_enable"),
    path("platform/<int:pk>/disable/", administrators.DisablePage.as_view(), name="administrator_disable"),
    path("platform/<int:pk>/reset/", administrators.ResetPage.as_view(), name="administrator_reset"),
    path("platform/changes/", administrators.AccountProposalsPage.as_view(), name="account_proposals"),
    path("platform/changes/<int:pk>/confirm/", administrators.ConfirmPage.as_view(), name="proposal_confirm"),
    path("platform/changes/<int:pk>/refuse/", administrators.RefusePage.as_view(), name="proposal_refuse"),
    path("<int:pk>/", browse.UnitPage.as_view(), name="unit"),
    path("<int:pk>/licence/", browse.UnitLicencePage.as_view(), name="unit_licence"),
    path("<int:pk>/change/", change.ChangeUnitPage.as_view(), name="unit_change"),
    path("<int:pk>/contact/", change.ContactPage.as_view(), name="unit_contact"),
    path("<int:pk>/password/", change.ResetPasswordPage.as_view(), name="unit_password"),
    path("<int:pk>/move/", move.MoveUnitPage.as_view(), name="unit_move"),
    path("<int:pk>/disable/", change.DisableUnitPage.as_view(), name="unit_disable"),
    path("<int:pk>/enable/", change.EnableUnitPage.as_view(), name="unit_enable"),
    path("<int:pk>/delete/", change.DeleteUnitPage.as_view(), name="unit_delete"),
]
