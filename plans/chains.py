"""How a plan climbs (docs/screens.md §3, docs/domain.md §1)."""

from orgs.chain.spec import ChainSpec, Resume
from orgs.chain.words import Verdict
from personnel.seats import seats_at

PLAN = ChainSpec(
    key="plan",
    label="申报计划",
    words={Verdict.PASS: "通过", Verdict.RETURN: "撤回"},
    resume=Resume.BOTTOM,
    seats_at=seats_at,
    states={"returned": "已撤回"},
)
