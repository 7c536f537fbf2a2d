"""What a reviewer has begun to write about an area and not saved, kept in the session while another area is open.

A draft needs a verdict, and every one but 通过 a reason; what is only begun is neither, and nobody else's business.
"""

KEY = "half_verdicts"
AT_MOST = 40  # areas; a session is no place for more
LONGEST = 5000  # letters of one reason, five times what its field takes


def any_kept(session):
    """Is anything begun, at whatever desk? Asked before a case is read for it."""
    return bool(session.get(KEY))


class Halves:
    """Those at one open desk."""

    def __init__(self, session, step):
        self.session, self.step = session, step

    def of(self, area):
        """{"verdict", "reason"} as begun, or None."""
        return self.session.get(KEY, {}).get(self._name(area)) if self.step else None

    def keep(self, area, half):
        """`half` None: it is saved, cleared or as it was."""
        kept = dict(self.session.get(KEY, {}))
        before = kept.pop(self._name(area), None)
        if half:
            kept[self._name(area)] = half | {"reason": half["reason"][:LONGEST]}
        if half or before:
            self.session[KEY] = dict(list(kept.items())[-AT_MOST:])

    @property
    def any(self):
        """Is anything begun at this desk?"""
        return any(name.startswith(self._name("")) for name in self.session.get(KEY, {})) if self.step else False

    def _name(self, area):
        return f"{self.step.pk}:{area}" if self.step else ""
