"""What is said about the end of a window in which something may be done."""

from django.utils import timezone

LAST_DAYS = 3


def server_time_words(end):
    """In the last three days of a window that ends with the day `end`: the server's time, which is what counts; else ""."""
    now = timezone.localtime()
    left = (end - now.date()).days
    return f"服务器时间 {now:%m-%d %H:%M}，{end:%m-%d} 24:00 截止" if 0 <= left < LAST_DAYS else ""
