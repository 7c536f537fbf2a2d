"""How an action says no."""

from django.core.exceptions import PermissionDenied


class Refused(PermissionDenied):
    """An action that may not or cannot be done now; the text is shown to the user as it is (HTTP 403, or a form's error)."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason

    def __str__(self):
        return self.reason


class Stale(Refused):
    """Somebody acted in between (second click, second tab, colleague): nothing was changed. The text says who did what and when."""
