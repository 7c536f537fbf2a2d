from django.apps import AppConfig


class PersonnelConfig(AppConfig):
    name = "personnel"
    verbose_name = "人员"
    default_auto_field = "django.db.models.BigAutoField"
    address = "people/"
