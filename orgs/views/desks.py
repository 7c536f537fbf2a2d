"""Pages that everything that climbs shares: the queue of a desk, batch 通过, the case with its decision, 撤回我的通过.

A climber declares them with its `Places`. `review` judges by content area: its case page is a `DeskPage` of its own.
"""

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property

from orgs.chain import engine, inbox
from orgs.chain.case import Case
from orgs.chain.models import ChainStep
from orgs.chain.words import Verdict
from orgs.forms import DeskForm, StepForm
from orgs.queries import desk_steps
from titleplatform.kit.access import why_not
from titleplatform.kit.buttons import Button, button
from titleplatform.kit.counting import QueuePaginator
from titleplatform.kit.forms import ReasonForm
from titleplatform.kit.lists import BulkPage, ListPage
from titleplatform.kit.pages import ActionPage, DetailPage, rows_of
from titleplatform.kit.refusals import Refused

QUEUE_LENGTH = 200  # so far 上一个 / 下一个 looks


class QueuePage(ListPage, abstract=True):
    """What waits at a desk of this seat's unit: at which `role`'s desk (None: both)."""

    places = None
    role = None
    queryset = rows_of(ChainStep)
    template_name = "generic/tabbed_list.html"
    paginator_class = QueuePaginator
    wide = True

    @property
    def title(self):
        return self.places.queue[0]

    @property
    def tab(self):
        asked = self.request.GET.get("tab", "waiting")
        return asked if asked in inbox.TABS else "waiting"

    def get_queryset(self):
        return desk_steps(self.seat, self.places.spec, self.role, self.tab).select_related("run__unit", "unit")

    def empty_next(self):
        """Nothing waits: what was done; else what waits."""
        if self.filterset and self.filterset.is_narrowed:
            return super().empty_next()
        return [Button("看已审的", "?tab=done") if self.tab == "waiting" else Button("看待审的", "?")]

    def get_table(self, **kwargs):
        table = super().get_table(**kwargs)
        table.words, table.places = self.places.spec.words, self.places
        table.show_tab(self.tab)
        if self.tab != "waiting" and table.empty_text == self.empty:
            tab = inbox.tabs_of(self.places.spec)[self.tab].removeprefix("全部")
            table.empty_text = f"没有{tab}的{self.places.spec.label}。" if tab else f"没有{self.places.spec.label}。"
        return table

    def get_context_data(self, **kwargs):
        tabs = [(key, label, key == self.tab) for key, label in inbox.tabs_of(self.places.spec).items()]
        return super().get_context_data(tabs=tabs, **kwargs)


class StepsPage(BulkPage, abstract=True):
    """One action on many cases of a desk; what does not wait here any more is named with the reason."""

    places = None
    role = None
    queryset = rows_of(ChainStep)

    @property
    def crumbs(self):
        return (self.places.queue,)

    @property
    def here(self):
        return self.places.queue[1]

    @property
    def back_to(self):
        return self.here

    def get_queryset(self):
        steps = desk_steps(self.seat, self.places.spec, self.role, "all")
        return steps.select_related(f"run__{self.places.subject_name}", "run__unit", "unit")

    def row_subject(self, step):
        return getattr(step.run, self.places.subject_name)

    def row_label(self, step):
        return step.run.label


class VerdictPage(StepsPage, abstract=True):
    """One verdict on the ticked rows, or on one row of the list: asked once with what it is about, with script below the row itself."""

    verdict = None
    dialog_template = "components/row_decision.html"

    @property
    def verb(self):
        return self.places.spec.words[self.verdict]

    @property
    def title(self):
        asked = (self.request.POST or self.request.GET).getlist("chosen")
        return self.verb if len(asked) == 1 else f"批量{self.verb}"

    def decide(self, step, **given):
        """Call the app's action on the step's submission with step_id, verdict and reason."""
        raise ImproperlyConfigured(f"{type(self).__name__} needs decide()")

    def perform(self, step, form):
        self.decide(step, step_id=step.pk, verdict=self.verdict, reason=form.cleaned_data.get("reason", ""))

    def demand_row(self, step):
        """The engine asks the same under its locks."""

    def success_text(self, result):
        """Of one row where it went, as its own page says it; of many how many."""
        rows = self.chosen()
        if result != (1, []) or len(rows) != 1:
            return super().success_text(result)
        return f"{rows[0].run.label}：{led_to(self.row_subject(rows[0]))}。"


class PassManyPage(VerdictPage, abstract=True):
    """【通过】."""

    verdict = Verdict.PASS
    in_background = True


class ReturnManyPage(VerdictPage, abstract=True):
    """【撤回】 or 【退回修改】, with one reason for all; a phrase comes back filled in."""

    verdict = Verdict.RETURN
    in_background = True
    form_class = ReasonForm
    danger = True
    phrases = ()
    note = "更正后从申报单位起重新逐级审查"

    def reason_for(self, step):
        """What the row itself says against it; "" where it says nothing."""
        return ""

    def get_initial(self):
        steps = self.chosen()
        return {"reason": self.reason_for(steps[0])} if len(steps) == 1 else {}

    def get_form(self, form_class=None):
        return self.worded(super().get_form(form_class))

    def post(self, request, *args, **kwargs):
        if not (phrase := request.POST.get("phrase")):
            return super().post(request, *args, **kwargs)
        form = self.worded(self.form_class(initial=with_phrase(request.POST, phrase)))
        return self.render_to_response(self.get_context_data(form=form))

    def worded(self, form):
        form.fields["reason"].label = f"{self.verb}的理由"
        form.fields["reason"].widget.attrs["autofocus"] = True
        return form


class DeskPage(DetailPage, abstract=True):
    """A case as a desk opens it: the first look and who opened it are noted, and 撤回我的通过 is offered where it is due."""

    places = None
    role = None
    wide = True

    def get(self, request, *args, **kwargs):
        engine.mark_seen(self.case)
        self.audit("打开材料", on=self.object, once=True)
        return super().get(request, *args, **kwargs)

    @cached_property
    def case(self):
        return Case.load(self.object, self.seat)

    @property
    def here(self):
        return self.crumbs[0][1]

    @property
    def crumbs(self):
        return (self.places.queue,)

    def buttons(self):
        undo = button("撤回我的通过", self.places.undo, self.places.may_undo, self.seat, self.case, dialog=True)
        return [] if undo.reason else [undo]

    def queue(self):
        """(position, length, previous, next) of this case in what waits at this desk."""
        return place_in_queue(self.seat, self.object, self.places.detail, self.role)


class ClimbPage(DeskPage, abstract=True):
    """One submission judged as a whole: its file at page width, beside it what it says, 审批记录, and the decision where it is due at this
    seat's desk. Then the menu folds away and nothing decisive leaves the screen (`focus`)."""

    template_name = "generic/climb.html"
    phrases = ()

    def shown_file(self):
        """(address, StoredFile, name) of what is read beside the verdict; empty where there is no file."""
        return ()

    def first_words(self):
        """What the opinion begins with, before anybody types; it may be emptied."""
        return ""

    @property
    def focus(self):
        return self.is_due

    def heading(self):
        return self.object.record_label

    @cached_property
    def is_due(self):
        return not why_not(self.places.may_judge, self.seat, self.case)

    @property
    def is_own(self):
        """Does this seat hand it in, as the person or for the unit?"""
        owner, unit = self.object.chain_owner, self.seat.unit
        return owner == self.seat.account if owner else unit is not None and self.object.unit_id == unit.pk

    @property
    def crumbs(self):
        return (self.places.own if self.is_own and not self.is_due else self.places.queue,)

    def get_context_data(self, **kwargs):
        case = self.case
        opened = {"step": case.step and case.step.pk, "reason": self.first_words()}
        kwargs.setdefault("form", DeskForm(words=case.spec.words, initial=opened))
        if opened["reason"] and not kwargs["form"].is_bound:
            kwargs["form"].fields["reason"].help_text += "已预先填好，可改，可清空。"
        return super().get_context_data(
            record=case.timeline(names=self.seat.is_staff),
            file=self.shown_file(),
            options=case.options if self.is_due else [],
            queue=self.queue() if self.is_due else None,
            open_step=case.step,
            decide_url=reverse(self.places.decide, args=[case.pk]),
            phrases=self.phrases,
            **kwargs,
        )


class DecidePage(ClimbPage, abstract=True):
    """A desk's decision on the same page: a button is the verdict, a phrase chip comes back with the reason filled in.

    `permission` asks for a desk only: whose desk it is now says the engine, so that a late colleague keeps what was typed. The verdicts
    of `asks_once` are confirmed on a page of their own.
    """

    asks_once = ()
    asked_template = "generic/decision_asked.html"

    def decide(self, **given):
        """Call the app's action with step_id, verdict and reason."""
        raise ImproperlyConfigured(f"{type(self).__name__} needs decide()")

    def get(self, request, *args, **kwargs):
        return HttpResponseRedirect(reverse(self.places.detail, args=[self.object.pk]))

    def post(self, request, *args, **kwargs):
        words = self.object.spec.words
        if phrase := request.POST.get("phrase"):
            form = DeskForm(words=words, initial=with_phrase(request.POST, phrase))
            return self.render_to_response(self.get_context_data(form=form))
        form = DeskForm(request.POST, words=words)
        if not form.is_valid() or request.POST.get("back"):
            return self.render_to_response(self.get_context_data(form=form))
        if self.must_ask(form.cleaned_data):
            return self.ask(form.cleaned_data)
        place, said = self.queue(), form.cleaned_data
        try:
            self.decide(step_id=said["step"], verdict=said["verdict"], reason=said["reason"])
        except Refused as error:
            self.note_refusal(error)
            form.add_error(None, str(error))
            return self.render_to_response(self.get_context_data(form=form), status=403)
        messages.success(request, f"{self.object}：{led_to(self.object)}。")
        return self.lead(onwards(place) or reverse(self.places.queue[1]))

    def must_ask(self, said):
        """What would be refused is not asked: the engine says why."""
        stands_here = self.case.step and self.case.step.pk == said["step"] and not self.case.why_not_decide
        return stands_here and said["verdict"] in self.asks_once and not self.request.POST.get("confirmed")

    def ask(self, said):
        """【退回修改】 or 【未通过】 is meant? 【回去改】 leads back with everything typed."""
        context = self.get_context_data(asked=said, word=self.object.spec.words[said["verdict"]])
        return self.response_class(self.request, [self.asked_template], context)


class UndoPage(ActionPage, abstract=True):
    """撤回我的通过, while the next desk has not opened the case."""

    places = None
    title = "撤回我的通过"
    form_class = StepForm
    success = "已撤回，回到您的环节。"

    def explain(self):
        until = "评委会还没有受理" if self.subject.is_awaiting else "下一环节还没有打开"
        return f"{until}，可以撤回刚才的【通过】重新审查；已作的结论保留为草稿。"

    @cached_property
    def subject(self):
        return Case.load(self.object, self.seat)

    @property
    def here(self):
        return self.places.queue[1]

    def back(self):
        return reverse(self.places.detail, args=[self.object.pk])

    def get_initial(self):
        return {"step": self.subject.stands_by.pk}

    def save(self, form):
        engine.undo(self.object, by=self.seat, step_id=form.cleaned_data["step"])


def led_to(subject):
    """What a desk's decision led to: under way it is sent on, only at the end it has passed."""
    return f"已送 {subject.run.place}" if subject.run.place else subject.state_label


def place_in_queue(seat, climbing, detail_name, role=None):
    """(position, length, address before, address after) in what waits at this seat's desks; None where it does not wait there."""
    waiting = desk_steps(seat, climbing.spec, role).values_list(f"run__{climbing._meta.model_name}", flat=True)
    pks = list(waiting[:QUEUE_LENGTH])
    if climbing.pk not in pks:
        return None
    place = pks.index(climbing.pk)
    near = (place - 1, place + 1)
    before, after = (reverse(detail_name, args=[pks[n]]) if 0 <= n < len(pks) else "" for n in near)
    return place + 1, len(pks), before, after


def onwards(place):
    """From this place in the queue (`place_in_queue`): the address of the next case, else of the one before, else ""."""
    return place and (place[3] or place[2])


def with_phrase(typed, phrase):
    """What was typed, with the phrase on a line of its own."""
    reason = typed.get("reason", "").strip()
    return {"step": typed.get("step"), "reason": f"{reason}\n{phrase}" if reason else phrase}
