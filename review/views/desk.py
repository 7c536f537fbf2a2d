"""经办人审查 and 负责人审查: the case."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import cached_property

from orgs.chain import engine
from orgs.chain.case import Case
from orgs.chain.conditions import has_reached_the_seat
from orgs.chain.words import Role, Verdict
from orgs.models import StoredFile
from orgs.views.desks import DeskPage, UndoPage, with_phrase
from orgs.views.places import Places
from personnel.dossier.panels import section_panel
from review import actions
from review.forms import VerdictForm
from review.halves import Halves, any_kept
from review.models import Application
from review.offers import places_for
from review.phrases import phrases_for
from review.queries import (
    DESKS,
    area_states,
    facts_of,
    results_of,
    said_of,
    snapshots_of,
    standing_snapshots,
)
from titleplatform.kit import once
from titleplatform.kit.access import why_not
from titleplatform.kit.buttons import button
from titleplatform.kit.forms import as_opened
from titleplatform.kit.numbers import whole_number
from titleplatform.kit.pages import DetailPage, FilePage, rows_of
from titleplatform.kit.refusals import Refused

WITHOUT_VERDICT = ("clear", "rest")  # these buttons come without a verdict, so the form as a whole is not valid
CASES = rows_of(Application).with_names().exclude(run=None)
AT_DESK = {
    role: Places(
        model=Application,
        queue=(label, url_name),
        detail="review:case",
        undo="review:undo",
        may_undo="review.undo_case",
    )
    for role, (label, url_name, _) in DESKS.items()
}


class CasePage(DeskPage):
    """The dossier beside the review panel. Only areas in my scope are open; verdicts are drafts until handed in."""

    permission = "review.open_case"
    queryset = CASES
    template_name = "review/case.html"

    @property
    def step(self):
        return self.case.step

    @cached_property
    def refusal(self):
        """Why this seat may not judge now; "" where it may."""
        return why_not("review.judge_case", self.seat, self.case)

    @cached_property
    def frozen(self):
        """(this round's snapshot, that of the last round that this desk saw or None)."""
        return snapshots_of(self.case)

    @cached_property
    def facts(self):
        return facts_of(self.frozen[0])

    @cached_property
    def states(self):
        return area_states(self.case, *self.frozen)

    @property
    def role(self):
        run = self.object.run
        at_mine = self.seat.holds(run.current_unit_id, run.current_role)
        return Role(run.current_role) if at_mine else min(self.seat.roles, key=list(Role).index)

    @property
    def places(self):
        return AT_DESK[self.role]

    def heading(self):
        return f"{self.facts['name']}　{self.facts['title']}"

    def buttons(self):
        application, seat = self.object, self.seat
        return [
            button("打印评审表", "review:print", "review.print_form", seat, self.case, icon="print"),
            button("审批记录", "review:record", "review.see_record", seat, application),
            *self.decisions(),
            *super().buttons(),
        ]

    def decisions(self):
        """What may be decided about the whole application now, beside the verdicts on its areas."""
        offered = [
            button("不推荐", "review:not_recommend", "review.not_recommend", self.seat, self.case, dialog=True),
            button("撤回未通过", "review:reopen", "review.reopen_case", self.seat, self.case, dialog=True),
        ]
        return [each for each in offered if not each.reason]

    @cached_property
    def area(self):
        """The area shown: the asked one, else the first that is mine and open, else the first that is mine."""
        mine = [state for state in self.states if state.is_mine]
        asked = self.request.POST.get("area") or self.request.GET.get("area")
        chosen = [state for state in mine if state.key == asked]
        opened = [state for state in mine if state.is_open]
        return next(iter(chosen or opened or mine), None)

    @cached_property
    def halves(self):
        """What this seat has begun to write at the open desk and not saved."""
        return Halves(self.request.session, self.step)

    def keep_half(self):
        """What is begun and not what was saved before waits here for its author, who may open another area meanwhile."""
        typed = self.request.POST
        if "reason" not in typed:
            return
        said = self.area and self.area.verdict
        half = {"verdict": typed.get("verdict", ""), "reason": typed.get("reason", "").replace("\r\n", "\n").strip()}
        saved = {"verdict": said.verdict, "reason": said.reason} if said else {"verdict": "", "reason": ""}
        is_mine = self.area and self.area.key == typed.get("area") and self.area.is_writable
        if is_mine and self.step and whole_number(typed.get("step")) == self.step.pk:
            self.halves.keep(self.area.key, half if half != saved else None)

    @property
    def begun(self):
        """Why nothing may be handed in over what is begun and not saved; "" where nothing is."""
        if not any_kept(self.request.session):
            return ""
        labels = [state.label for state in self.states if state.is_writable and self.halves.of(state.key)]
        return f"“{'、'.join(labels)}”写了一半，请先【保存，下一项】或【清除】。" if labels else ""

    @property
    def saved(self):
        """What the form of the area shown holds of what is saved."""
        said = self.area.verdict if self.area else None
        begun = {"step": self.step.pk if self.step else None, "area": self.area.key if self.area else ""}
        return begun | ({"verdict": said.verdict, "reason": said.reason} if said else {})

    def verdict_form(self):
        half = self.halves.of(self.area.key) if self.area else None
        return VerdictForm(initial=self.saved | (half or {}))

    def get_context_data(self, **kwargs):
        now, before = self.frozen
        area = self.area
        kwargs.setdefault("form", self.verdict_form())
        kwargs.setdefault("half", bool(area and self.halves.of(area.key)))
        kwargs.setdefault("seen", as_opened(VerdictForm(initial=self.saved)))
        return super().get_context_data(
            application=self.object,
            area=area,
            panel=self.panel(now, before) if area else None,
            queue=self.queue(),
            phrases=phrases_for(area.key) if area else (),
            choices=self.object.spec.words.items(),
            days=self.step.working_days if self.step else "",
            frozen=now,
            said=said_of(self.case, area.key) if area else [],
            earlier=[each for each in self.case.corrections if area and each.area == area.key],
            compared=before is not None,
            changed=sum(state.changed for state in self.states),
            **self.progress(),
            **kwargs,
        )

    def progress(self):
        """What has been said at this desk, what is left to this seat, and why it may not hand in yet."""
        step, area, case = self.step, self.area, self.case
        mine = [state for state in self.states if state.is_mine and not state.is_settled]
        can_judge = bool(step) and not self.refusal
        result, of_areas = case.expected
        return {
            "once": once.new_token(),
            "step": step,
            "states": self.states,
            "mine": mine,
            "can_judge": can_judge,
            "at_desk": case.sits_here,
            "refusal": self.refusal,
            "done": sum(bool(state.verdict) for state in mine),
            "left": sum(state.is_open for state in mine),
            "others": [state for state in self.states if not state.is_mine or state.draft],
            "result": result,
            "of_areas": [case.label_of(key) for key in of_areas],
            "open_areas": len(set(case.unsettled) - set(case.given)),
            "asks_once": result not in (None, Verdict.PASS),
            "writable": bool(step and area) and area.is_writable and not case.why_not_judge(area.key),
            "kept": case.drafted_already(area.key) if area and area.draft else "",
            "blocked": case.why_not_hand_in or self.begun if can_judge else "",
            "places": places_for(self.object) if can_judge and step.recommends else None,
        }

    def panel(self, now, before):
        """The chosen area's section, with what changed since the last round marked."""
        section = now["sections"][self.area.key]
        old = before["sections"].get(self.area.key) if before else None
        return section_panel(
            section, old, file_url=lambda file: reverse("review:case_file", args=[self.object.pk, file["sha256"]])
        )


class VerdictPage(CasePage):
    """【保存，下一项】, 【清除】, 【其余各项通过】, the phrase chips and the other areas of the list: the same page. Whatever is pressed,
    what stands in the form is not lost."""

    permission = "review.open_case"  # whether it may be judged now the engine says, and what was typed is shown again
    queryset = CASES

    def get(self, request, *args, **kwargs):
        return HttpResponseRedirect(reverse("review:case", args=[self.object.pk]))

    def post(self, request, *args, **kwargs):
        form = VerdictForm(request.POST)
        if phrase := request.POST.get("phrase"):
            return self.render_to_response(self.get_context_data(form=self.with_phrase(phrase)))
        if go := request.POST.get("go"):
            self.keep_half()
            return HttpResponseRedirect(f"{reverse('review:case', args=[self.object.pk])}?{urlencode({'area': go})}")
        if not form.is_valid() and request.POST.get("do") not in WITHOUT_VERDICT:
            return self.render_to_response(self.get_context_data(form=form))
        try:
            self.keep(form)
        except Refused as error:
            self.note_refusal(error)
            return self.render_to_response(self.get_context_data(form=self.refused(str(error))), status=403)
        return HttpResponseRedirect(reverse("review:case", args=[self.object.pk]) + self.following())

    def keep(self, form):
        do = form.data.get("do")
        given = {"by": self.seat, "step_id": whole_number(form.data.get("step")) or 0}
        if do == "rest":
            return self.pass_rest(given)
        self.demand_unchanged(form, given["step_id"])
        self.halves.keep(form.data.get("area", ""), None)
        given["area"] = form.data.get("area", "")
        if do == "clear":
            return engine.clear_draft(self.object, **given)
        verdict = Verdict(form.cleaned_data["verdict"])
        return engine.save_draft(self.object, **given, verdict=verdict, reason=form.cleaned_data["reason"])

    def demand_unchanged(self, form, step_id):
        """Two tabs on one area: the second one sees what the first one saved, and saves again if it means it."""
        now = as_opened(VerdictForm(initial=self.saved))
        if self.step and self.step.pk == step_id and form.data.get("seen", now) != now:
            said = self.area.verdict
            reason = f"：{said.reason}" if said and said.reason else ""
            saved = f"保存为“{said.get_verdict_display()}{reason}”" if said else "清除"
            raise Refused(f"“{self.area.label}”在这一页打开之后已{saved}，没有覆盖。您填写的还在，核对后请再保存一次。")

    def pass_rest(self, given):
        """Not over what is begun: whoever has begun to write a reason does not mean 通过."""
        self.keep_half()
        if self.begun:
            raise Refused(self.begun)
        return engine.pass_rest(self.object, **given)

    def refused(self, reason):
        """The form as typed, for the step where the case stands now, with the reason above it."""
        data = self.request.POST.copy()
        data["step"], data["area"] = self.step.pk if self.step else "", self.area.key if self.area else ""
        form = VerdictForm(data)
        form.add_error(None, reason)
        return form

    def with_phrase(self, phrase):
        """The form as typed, the phrase added; 退回修改 is chosen where nothing was."""
        typed = self.request.POST
        chosen = {"area": typed.get("area"), "verdict": typed.get("verdict") or Verdict.RETURN}
        return VerdictForm(initial=with_phrase(typed, phrase) | chosen)

    def following(self):
        """The next area of mine without a verdict; this one again after 【清除】 and 【其余各项通过】."""
        if self.request.POST.get("do") in WITHOUT_VERDICT:
            return f"?area={self.area.key}" if self.area else ""
        keys = [state.key for state in self.states if state.is_mine]
        place = keys.index(self.area.key)
        open_keys = {state.key for state in self.states if state.is_open} - {self.area.key}
        after = [key for key in keys[place + 1 :] + keys[:place] if key in open_keys]
        return f"?area={after[0] if after else self.area.key}"


class UndoCasePage(UndoPage):
    permission = "review.undo_case"
    queryset = CASES

    def save(self, form):
        actions.undo_pass(by=self.seat, application=self.object, step_id=form.cleaned_data["step"])

    @property
    def places(self):
        return AT_DESK[Role(self.subject.before.role)]


class CaseFile(FilePage):
    """An attachment of a frozen round, for a reviewer in whose areas it lies."""

    permission = "review.open_case"
    queryset = CASES

    def stored(self):
        sha = self.kwargs["sha256"]
        for snapshot in standing_snapshots(self.object):
            for key, section in snapshot.data["sections"].items():
                if not self.seat.scope.covers(self.object.run.series_code, key):
                    continue
                for file in (file for entry in section["entries"] for file in entry["attachments"]):
                    if file["sha256"] == sha:
                        return StoredFile._default_manager.get(sha256=sha), file["name"]
        raise Http404


class RecordPage(DetailPage):
    """审批记录; of what has not reached the seat's unit who has it and had it, not what they said."""

    permission = "review.see_record"
    queryset = CASES
    sight = "with_record_for"
    template_name = "review/record.html"
    here = "review:status"

    def heading(self):
        return f"审批记录　{self.object.run.label}"

    def get_context_data(self, **kwargs):
        record = Case.load(self.object, self.seat).timeline(opinions=has_reached_the_seat(self.seat, self.object))
        return super().get_context_data(record=record, results=results_of(self.object), **kwargs)
