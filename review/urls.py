from django.urls import path

from review.views import applicant, desk, office, queue

app_name = "review"
urlpatterns = [
    path("applications/", applicant.OwnApplicationsPage.as_view(), name="applications"),
    path("applications/add/", applicant.ChooseTitlePage.as_view(), name="application_choose"),
    path("applications/add/<int:year>/<int:title>/", applicant.AddApplicationPage.as_view(), name="application_add"),
    path("applications/<int:pk>/", applicant.ApplicationPage.as_view(), name="application"),
    path("applications/<int:pk>/change/", applicant.ChangeApplicationPage.as_view(), name="application_change"),
    path("applications/<int:pk>/records/", applicant.RecordsPage.as_view(), name="application_records"),
    path("applications/<int:pk>/evidence/", applicant.EvidencePage.as_view(), name="evidence"),
    path("applications/<int:pk>/submit/", applicant.SubmitApplicationPage.as_view(), name="application_submit"),
    path("applications/<int:pk>/take-back/", applicant.TakeBackApplicationPage.as_view(), name="take_back"),
    path("applications/<int:pk>/delete/", applicant.DeleteApplicationPage.as_view(), name="application_delete"),
    path("applications/<int:pk>/mend/<slug:area>/", applicant.AnswerToPage.as_view(), name="mend"),
    path("handler/", queue.HandlerQueue.as_view(), name="handler"),
    path("handler/pass/", queue.HandlerPass.as_view(), name="handler_pass"),
    path("handler/assign/", queue.HandlerAssign.as_view(), name="handler_assign"),
    path("leader/", queue.LeaderQueue.as_view(), name="leader"),
    path("leader/pass/", queue.LeaderPass.as_view(), name="leader_pass"),
    path("leader/assign/", queue.LeaderAssign.as_view(), name="leader_assign"),
    path("cases/<int:pk>/", desk.CasePage.as_view(), name="case"),
    path("cases/<int:pk>/verdict/", desk.VerdictPage.as_view(), name="verdict"),
    path("cases/<int:pk>/hand-in/", desk.HandInPage.as_view(), name="hand_in"),
    path("cases/<int:pk>/undo/", desk.UndoCasePage.as_view(), name="undo"),
    path("cases/<int:pk>/files/<slug:sha256>/", desk.CaseFile.as_view(), name="case_file"),
    path("cases/<int:pk>/record/", desk.RecordPage.as_view(), name="record"),
    path("cases/<int:pk>/print/", office.PrintPage.as_view(), name="print"),
    path("cases/<int:pk>/interview/", office.InterviewPage.as_view(), name="interview"),
    path("status/", office.StatusPage.as_view(), name="status"),
    path("committees/", office.CommitteesPage.as_view(), name="committees"),
    path("committees/add/", office.AddCommitteePage.as_view(), name="committee_add"),
    path("committees/<int:pk>/change/", office.ChangeCommitteePage.as_view(), name="committee_change"),
]
