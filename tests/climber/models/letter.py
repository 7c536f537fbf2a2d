"""来信: judged by area."""

from django.db import models

from orgs.chain.spec import ChainSpec, Content, Resume
from orgs.chain.states import Climbing
from orgs.chain.words import Area, Verdict
from orgs.models import Account, Unit

AREAS = (Area("text", "正文"), Area("files", "附件"))
LETTER = ChainSpec(
    key="letter",
    label="来信",
    words={Verdict.PASS: "通过", Verdict.RETURN: "退回修改", Verdict.FAIL: "未通过"},
    areas=lambda: AREAS,
    resume=Resume.BOTTOM_TICKED,
)


class Letter(Climbing):
    """Has two areas; unchanged ones come back ticked."""

    spec = LETTER
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    host = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    series = models.CharField(max_length=2)
    owner = models.ForeignKey(Account, null=True, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(default="")
    files = models.TextField(default="")
    held_up = models.CharField(max_length=50, default="", blank=True)

    def __str__(self):
        return f"来信 {self.pk}"

    @property
    def chain_owner(self):
        return self.owner

    @property
    def series_code(self):
        return self.series

    def final_organ(self):
        return self.host

    def why_not_pass(self, step):
        return self.held_up

    def content(self):
        """An area without a word is empty."""
        said = {"text": self.text, "files": self.files}
        prints = {key: f"{key}:{text}" for key, text in said.items()}
        return Content(prints, frozenset(key for key, text in said.items() if not text))
