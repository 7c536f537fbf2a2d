from django.apps import AppConfig


class ClimberConfig(AppConfig):
    name = "tests.climber"
    label = "climber"
    default_auto_field = "django.db.models.BigAutoField"
