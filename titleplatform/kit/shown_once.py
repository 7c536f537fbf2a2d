"""Pages whose answer holds a secret: an initial or one-time password, a whole ID number.

It stands in the answer of the POST and nowhere else: in no session, message, redirect or form token. Whoever sends the form again
reads that it was shown, and is offered what makes a new one.

    secrets(result)    (name, secret) pairs; where there are none the page ends like any other form
    success_text       the sentence above them
    whose, what        the headings of the two
    anew(result)       the address that makes them anew, kept for a repeat
    anew_label         the words of that way
"""

from titleplatform.kit import once
from titleplatform.kit.pages import FormPage, Page


class ShownOncePage(FormPage, abstract=True):
    shown_template = "generic/shown_once.html"
    whose = "账号"
    what = "初始密码"
    anew_label = "初始化密码"

    def secrets(self, result):
        raise NotImplementedError

    def anew(self, result):
        return self.request.get_full_path()

    def succeed(self, result):
        secrets = self.secrets(result)
        if not secrets:
            return super().succeed(result)
        once.settle(self.token, self.request.user, self.anew(result))
        return self.answer(secrets=secrets, said=self.success_text(result))

    def repeated(self, led_to):
        return self.answer(anew=led_to or self.request.get_full_path())

    def answer(self, **context):
        """The page itself, or what htmx puts into the dialog. It is never kept: `Page.dispatch` says no-store."""
        template = "components/shown_once.html" if self.request.htmx else self.shown_template
        context = Page.get_context_data(self, form=None, **context)
        return self.response_class(self.request, [template], context, using=self.template_engine)
