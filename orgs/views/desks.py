"""Pages that everything that climbs shares: the queue of a desk, batch 通过, the case with its decision, 撤回我的通过.

`review` judges by content area and has a case page of its own; plans and experts (and a fourth climber) declare these.
"""

from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property

from orgs.chain import engine, inbox
from orgs.chain.case import Case
from orgs.chain.models import ChainStep
from orgs.forms import DeskForm, StepForm
from orgs.queries import desk_steps
from titleplatform.kit.access import why_not
from titleplatform.kit.buttons import button
from titleplatform.kit.lists import BulkPage, ListPage
from titleplatform.kit.pages import ActionPage, DetailPage, rows_of
from titleplatform.kit.refusals import Refused

QUEUE_LENGTH = 200  # so far 上一个 / 下一个 looks


class QueuePage(ListPage, abstract=True):
    """What waits at a desk of this seat's unit: of which `spec`, at which `role`'s desk (None: both)."""

    spec = None
    role = None
    queryset = rows_of(ChainStep)
    template_name = "generic/tabbed_list.html"
    wide = True

    @property
    def tab(self):
        asked = self.request.GET.get("tab", "waiting")
        return asked if asked in inbox.TABS else "waiting"

    def get_queryset(self):
        return desk_steps(self.seat, self.spec, self.role, self.tab).select_related("run__unit", "unit")

    def get_table(self, **kwargs):
        table = super().get_table(**kwargs)
        table.words = self.spec.words
        return table

    def get_context_data(self, **kwargs):
        tabs = [(key, label, key == self.tab) for key, label in inbox.TABS.items()]
        return super().get_context_data(tabs=tabs, **kwargs)


class PassManyPage(BulkPage, abstract=True):
    """Batch 通过 with preview; what does not wait here any more is named with the reason. `subject_name`: how a run calls what it
    carries."""

    spec = None
    role = None
    subject_name = ""
    queryset = rows_of(ChainStep)
    title = "批量通过"
    submit_label = "全部通过"

    def get_queryset(self):
        steps = desk_steps(self.seat, self.spec, self.role, "all")
        return steps.select_related(f"run__{self.subject_name}", "run__unit", "unit")

    def row_subject(self, step):
        return getattr(step.run, self.subject_name)

    def row_label(self, step):
        return step.run.label

    def demand_row(self, step):
        """The engine asks the same under its locks."""


class ClimbPage(DetailPage, abstract=True):
    """One submission: what it says, 审批记录, and beside them the decision where it is due at this seat's desk.

    `queue`: the url name of the list it waits in; `detail_name`, `decide_name`, `undo_name`: the url names of this page, of the decision
    and of 撤回我的通过; `judge_permission` and `undo_permission` what the last two ask.
    """

    wide = True
    template_name = "generic/climb.html"
    queue = ""
    phrases = ()
    detail_name = decide_name = undo_name = judge_permission = undo_permission = ""

    def get(self, request, *args, **kwargs):
        engine.mark_seen(self.case)
        return super().get(request, *args, **kwargs)

    @cached_property
    def case(self):
        return Case.load(self.object, self.seat)

    @cached_property
    def is_due(self):
        return not why_not(self.judge_permission, self.seat, self.case)

    def buttons(self):
        if why_not(self.undo_permission, self.seat, self.case):
            return []
        return [button("撤回我的通过", self.undo_name, self.undo_permission, self.seat, self.case, dialog=True)]

    def place(self):
        return place_in_queue(self.seat, self.object, self.detail_name)

    def get_context_data(self, **kwargs):
        case = self.case
        kwargs.setdefault("form", DeskForm(words=case.spec.words, initial={"step": case.step and case.step.pk}))
        return super().get_context_data(
            record=case.timeline(names=self.seat.is_staff),
            options=case.options if self.is_due else [],
            queue=self.place() if self.is_due else None,
            open_step=case.step,
            decide_url=reverse(self.decide_name, args=[case.pk]),
            phrases=self.phrases,
            **kwargs,
        )


class DecidePage(ClimbPage, abstract=True):
    """A desk's decision on the same page: a button is the verdict, a phrase chip comes back with the reason filled in.

    `permission` asks for a desk only: whose desk it is now says the engine, so that a late colleague keeps what was typed.
    """

    def decide(self, **given):
        """Call the app's action with step_id, verdict and reason."""
        raise ImproperlyConfigured(f"{type(self).__name__} needs decide()")

    def get(self, request, *args, **kwargs):
        return HttpResponseRedirect(reverse(self.detail_name, args=[self.object.pk]))

    def post(self, request, *args, **kwargs):
        words = self.object.spec.words
        if phrase := request.POST.get("phrase"):
            form = DeskForm(words=words, initial=with_phrase(request.POST, phrase))
            return self.render_to_response(self.get_context_data(form=form))
        form = DeskForm(request.POST, words=words)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form))
        queue, said = self.place(), form.cleaned_data
        try:
            self.decide(step_id=said["step"], verdict=said["verdict"], reason=said["reason"])
        except Refused as error:
            form.add_error(None, str(error))
            return self.render_to_response(self.get_context_data(form=form), status=403)
        following = queue and (queue[3] or queue[2])
        messages.success(request, f"{self.object}：已{words[said['verdict']]}。")
        return self.lead(following or reverse(self.queue))


class UndoPage(ActionPage, abstract=True):
    """撤回我的通过, while the next desk has not opened the case."""

    title = "撤回我的通过"
    form_class = StepForm
    submit_label = "确定"
    success = "已撤回，回到您的环节。"

    def explain(self):
        return "下一环节还没有打开，可以撤回刚才的【通过】重新审查；已作的结论保留为草稿。"

    @cached_property
    def subject(self):
        return Case.load(self.object, self.seat)

    def get_initial(self):
        return {"step": self.subject.step.pk}

    def save(self, form):
        engine.undo(self.object, by=self.seat, step_id=form.cleaned_data["step"])


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


def with_phrase(typed, phrase):
    """What was typed, with the phrase on a line of its own."""
    reason = typed.get("reason", "").strip()
    return {"step": typed.get("step"), "reason": f"{reason}\n{phrase}" if reason else phrase}
