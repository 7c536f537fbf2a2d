"""The dates before login and on 首页: in the last three days of a window the server's own time stands with them."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from titleplatform.calendar import Window
from titleplatform.kit.deadlines import server_time_words


@pytest.mark.parametrize(("left", "said"), [(-1, False), (0, True), (2, True), (3, False), (300, False)])
def test_server_time_is_told_in_the_last_three_days_only(left, said):
    end = timezone.localdate() + timedelta(days=left)
    words = server_time_words(end)
    assert bool(words) is said
    assert words.endswith(f"{end:%m-%d} 24:00 截止") is said
    window = Window("个人申报", "个人申报", date(2020, 1, 1), end)
    assert window.now == ("已结束" if left < 0 else f"进行中，剩 {left} 天" + (f"；{words}" if said else ""))
