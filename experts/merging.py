"""【撤并】: what of this app's rows goes to the survivor (`orgs.merging`)."""

from experts.models import ExpertFiling
from orgs.chain import under_way

RULES = {"experts.ExpertFiling.unit": "没有结束的随之变动；已结束的保持原样"}


def carry(merge):
    merge.note("专家申报", under_way.carry(ExpertFiling, merge.unit, merge.survivor))
