"""Where the pages of one climber stand, said once: what the pages of `own` and `desks` lead to and ask."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Places:
    """`model` is the climber. The two lists are (label, url name); the rest are url names, and permissions where it says may_…

    An app leaves out what it has no page for.
    """

    model: type
    own: tuple[str, str] = ("", "")  # the list of whoever hands in
    queue: tuple[str, str] = ("", "")  # the list of a desk
    detail: str = ""
    add: str = ""
    decide: str = ""
    undo: str = ""
    passing: str = ""
    returning: str = ""
    may_add: str = ""
    may_judge: str = ""
    may_undo: str = ""

    @property
    def spec(self):
        return self.model.spec

    @property
    def subject_name(self):
        """How a run calls what it carries."""
        return self.model._meta.model_name
