"""Pages of whoever hands in, a person or a unit, that everything that climbs shares: the own list, 【提交】, 【撤销】, 【删除】.

A climber declares them with its `Places`; `OwnPage` and `OwnDetailPage` make its forms stand among them.
"""

from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.functional import cached_property

from orgs.chain.case import Case
from titleplatform.kit.buttons import button
from titleplatform.kit.lists import ListPage
from titleplatform.kit.pages import ActionPage, Page
from titleplatform.kit.refusals import Refused


class OwnListPage(ListPage, abstract=True):
    """What this seat hands in: the person's own, or the unit's own, not what has reached its desks."""

    places = None
    add_label = "新增"

    @property
    def title(self):
        return self.places.own[0]

    def get_queryset(self):
        rows = super().get_queryset()
        return rows if self.seat.is_applicant else rows.filter(unit=self.seat.unit)

    def buttons(self):
        if not self.places.add:
            return []
        return [button(self.add_label, self.places.add, self.places.may_add, self.seat, style="primary", icon="plus")]


class OwnPage(Page, abstract=True):
    """A page behind the own list; a form leads back to it."""

    places = None

    @property
    def crumbs(self):
        return (self.places.own,)

    @property
    def here(self):
        return self.places.own[1]

    def back(self):
        """The own list, filtered as it was where the page was opened from there."""
        opened_from, own = super().back(), reverse(self.here)
        return opened_from if urlsplit(opened_from).path == own else own


class OwnDetailPage(OwnPage, abstract=True):
    """The same behind the submission's own page."""

    def back(self):
        return reverse(self.places.detail, args=[self.object.pk])


class SubmitPage(OwnPage, ActionPage, abstract=True):
    """【提交】 or 【上报】; a second one (another tab, a colleague) is told who was first and when."""

    submit_label = "提交"

    def dispatch(self, request, *args, **kwargs):
        try:
            return super().dispatch(request, *args, **kwargs)
        except Refused as error:
            already = Case.load(self.object, self.seat).already if self.object.run else ""
            raise Refused(f"{error}{already}") from None


class TakeBackPage(OwnPage, ActionPage, abstract=True):
    """【撤销】 by whoever handed in, while no desk has opened it."""

    title = submit_label = "撤销"
    danger = True
    success = "已撤销，可以修改后重新提交。"

    @cached_property
    def subject(self):
        return Case.load(self.object, self.seat)


class DeletePage(OwnPage, ActionPage, abstract=True):
    """【删除】 of what was never handed in."""

    submit_label = "删除"
    danger = True
    success = "已删除。"
