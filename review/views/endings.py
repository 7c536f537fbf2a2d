"""Decisions on an application as a whole: 【不推荐】, and a 未通过 taken back."""

from django.urls import reverse
from django.utils.functional import cached_property

from orgs.chain.case import Case
from orgs.chain.endings import decided_about, failure
from orgs.chain.words import Role
from orgs.forms import ReasonedStepForm, StepForm
from review import actions
from review.views.desk import AT_DESK, CASES
from titleplatform.kit.access import demand, why_not
from titleplatform.kit.pages import ActionPage


class NotRecommendPage(ActionPage):
    """【不推荐】: the submitting unit does not send it up. `permission` asks for the desk only, so that a late colleague keeps what was
    typed."""

    permission = "review.judge_as_leader"
    queryset = CASES
    title = submit_label = "不推荐"
    form_class = ReasonedStepForm
    danger = True
    here = "review:leader"
    crumbs = (AT_DESK[Role.LEADER].queue,)
    success = "已作出“不推荐”结论，申报人可以看到理由。"

    @cached_property
    def case(self):
        return Case.load(self.object, self.seat)

    def explain(self):
        return "本次申报到此结束，占用的指标退还。不计申报次数：申报人看到理由，本年度可以再申报，也可以变动单位。"

    def get(self, request, *args, **kwargs):
        demand("review.not_recommend", self.seat, self.case)
        return super().get(request, *args, **kwargs)

    def post(self, request, *args, **kwargs):
        if refusal := why_not("review.not_recommend", self.seat, self.case):
            form = self.get_form()
            form.add_error(None, refusal)
            return self.form_invalid(form, status=403)
        return super().post(request, *args, **kwargs)

    def get_initial(self):
        about = decided_about(self.case)
        return {"step": about.pk if about else 0}

    def save(self, form):
        said = form.cleaned_data
        actions.not_recommend(by=self.seat, application=self.object, step_id=said["step"], reason=said["reason"])

    def back(self):
        return reverse("review:case", args=[self.object.pk])

    def get_success_url(self):
        return reverse(self.here)


class ReopenPage(ActionPage):
    """【撤回未通过】 by its author."""

    permission = "review.reopen_case"
    queryset = CASES
    title = "撤回未通过"
    form_class = StepForm
    success = "已撤回，回到您的环节。"

    @cached_property
    def subject(self):
        return Case.load(self.object, self.seat)

    @property
    def crumbs(self):
        return (AT_DESK[Role(failure(self.subject).role)].queue,)

    @property
    def here(self):
        return self.crumbs[0][1]

    def explain(self):
        return "申报回到您的环节重新审查，您提交的结论保留为草稿；原来占用的指标重新占用。"

    def get_initial(self):
        return {"step": failure(self.subject).pk}

    def save(self, form):
        actions.reopen_application(by=self.seat, application=self.object, step_id=form.cleaned_data["step"])

    def back(self):
        return reverse("review:case", args=[self.object.pk])
