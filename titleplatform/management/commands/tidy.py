from django.core.management.base import BaseCommand, CommandError

from titleplatform.tidy import tidy


class Command(BaseCommand):
    """The worker does the same every hour; safe to repeat."""

    help = "Throw away what is past its time: expired sessions, old form tokens and the like"

    def handle(self, *args, **options):
        failed = []
        for step, removed in tidy():
            if removed is None:
                failed.append(step.label)
            self.stdout.write(f"{step.label}：" + ("失败" if removed is None else f"删除 {removed} 条"))
        if failed:
            raise CommandError(f"没有清理成功：{'、'.join(failed)}。原因见日志；其余已清理。")
