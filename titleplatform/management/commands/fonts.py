from django.core.management.base import BaseCommand

from titleplatform.kit import printing, typefaces


class Command(BaseCommand):
    """Cuts the faces of printed forms once; harmless to repeat."""

    help = "Prepare the Chinese fonts for printed forms and report whether printing works"

    def handle(self, *args, **options):
        for reason in filter(None, (printing.unavailable_reason(), printing.slow_reason())):
            self.stderr.write(self.style.WARNING(reason))
        for face in typefaces.FACES:
            if not face.path.exists():
                path = typefaces.cut(face)
                self.stdout.write(
                    f"打印字体：{path}"
                    if path
                    else f"没有找到中文字体 {face.name}，请执行：apt-get install {printing.PACKAGES}"
                )
        typefaces.forget_others()
