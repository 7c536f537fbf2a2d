"""What people do on the main line, each by the words on the pages and nothing else."""

import io
import itertools
import re

import pikepdf
from django.core.management import call_command
from django.utils import timezone
from openpyxl import load_workbook
from PIL import Image

from personnel.dossier.sections import SECTIONS
from tests.factories.orgs import reviewer_number
from tests.walk.words import ENTRANCES, Paper

INITIAL, PASSWORD = "000000", "Correct-Horse-2026"
UNIT, COMMITTEE = "洛阳市测试设计院", "省工程系列高级评委会"
SERIES, TITLE = "工程技术人员", "高级工程师"
PERSON, ID_NUMBER = "李志远", "41030219850630002X"
_numbers = itertools.count(500)
CITY = 3  # the place of 洛阳市's 经办人 among the desks of the first walk


def pdf(name):
    target = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    document.save(target)
    return Paper(f"{name}.pdf", target.getvalue())


def photo():
    target = io.BytesIO()
    Image.new("RGB", (295, 413), (190, 208, 232)).save(target, "PNG")
    return Paper("照片.png", target.getvalue())


def first_login(visitor, account, initial=INITIAL, *, entrance=ENTRANCES[0]):
    """Somebody comes for the first time and sets a password of their own."""
    person = visitor()
    person.enter(account, initial, entrance=entrance)
    person.sees("您在使用初始密码")
    person.fill({"新密码": PASSWORD, "再输入一次新密码": PASSWORD})
    person.press("保存")
    person.sees("密码已修改")
    return person


def slip(account):
    """The one-time password that the server's command prints for one of the first accounts."""
    printed = io.StringIO()
    call_command("first_passwords", account, stdout=printed, stderr=io.StringIO())
    return re.search(r"一次性密码：(\S+)", printed.getvalue()).group(1)


def login(visitor, account, *, entrance=ENTRANCES[0]):
    person = visitor()
    person.enter(account, PASSWORD, entrance=entrance)
    return person


def create_unit(above, name, kind):
    """【添加】 below the own unit; returns the new administrator's account as the page tells it."""
    above.menu("单位管理")
    above.follow("添加")
    above.fill({"单位类型": kind, "单位名称": name})
    above.press_and_stay("保存")
    above.sees(f"已添加“{name}”，单位编码即管理员账号。")
    code, password = note_down(above)
    assert password == INITIAL
    return code


def note_down(admin):
    """(account, initial password) from the page that shows them once."""
    (account,), (password,) = admin.texts("tbody th"), admin.texts("td.secret")
    admin.follow("已记下，返回")
    return account, password


def tell_about_unit(own):
    """单位信息维护 → 【提交】: until it is approved nothing else opens."""
    own.open("/people/persons/")
    own.sees("审核通过前只能填写单位信息")
    own.fill(
        {
            "统一社会信用代码": "12410000416000004Q",
            "单位性质": "事业单位（差额）",
            "法定代表人": "刘院长",
            "地址": "洛阳市西工区",
            "联系人": "周敏华",
            "联系人手机号": "13800000016",
            "办公电话": "0379-63220000",
            "电子邮箱": "hr@example.cn",
        }
    )
    own.press("提交")
    own.sees("等洛阳市职改办审核")


def approve_unit(above, name):
    above.menu("下级单位审核")
    above.follow("审核", row=name)
    above.sees("刘院长")
    above.press("通过")
    above.sees(f"“{name}”已通过。")


def add_reviewer(admin, login_name, name, role, scope=("全部",)):
    """【添加】 【启用】 【设置角色】 【设置角色审查权限】; the list says at each step what is still missing."""
    admin.menu("审查人员角色分配")
    admin.follow("添加")
    admin.fill({"登录账号": login_name, "姓名": name, "手机号": "13800000017"})
    admin.press_and_stay("确定")
    admin.sees("已记下，返回")
    assert note_down(admin) == (login_name, INITIAL)
    admin.sees("缺：启用、证件号、角色、审查权限")
    admin.follow("修改", row=login_name)
    admin.fill({"证件号": reviewer_number(next(_numbers))})
    admin.press("保存")
    admin.sees("缺：启用、角色、审查权限")
    admin.follow("启用", row=login_name)
    admin.press("启用")
    admin.sees("缺：角色、审查权限")
    admin.follow("设置角色", row=login_name)
    admin.fill({role: True})
    admin.press("保存")
    admin.sees("缺：审查权限")
    admin.follow("设置角色审查权限", row=login_name)
    admin.fill(dict.fromkeys(scope, True))
    admin.press("保存")
    assert "可以审查" in next(row for row in admin.texts("tbody tr") if login_name in row)


def hand_in_plan(desk, name, applicants):
    """申报计划上传: 【新增】, a title chosen for a row, the stamped PDF → 【上报】."""
    desk.menu("申报计划上传")
    desk.follow("新增")
    desk.fill({"系列": SERIES, "级别": "副高级"})
    desk.press_and_stay("查找")
    desk.press_and_stay(f"副高级 · {TITLE}")
    desk.fill(
        {
            "计划名称": name,
            "盖章的申报计划": pdf("盖章的申报计划"),
            "岗位总数": "10",
            "已聘人数": "6",
            "申报人数": str(applicants),
        }
    )
    desk.press("确定")
    desk.sees("已保存，尚未上报")
    desk.sees("盖章的申报计划.pdf")
    desk.follow("上报")
    desk.press("上报")
    desk.sees("已上报，现在在")


def pass_plan(desk, name):
    desk.menu("申报计划审查")
    desk.follow("详情", row=name)
    desk.press("通过")
    desk.sees(f"{name}：已")


def fill_dossier(mine):
    """个人档案: every section by hand, each row with its proofs."""
    for section, values in dossier().items():
        mine.menu("个人档案")
        mine.follow(section)
        rows = section not in ("个人信息", "个人总结")
        mine.follow("添加" if rows else "修改")
        mine.fill(values)
        mine.press("保存")
        mine.sees("已保存。")


def dossier():
    year = timezone.localdate().year
    scan = pdf("扫描件")
    return {
        "个人信息": {
            "民族": "汉族",
            "政治面貌": "群众",
            "参加工作时间": "2008-07",
            "从事专业": "岩土工程",
            "现任职称": "工程师",
            "现任职称级别": "中级",
            "取得时间": "2016-12-30",
            "照片（必需）": photo(),
            **{f"{each} 年度考核": "合格" for each in range(year - 5, year)},
        },
        "学习经历": {
            "入学时间": "2004-09",
            "毕业时间": "2008-06",
            "学校": "郑州大学",
            "专业": "土木工程",
            "学历": "大学本科",
            "学历证书（必需）": scan,
        },
        "工作经历": {"开始时间": "2008-07", "单位": "洛阳市测试设计院", "职务/岗位": "工程师", "聘用合同或聘书": scan},
        "培训经历": {
            "年度": str(year),
            "培训名称": "继续教育",
            "类别": "专业科目",
            "学时": "96",
            "继续教育证明": scan,
        },
        "奖励": {
            "奖励名称": "优秀工程勘察二等奖",
            "颁奖部门": "河南省住建厅",
            "获奖日期": "2022-05-10",
            "获奖证书（必需）": scan,
        },
        "专利": {
            "专利名称": "一种降水装置",
            "专利号": "ZL 2023 1 0123456.7",
            "授权日期": "2023-08-01",
            "专利证书（必需）": scan,
        },
        "项目": {"项目（课题）名称": "地铁岩土勘察", "立项时间": "2020-03", "立项材料": scan},
        "论文": {
            "题目": "深基坑变形控制研究",
            "刊物": "岩土工程学报",
            "CN/ISSN": "CN 32-1124/TU",
            "发表日期": "2024-06",
            "封面（必需）": scan,
            "目录（必需）": scan,
            "正文（必需）": scan,
            "检索页（必需）": scan,
        },
        "著作": {
            "书名": "黄土地基处理",
            "出版社": "中国建筑工业出版社",
            "出版日期": "2021-03",
            "ISBN": "978-7-112-25896-3",
            "封面（必需）": scan,
            "版权页（必需）": scan,
        },
        "其他成果": {"名称": "基坑监测规程", "时间": "2023-04", "证明材料": scan},
        "个人总结": {"个人总结": "任现职以来，主持完成岩土工程勘察项目十二项。"},
    }


def apply(mine, committee=COMMITTEE):
    """职称申报: 【新增申报】 → 提交前检查 → 诚信承诺 → 【提交】."""
    mine.menu("职称申报")
    mine.follow("新增申报")
    mine.follow("选择", row=TITLE)
    mine.fill({"申报专业": "岩土工程", "评委会": committee})
    mine.press("保存")
    mine.sees("提交前检查")
    hand_in(mine)


def hand_in(mine):
    mine.follow("提交")
    mine.fill({"本人已阅读并作出以上诚信承诺": True})
    mine.press("提交")
    mine.sees("审查经过")


def open_case(desk, role, person=PERSON):
    desk.menu(f"{role}审查")
    desk.follow(person, row=person)


def judge(desk, returned=""):
    """Every area of mine in turn: 【通过】, or for one 【退回修改】 with a reusable reason and a word of one's own; then hand in."""
    for _ in SECTIONS:
        if desk.can_press("提交审批结果"):
            break
        here = desk.texts(".areas [aria-current]")[0]
        if returned and here.startswith(returned):
            desk.fill({"理由": "第 1 条："})
            desk.press(desk.texts(".chips .chip")[0])
            desk.fill({"审查结论": "退回修改"})
        else:
            desk.fill({"审查结论": "通过"})
        desk.press("保存，下一项")
    if returned:
        desk.press_and_be_asked("提交审批结果")
        desk.sees("第 1 条：")
        desk.press("退回修改")
    else:
        desk.press("提交审批结果")


def pass_in_batch(desk, role, person=PERSON):
    """The queue: tick, 【批量通过】, read the preview, 【通过】."""
    desk.menu(f"{role}审查")
    desk.tick(row=person)
    desk.press("批量通过")
    desk.sees("将处理 1 项")
    desk.press("通过")
    desk.sees("没有等待您审查的申报")


def decide(desk, role, *, in_batch=False):
    """Pass it: area by area on the case's own page, or in the queue."""
    if in_batch:
        pass_in_batch(desk, role)
    else:
        open_case(desk, role)
        judge(desk)


def open_committee(host, name=COMMITTEE):
    """评委会 【新增】 → 【报备】 by 省职改办, which files its own: its host is the final organ of the applications to it."""
    year = timezone.localdate().year
    host.menu("评委会")
    host.follow("新增")
    host.fill(
        {"评委会名称": name, "系列": SERIES, "副高级": True, "受理开始": f"{year}-01-01", "受理截止": f"{year}-12-31"}
    )
    host.press("保存")
    host.sees("草稿")
    host.follow("报备")
    host.fill({"有效期起": f"{year}-01-01", "有效期止": f"{year + 2}-12-31", "备案文件": pdf("备案")})
    host.press("报备")
    host.sees("已备案，立即生效。")
    host.menu("评委会")
    host.sees(name)


def invite(host, place):
    """面试通知 by the committee's host."""
    host.menu("申报人员状态查询")
    host.follow("面试通知", row=PERSON)
    host.fill({"面试时间": f"{timezone.localdate().year + 1}-01-15T09:00", "面试组别": "第 3 组", "面试地点": place})
    host.press("保存")


def accept(office):
    """【受理】 by the committee's office, found by way of 待办事项."""
    office.menu("受理和评审结果")
    office.follow("受理", row=PERSON)
    office.press("受理")
    office.sees("已受理。")


def register(office, result):
    """【登记评审结果】, found by way of its tab."""
    office.menu("受理和评审结果")
    office.follow("待登记结果")
    office.follow("登记评审结果", row=PERSON)
    document = f"豫职评〔{timezone.localdate().year}〕8 号"
    office.fill({"评审结果": result, "评审日期": timezone.localdate().isoformat(), "文号或文件名称": document})
    office.press("登记评审结果")
    office.sees("评审结果已登记")


def check_statistics(looking, unit, **expected):
    """申报计划统计: the unit's row on the page, and the same in the Excel of 【导出】."""
    looking.menu("申报计划统计")
    row = next(row for row in looking.texts("tbody tr") if row.startswith(unit))
    numbers = [str(expected[key]) for key in ("planned", "applied", "passed", "remaining")]
    assert row.split()[-4:] == numbers
    sheet = load_workbook(io.BytesIO(looking.download("导出"))).active
    cells = next(line for line in sheet.iter_rows(values_only=True) if unit in line)
    assert [str(cell) for cell in cells[-4:]] == numbers


def halves():
    """The content areas as whole columns of the matrix, in two halves."""
    labels = [f"{section.label}整列" for section in SECTIONS.values()]
    return labels[:6], labels[6:]


def desks_of(mine):
    """Every desk of the applicant's timeline in order, those still to come too."""
    mine.menu("职称申报")
    mine.follow(TITLE)
    return [" ".join(text.split()[:3]) for text in mine.texts(".timeline__row b") if " · " in text]
