"""Files that were chosen before their form was right are not chosen twice: they are held, and the form carries a token in the file's place.

With script a file is uploaded as soon as it is chosen; without one it is held when its form comes back with an error somewhere else. The
kit has no tables: the middleware gives each request `hold_file(file=, rule=)` and `held_file(token)`, for whoever is acting.
"""

from django import forms
from django.core import signing
from django.urls import reverse

from titleplatform.kit.uploads import FileRule

SALT = "titleplatform.kit.held"


class Token(str):
    """What a form sends in the place of a file."""


def token_name(name):
    """The name of the hidden field beside a file field."""
    return f"{name}-held"


def sealed(rule):
    """The rule of a field as it travels through the page; `opened` reads it back."""
    return signing.dumps(rule.spelled, salt=SALT)


def opened(text):
    """The FileRule behind `sealed`. Raises BadSignature where it is none of ours."""
    return FileRule.of(signing.loads(text, salt=SALT))


class UploadInput(forms.FileInput):
    """A file field that remembers what was chosen, also where its form is shown again unchecked (【再加一行】): `held` is the file behind
    the token it came back with."""

    template_name = "components/upload.html"
    rule = None  # set by `kit.forms.UploadField`
    find_held = None  # gives the file behind a token, for whoever is acting; set by the page
    token, held = "", None

    def hold(self, token):
        """Take up the file behind this token: the acting person's, and checked by the rule of this very field. None where it is not."""
        found = self.find_held(token) if self.find_held else None
        self.held = found if found and found.rule == self.rule.spelled else None
        return self.held

    def value_from_datadict(self, data, files, name):
        chosen, token = super().value_from_datadict(data, files, name), data.get(token_name(name))
        self.token = Token(token) if token and not chosen else ""
        return self.token or chosen

    def value_omitted_from_data(self, data, files, name):
        return super().value_omitted_from_data(data, files, name) and token_name(name) not in data

    def get_context(self, name, value, attrs):
        if self.token and self.held is None:
            self.hold(self.token)
        about = {"held": self.held, "held_name": token_name(name), "address": reverse("hold_file")}
        return super().get_context(name, value, attrs) | about | {"rule": sealed(self.rule)}
