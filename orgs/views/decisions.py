"""审核 of what a lower unit hands up: one page for a unit, a change of its key facts, a committee."""

from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse

from orgs.forms import DecisionForm
from titleplatform.kit.pages import FormPage, ObjectPage


class DecisionPage(ObjectPage, FormPage, abstract=True):
    """The details beside 通过 / 退回 (with a reason); a subclass says how each is done, and `besides()`: what the decision was made on,
    so that nothing is decided that changed meanwhile."""

    form_class = DecisionForm
    watched = True

    def besides(self):
        raise ImproperlyConfigured(f"{type(self).__name__} needs besides()")

    def approve(self):
        raise ImproperlyConfigured(f"{type(self).__name__} needs approve()")

    def send_back(self, reason):
        raise ImproperlyConfigured(f"{type(self).__name__} needs send_back()")

    def get_form(self, form_class=None):
        form = super().get_form(form_class)
        form.held_besides = self.besides()
        return form

    def save(self, form):
        if form.cleaned_data["decision"] == DecisionForm.APPROVE:
            return self.approve()
        return self.send_back(form.cleaned_data["reason"])

    def get_success_url(self):
        return reverse(self.back_to)
