from django.urls import path

from experts import views

app_name = "experts"
urlpatterns = [
    path("filings/", views.OwnFilingsPage.as_view(), name="filings"),
    path("filings/add/", views.AddFilingPage.as_view(), name="add"),
    path("filings/<int:pk>/", views.FilingPage.as_view(), name="filing"),
    path("filings/<int:pk>/change/", views.ChangeFilingPage.as_view(), name="change"),
    path("filings/<int:pk>/submit/", views.SubmitFilingPage.as_view(), name="submit"),
    path("filings/<int:pk>/proof/", views.FilingProof.as_view(), name="proof"),
    path("filings/<int:pk>/decide/", views.DecideFilingPage.as_view(), name="decide"),
    path("filings/<int:pk>/undo/", views.UndoFilingPage.as_view(), name="undo"),
    path("review/", views.ExpertReviewPage.as_view(), name="review"),
    path("review/pass/", views.PassFilingsPage.as_view(), name="pass_many"),
    path("review/return/", views.ReturnFilingsPage.as_view(), name="return_many"),
    path("pool/", views.PoolPage.as_view(), name="pool"),
]
