from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = "申报计划"
    default_auto_field = "django.db.models.BigAutoField"
    address = "plans/"
