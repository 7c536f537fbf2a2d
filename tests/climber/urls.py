from django.urls import path

from tests.climber import views

app_name = "notes"
urlpatterns = [
    path("", views.OwnNotesPage.as_view(), name="own"),
    path("review/", views.NoteQueue.as_view(), name="queue"),
    path("<int:pk>/", views.NotePage.as_view(), name="note"),
    path("<int:pk>/submit/", views.SubmitNotePage.as_view(), name="submit"),
    path("<int:pk>/decide/", views.DecideNotePage.as_view(), name="decide"),
    path("<int:pk>/undo/", views.UndoNotePage.as_view(), name="undo"),
]
