from django.urls import path

from plans.views import caps, desk, own, parameters, statistics

app_name = "plans"
urlpatterns = [
    path("", own.OwnPlansPage.as_view(), name="own_plans"),
    path("add/", own.AddPlanPage.as_view(), name="add"),
    path("review/", desk.ReviewPage.as_view(), name="review"),
    path("review/pass/", desk.PassPlansPage.as_view(), name="pass_many"),
    path("review/return/", desk.ReturnPlansPage.as_view(), name="return_many"),
    path("caps/", caps.CapsPage.as_view(), name="caps"),
    path("caps/add/", caps.AddCapPage.as_view(), name="cap_add"),
    path("caps/<int:pk>/change/", caps.ChangeCapPage.as_view(), name="cap_change"),
    path("caps/<int:pk>/delete/", caps.DeleteCapPage.as_view(), name="cap_delete"),
    path("catalogue/", parameters.CataloguePage.as_view(), name="catalogue"),
    path("final-organs/", parameters.FinalOrgansPage.as_view(), name="final_organs"),
    path("final-organs/add/", parameters.AddFinalOrganPage.as_view(), name="final_organ_add"),
    path("final-organs/<int:pk>/remove/", parameters.RemoveFinalOrganPage.as_view(), name="final_organ_remove"),
    path("quota-rules/", parameters.QuotaRulesPage.as_view(), name="quota_rules"),
    path("quota-rules/set/", parameters.SetQuotaRulePage.as_view(), name="quota_rule_set"),
    path("statistics/", statistics.StatisticsPage.as_view(), name="statistics"),
    path("<int:pk>/", own.PlanPage.as_view(), name="detail"),
    path("<int:pk>/change/", own.ChangePlanPage.as_view(), name="change"),
    path("<int:pk>/delete/", own.DeletePlanPage.as_view(), name="delete"),
    path("<int:pk>/submit/", own.SubmitPlanPage.as_view(), name="submit"),
    path("<int:pk>/decide/", desk.DecidePlanPage.as_view(), name="decide"),
    path("<int:pk>/undo/", desk.UndoPlanPage.as_view(), name="undo"),
    path("<int:pk>/pdf/", own.PlanPdf.as_view(), name="pdf"),
]
