"""【提交审批结果】: what was said about the areas begins to count."""

from django.http import HttpResponseRedirect
from django.urls import reverse

from orgs.chain.engine import Outcome
from orgs.chain.words import Verdict
from orgs.views.desks import led_to, onwards
from review import actions
from review.forms import HandInForm
from review.queries import drafted_besides_pass
from review.views.desk import CASES, CasePage
from titleplatform.kit.pages import FormPage
from titleplatform.kit.refusals import Refused

LED_TO = {
    Outcome.WAITING: "您的审批结果已提交，本环节还有其他内容待审",
    Outcome.RETURNED: "已退回申报人修改",
    Outcome.FAILED: "已作出“未通过”结论",
}


class HandInPage(CasePage, FormPage):
    """【提交审批结果】, then the next case of the queue; a double click leads there too. 退回修改 and 未通过 are asked once: every reason
    once more, in a dialog, or on a page where there is no script."""

    permission = "review.open_case"  # whether it may be judged now the engine says, and the page is shown again
    queryset = CASES
    form_class = HandInForm
    dialog_template = "components/dialog_form.html"
    before_form = "review/hand_in_asked.html"
    cancel_label = "回去改"

    def get(self, request, *args, **kwargs):
        return HttpResponseRedirect(self.back())

    def get_template_names(self):
        if self.is_asking:
            return [self.dialog_template] if self.request.htmx else ["generic/form.html"]
        return [self.template_name]

    @property
    def is_asking(self):
        """Is it to be confirmed? In the dialog a refusal of what was confirmed stands there too."""
        return bool(self.request.htmx) or (bool(self.asked) and not self.request.POST.get("confirmed"))

    @property
    def asked(self):
        """The (area's name, verdict's word, reason) that are no 通过, of what this seat is about to hand in."""
        drafts, words = self.case.own_drafts, self.object.spec.words
        return [
            (self.case.label_of(area), words[each.verdict], each.reason)
            for area, each in drafts.items()
            if each.verdict != Verdict.PASS
        ]

    @property
    def fails(self):
        """Does it end the application?"""
        return any(each.verdict == Verdict.FAIL for each in self.case.own_drafts.values())

    @property
    def passed(self):
        return len(self.case.own_drafts) - len(self.asked)

    @property
    def left_to_others(self):
        """How many areas of this desk have no verdict that counts even then: nothing is returned or sent on before."""
        return len(set(self.case.unsettled) - set(self.case.own_drafts))

    @property
    def verdict(self):
        return self.case.expected[0]

    @property
    def submit_label(self):
        return self.object.spec.words.get(self.verdict, "提交审批结果")

    @property
    def note(self):
        fails = self.verdict == Verdict.FAIL
        return "3 个工作日内可以【撤回未通过】" if fails else "提交后不能收回"

    def heading(self):
        return f"{self.submit_label}：{super().heading()}" if self.is_asking else super().heading()

    def post(self, request, *args, **kwargs):
        self.keep_half()
        form = self.get_form()
        if form.is_valid() and self.must_ask(form.cleaned_data):
            return self.render_to_response(self.get_context_data(form=HandInForm(initial={"step": self.step.pk})))
        return super().post(request, *args, **kwargs)

    def must_ask(self, said):
        """What would be refused is not asked: the engine says why. A 通过 costs one query."""
        if said["confirmed"] or not drafted_besides_pass(said["step"]):
            return False
        stands_here = self.step and self.step.pk == said["step"] and not self.refusal
        return bool(stands_here and self.asked and not self.case.why_not_hand_in and not self.begun)

    def save(self, form):
        if self.begun:
            raise Refused(self.begun)
        self.next_case = onwards(self.queue())
        return actions.hand_in_verdicts(by=self.seat, application=self.object, step_id=form.cleaned_data["step"])

    def success_text(self, outcome):
        return f"{self.object}：{LED_TO.get(outcome) or self.sent_on(outcome)}。"

    def sent_on(self, outcome):
        return f"已送 {self.object.committee}，待评审" if outcome is Outcome.AWAITING else led_to(self.object)

    def back(self):
        return reverse("review:case", args=[self.object.pk])

    def get_success_url(self):
        return self.next_case or reverse(self.here)

    def get_context_data(self, form, **kwargs):
        """On the case's page the form stays that of the verdict, and beside it stands why nothing was handed in."""
        if self.is_asking:
            shown = {"asked": self.asked, "passed": self.passed, "left": self.left_to_others}
            return super(CasePage, self).get_context_data(form=form, **shown, **kwargs)
        return super().get_context_data(hand_in_errors=form.non_field_errors(), **kwargs)
