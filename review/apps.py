from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "review"
    verbose_name = "职称申报"
    default_auto_field = "django.db.models.BigAutoField"
    address = "review/"
