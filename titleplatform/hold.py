"""The one address to which files go as soon as they are chosen (`titleplatform.kit.held`)."""

from django.core.exceptions import BadRequest, ValidationError
from django.core.signing import BadSignature

from titleplatform.kit.held import opened, token_name
from titleplatform.kit.pages import NO_ROWS, Page
from titleplatform.kit.uploads import checked


class HoldFilePage(Page):
    """Checks the file by the rule of its field, keeps it for the acting person, and answers with the token, or with what is wrong."""

    permission = "titleplatform.hold_file"
    queryset = NO_ROWS
    http_method_names = ["post", "options"]
    template_name = "components/upload_state.html"

    def post(self, request):
        name = request.GET.get("name", "")
        file = request.FILES.get(name)
        try:
            rule = opened(request.GET.get("rule", ""))
        except BadSignature:
            raise BadRequest("a rule that is none of ours") from None
        if file is None:
            return self.render_to_response({})
        try:
            held = request.hold_file(file=checked(file, rule), rule=rule)
        except ValidationError as error:
            return self.render_to_response({"errors": error.messages})
        return self.render_to_response({"held": held, "held_name": token_name(name)})
