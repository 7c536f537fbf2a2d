"""Every label of docs/screens.md stands on the page that it names, for the role that works there.

One table: menu entry → who works there, where, and the words: columns and fields by their heads and labels, 【buttons】 by their text.
"""

import pytest
from django.urls import reverse

from orgs.models import AccountKind, Unit
from orgs.states import UnitState
from personnel.models import Person, Reviewer
from tests.checkout import ROOT
from tests.factories.access import one_of_each
from tests.factories.orgs import UnitFactory, administrator, client_of
from tests.factories.plans import draft_plan
from tests.pages import html_of, words_of
from titleplatform.menus import MENU

pytestmark = pytest.mark.django_db

# Entries whose pages do not exist yet; whoever builds one moves it into LABELS.
ABSENT = {"评审会议", "公示", "证书", "消息"}
UNITS, UNIT = "orgs:units", Unit
# entry: [(role, address, the model whose object stands in it or is the picked row, words)]
LABELS = {
    "单位管理": [
        ("above", UNITS, "单位编码 单位名称 单位类型 上级单位 联系人 联系人手机号 状态 【导出】"),
        ("above", (UNITS, "hide="), "管理员账号"),
        ("above", (UNITS, UNIT), "【添加】 【修改】 【删除】 【编辑信息】 【初始化密码】 【移动】 【撤并】 【停用】"),
        (
            "above",
            "orgs:unit_create",
            "上级单位 单位名称 证书打印单位名称 单位类型 统一社会信用代码 单位性质 联系人 联系人手机号 电子邮箱 【保存】",
        ),
        ("above", ("orgs:unit_contact", UNIT), "管理员姓名 联系人手机号 电子邮箱 【保存】"),
    ],
    "单位信息维护": [
        (
            "own",
            "orgs:own_unit",
            "单位名称 证书打印单位名称 统一社会信用代码 单位性质 法定代表人 隶属关系 地址 邮编 联系人 联系人手机号 电子邮箱 "
            "专业技术人员数 法人证书扫描件 【保存】 【提交】 【撤销申请】",
        )
    ],
    "下级单位审核": [("above", "orgs:lower_units", "单位名称 单位编码 单位类型 统一社会信用代码 【通过】")],
    "申报计划上传": [
        ("handler", "plans:own_plans", "年度 计划名称 状态 当前环节 上报时间 【新增】 【修改】 【删除】 【上报】"),
        ("handler", "plans:add", "年度 计划名称 申报职称 专业 岗位总数 已聘人数 申报人数 说明 【确定】"),
    ],
    "申报计划审查": [("upper", "plans:review", "【查询】")],
    "申报计划统计": [("above", "plans:statistics", "年度 系列 级别 【导出】")],
    "审查人员角色分配": [
        ("own", "personnel:reviewers", "登录账号 姓名 手机号 角色 审查权限 状态"),
        (
            "own",
            ("personnel:reviewers", Reviewer),
            "【添加】 【修改】 【删除】 【停用】 【设置角色】 【设置角色审查权限】 【初始化密码】",
        ),
        (
            "own",
            "personnel:reviewer_add",
            "登录账号 姓名 证件号 手机号 电子邮箱 职务 经办人 负责人 审查权限 启用 【确定】",
        ),
    ],
    "单位人员管理": [
        ("own", "personnel:persons", "证件号 姓名 性别 现任职称 手机号 状态 【导入】 【导出】"),
        ("own", ("personnel:persons", Person), "【添加】 【修改】 【删除】 【初始化密码】 【查看证件号】"),
    ],
    "申报人员状态查询": [
        (
            "own",
            ("review:status", "hide="),
            "姓名 年度 申报系列 申报职称 当前环节 停留天数 状态 评委会名称 面试通知 地点 【审批记录】 【打印评审表】 【导出】",
        )
    ],
    "单位变动人员管理": [
        ("other", "personnel:transfers", "姓名 原单位 新单位 变动原因 状态 【申请移交】"),
        ("own", "personnel:transfers", "【同意】 【拒绝】"),
        ("own", "personnel:transfer_ask", "证件号 姓名 变动原因 证明材料 【申请移交】"),
    ],
    "经办人审查": [
        (
            "handler",
            "review:handler",
            "姓名 申报单位 申报系列 申报职称 专业 评委会 到达时间 停留天数 待审 已审 已退回 全部",
        )
    ],
    "负责人审查": [("leader", "review:leader", "姓名 申报单位 申报系列 申报职称 专业 评委会 到达时间 停留天数")],
    "专家审查": [("handler", "experts:review", "待审 已审 已退回 全部")],
    "评委会": [
        ("above", "review:committees", "年度 评委会名称 组建单位 系列 级别 服务单位 受理期 备案有效期至 状态 【新增】")
    ],
    "受理和评审结果": [("above", "review:awaiting", "待受理 待登记结果 已登记")],
    "专家库": [("above", "experts:pool", "姓名 单位")],
    "平台账号": [
        (
            "system",
            "orgs:administrators",
            "登录账号 姓名 身份 证件号 手机号 状态 最近登录 【新增】 【停用】 【初始化密码】",
        ),
        ("system", "orgs:administrator_add", "身份 登录账号 姓名 证件类型 证件号 手机号"),
        ("security", "orgs:account_proposals", "【确认】 【拒绝】"),
    ],
    "日志审计": [("audit", "orgs:audit", "时间 类别 操作人 单位 操作 对象 内容 来源地址 【导出】")],
    "目录与参数": [("system", "plans:catalogue", "系列 级别 指标占用方式")],
    "个人档案": [("applicant", "personnel:dossier", "个人信息 学习经历 工作经历 论文 个人总结")],
    "职称申报": [("applicant", "review:applications", "【新增申报】 状态")],
    "专家申报": [("applicant", "experts:filings", "状态")],
    "单位变动": [("applicant", "personnel:own_transfers", "原单位 新单位 变动原因 状态")],
}


@pytest.fixture
def world():
    accounts, objects = one_of_each()
    draft_plan(objects[Unit], name="未上报的计划")
    UnitFactory(parent=objects[Unit].superior, state=UnitState.PENDING)
    more = {kind.value: administrator(kind) for kind in (AccountKind.SECURITY, AccountKind.AUDIT)}
    return accounts | more, objects


def page_of(world, role, where):
    accounts, objects = world
    name, more = where if isinstance(where, tuple) else (where, "")
    row = objects[more].pk if isinstance(more, type) else None
    in_address = row is not None and name == "orgs:unit_contact"
    address = reverse(name, args=[row] if in_address else [])
    query = more if isinstance(more, str) else "" if in_address else f"on={row}"
    return client_of(accounts[role]).get(f"{address}?{query}")


def said_on(page):
    """(what is offered to be pressed, what heads a column, names a field or a fact, or divides the page)."""
    main = html_of(page).xpath("//main")[0]
    pressed = main.xpath(".//a|.//button|.//*[@aria-disabled='true']")
    named = main.xpath(".//th|.//label|.//legend|.//dt|.//h2|.//a|.//@placeholder|.//select/option[1]|.//@aria-label")
    words = [str(each) if isinstance(each, str) else words_of(each) for each in named]
    # A column with two lines is headed by both words.
    return {words_of(each) for each in pressed}, {part.rstrip("* ") for each in words for part in each.split(" / ")}


def is_said(word, pressed, named):
    if word.startswith("【"):
        return any(each.startswith(word.strip("【】")) for each in pressed)
    return any(each == word or each.startswith((f"{word} ", f"{word}（", f"{word}：")) for each in named)


def test_every_label_stands_where_the_screens_say(world):
    missing = []
    for entry, pages in LABELS.items():
        for role, where, words in pages:
            page = page_of(world, role, where)
            assert page.status_code == 200, (entry, role, where)
            missing += [f"{entry} {role}: {word}" for word in words.split() if not is_said(word, *said_on(page))]
    assert not missing, "\n".join(missing)


def test_every_entry_of_the_menu_is_in_the_table_and_the_absent_ones_are_named():
    assert {entry.label for group in MENU for entry in group.entries} == set(LABELS)
    written = (ROOT / "docs/screens.md").read_text(encoding="utf-8").split("## 1.")[0]
    rows = [line.split("|")[2] for line in written.splitlines() if line.startswith("|")][2:]
    entries = {each.replace("*(planned)*", "").strip() for row in rows for each in row.replace(";", "·").split("·")}
    assert entries - set(LABELS) == ABSENT
