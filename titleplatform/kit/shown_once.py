"""Pages whose answer holds a secret: an initial or one-time password, a whole ID number.

It stands in the answer of the POST and nowhere else: in no session, message, redirect or form token. Whoever sends the form again
reads that it was shown, and is offered what makes a new one.

    secrets(result)    (name, secret) pairs; where there are none the page ends like any other form
    success_text       the sentence above them
    whose, what        the headings of the two
    shown_note         what follows when the page is left
    anew(result)       the address that makes them anew, kept for a repeat
    anew_label         the words of that way
"""

from django.core.exceptions import ImproperlyConfigured
from django.utils.cache import patch_cache_control

from titleplatform.kit import once
from titleplatform.kit.pages import FormPage, Page

SHOWN = "shown "  # before the address that a token keeps, where a secret was shown


class ShownOncePage(FormPage, abstract=True):
    """Answers its POST with what is shown once."""

    shown_template = "generic/shown_once.html"
    whose = "账号"
    what = "初始密码"
    anew_label = "初始化密码"
    shown_note = "请现在告知本人；离开本页后这里不再显示。"

    def secrets(self, result):
        raise ImproperlyConfigured(f"{type(self).__name__} needs secrets()")

    def anew(self, result):
        return self.request.get_full_path()

    def succeed(self, result):
        secrets = self.secrets(result)
        if not secrets:
            return super().succeed(result)
        once.settle(self.token, self.request.user, SHOWN + self.anew(result))
        return self.answer(secrets=secrets, said=self.success_text(result))

    def repeated(self, led_to):
        if led_to and not led_to.startswith(SHOWN):  # there was no secret
            return super().repeated(led_to)
        return self.answer(anew=led_to.removeprefix(SHOWN) or self.request.get_full_path())

    def answer(self, **context):
        """The page itself, or what htmx puts into the dialog. It is never kept; a repeat does not pass `Page.dispatch`."""
        template = "components/shown_once.html" if self.request.htmx else self.shown_template
        context = Page.get_context_data(self, form=None, **context)
        response = self.response_class(self.request, [template], context, using=self.template_engine)
        patch_cache_control(response, private=True, no_store=True)
        return response
