from django.apps import AppConfig


class OrgsConfig(AppConfig):
    name = "orgs"
    verbose_name = "单位"
    default_auto_field = "django.db.models.BigAutoField"
    address = "units/"
