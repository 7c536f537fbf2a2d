from django.conf import settings
from django.core.management.base import BaseCommand

from titleplatform.kit import printing


class Command(BaseCommand):
    """Cuts the print font once; harmless to repeat."""

    help = "Prepare the Chinese font for printed forms and report whether printing works"

    def handle(self, *args, **options):
        for reason in filter(None, (printing.unavailable_reason(), printing.slow_reason())):
            self.stderr.write(self.style.WARNING(reason))
        if (settings.FONT_DIR / printing.SUBSET).exists():
            return
        path = printing.make_subset()
        self.stdout.write(
            f"打印字体：{path}" if path else f"没有找到中文字体，请执行：apt-get install {printing.PACKAGES}"
        )
