from django.urls import path

from plans import views

app_name = "plans"
urlpatterns = [
    path("", views.OwnPlansPage.as_view(), name="own_plans"),
    path("add/", views.AddPlanPage.as_view(), name="add"),
    path("review/", views.ReviewPage.as_view(), name="review"),
    path("review/pass/", views.PassPlansPage.as_view(), name="pass_many"),
    path("caps/", views.CapsPage.as_view(), name="caps"),
    path("caps/add/", views.AddCapPage.as_view(), name="cap_add"),
    path("caps/<int:pk>/change/", views.ChangeCapPage.as_view(), name="cap_change"),
    path("caps/<int:pk>/delete/", views.DeleteCapPage.as_view(), name="cap_delete"),
    path("statistics/", views.StatisticsPage.as_view(), name="statistics"),
    path("<int:pk>/", views.PlanPage.as_view(), name="detail"),
    path("<int:pk>/change/", views.ChangePlanPage.as_view(), name="change"),
    path("<int:pk>/delete/", views.DeletePlanPage.as_view(), name="delete"),
    path("<int:pk>/submit/", views.SubmitPlanPage.as_view(), name="submit"),
    path("<int:pk>/decide/", views.DecidePlanPage.as_view(), name="decide"),
    path("<int:pk>/undo/", views.UndoPlanPage.as_view(), name="undo"),
    path("<int:pk>/pdf/", views.PlanPdf.as_view(), name="pdf"),
]
