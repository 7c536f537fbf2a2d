"""首页."""

from titleplatform.calendar import year_dates
from titleplatform.kit.pages import NO_ROWS, PlainPage


class HomePage(PlainPage):
    """待办事项 and the dates of the year; the menu's context processor already holds the to-do lines."""

    permission = "titleplatform.see_home"
    queryset = NO_ROWS
    title = "首页"
    template_name = "home.html"

    def context(self, **extra):
        return super().context(dates=year_dates(), **extra)
