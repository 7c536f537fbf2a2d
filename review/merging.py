"""【撤并】: what of this app's rows goes to the survivor (`orgs.merging`)."""

from orgs.chain import under_way
from review.models import Application, Committee, CommitteeFiling

RULES = {
    "review.Application.unit": "没有结束的随之变动；已结束的保持原样，撤回未通过时再随之变动",
    "review.Committee.host": "由并入单位组建",
    "review.Committee.serves": "服务并入单位",
    "review.CommitteeFiling.serves": "服务并入单位",
}


def carry(merge):
    merge.note("职称申报", under_way.carry(Application, merge.unit, merge.survivor))
    hosted = Committee.objects.filter(host=merge.unit)
    merge.note("评委会", list(hosted))
    hosted.update(host=merge.survivor)
    for model in (Committee, CommitteeFiling):
        for row in model.objects.filter(serves=merge.unit):
            row.serves.remove(merge.unit)
            row.serves.add(merge.survivor)
