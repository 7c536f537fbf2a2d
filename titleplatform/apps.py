from django.apps import AppConfig
from django.core.checks import Tags, register
from django.utils.module_loading import autodiscover_modules

from titleplatform.checks import check_client_address, check_keys
from titleplatform.kit import once
from titleplatform.kit.checks import check_addresses
from titleplatform.public import PUBLIC


class TitlePlatformConfig(AppConfig):
    """Wiring: loads every app's permission table and refuses to start with an address that has no rule."""

    name = "titleplatform"
    verbose_name = "职称管理服务平台"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        autodiscover_modules("access", "jobs")
        once.keep_in(self.get_model("FormToken")._default_manager.all)
        register(check_addresses(PUBLIC), Tags.urls)
        register(check_keys, Tags.security, deploy=True)
        register(check_client_address, Tags.security, deploy=True)
