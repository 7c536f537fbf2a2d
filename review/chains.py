"""How an application climbs (docs/screens.md §4, docs/domain.md §1)."""

from orgs.chain.spec import ChainSpec, Resume
from orgs.chain.words import Verdict
from personnel.areas import content_areas
from personnel.seats import seats_at

APPLICATION = ChainSpec(
    key="application",
    label="职称申报",
    words={Verdict.PASS: "通过", Verdict.RETURN: "退回修改", Verdict.FAIL: "未通过"},
    areas=content_areas,
    resume=Resume.BOTTOM_TICKED,
    states={"in_review": "审查中"},
    seats_at=seats_at,
    awaits_result=True,
)
