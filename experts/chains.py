"""How an expert filing climbs: 单位 → 主管部门 → 市职改办 → 省职改办, no county office (docs/domain.md §1)."""

from orgs.chain.spec import ChainSpec, Resume
from orgs.chain.words import Verdict
from orgs.models.unit import Kind
from personnel.seats import seats_at

EXPERT = ChainSpec(
    key="expert",
    label="专家申报",
    words={Verdict.PASS: "通过", Verdict.RETURN: "退回修改", Verdict.FAIL: "未通过"},
    levels=frozenset(Kind) - {Kind.COUNTY},
    resume=Resume.BOTTOM,
    seats_at=seats_at,
    states={"in_review": "审查中", "passed": "已入库"},
)
