"""The menu, letter for letter from docs/screens.md §0. An entry appears when the account may open its page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    label: str
    url_name: str
    permission: str


@dataclass(frozen=True)
class Group:
    label: str
    icon: str
    entries: tuple[Entry, ...]


MENU = (
    Group(
        "单位管理",
        "building",
        (
            Entry("单位管理", "orgs:units", "orgs.list_units"),
            Entry("单位信息维护", "orgs:own_unit", "orgs.edit_own_unit"),
            Entry("下级单位审核", "orgs:lower_units", "orgs.list_lower_units"),
            Entry("申报计划上传", "plans:own_plans", "plans.list_own_plans"),
            Entry("申报计划审查", "plans:review", "plans.review_plans"),
            Entry("申报计划统计", "plans:statistics", "plans.see_statistics"),
        ),
    ),
    Group(
        "人员管理",
        "people",
        (
            Entry("审查人员角色分配", "personnel:reviewers", "personnel.list_reviewers"),
            Entry("单位人员管理", "personnel:persons", "personnel.list_persons"),
            Entry("申报人员状态查询", "review:status", "review.see_status"),
            Entry("单位变动人员管理", "personnel:transfers", "personnel.list_transfers"),
        ),
    ),
    Group(
        "审查推荐",
        "check-list",
        (
            Entry("经办人审查", "review:handler", "review.judge_as_handler"),
            Entry("负责人审查", "review:leader", "review.judge_as_leader"),
            Entry("专家审查", "experts:review", "experts.judge"),
        ),
    ),
    Group(
        "评审管理",
        "file",
        (
            Entry("评委会", "review:committees", "review.list_committees"),
            Entry("受理和评审结果", "review:awaiting", "review.keep_committees"),
            Entry("专家库", "experts:pool", "experts.see_pool"),
        ),
    ),
    Group(
        "系统管理",
        "gear",
        (
            Entry("平台账号", "orgs:administrators", "orgs.list_administrators"),
            Entry("日志审计", "orgs:audit", "orgs.see_audit"),
            Entry("目录与参数", "plans:catalogue", "plans.see_catalogue"),
        ),
    ),
    Group(
        "申报系统",
        "person",
        (
            Entry("个人档案", "personnel:dossier", "personnel.edit_dossier"),
            Entry("职称申报", "review:applications", "review.list_own_applications"),
            Entry("专家申报", "experts:filings", "experts.list_own_filings"),
            Entry("单位变动", "personnel:own_transfers", "personnel.list_own_transfers"),
        ),
    ),
)
