"""The twelve sections of the dossier, letter for letter from docs/domain.md §3. A thirteenth is one more entry in `SECTIONS`."""

from personnel.dossier import codes, computed
from personnel.dossier.checks import book_number, email_address, mobile, own_rank, serial_number
from personnel.dossier.declare import Attachment, Field, Kind, Part, Section
from personnel.dossier.findings import check_assessments, check_present_title, check_training
from titleplatform.kit.uploads import FileRule

SUMMARY_LENGTH = 3000
PHOTO = FileRule(kinds=("jpg", "png"), max_mb=2)
SCAN = FileRule(max_mb=20)
START_HINT = "如 2018-09"


def scan(key, label, *, required=False):
    return Attachment(key, label, required=required, rule=SCAN)


def rank(under=""):
    return Field("rank", "本人排名", hint="本人排名/总人数，如 1/4", max_length=9, clean=own_rank, under=under)


APPLICATION = Section(
    "application",
    "申报信息",
    (
        Field("year", "年度", Kind.YEAR, required=True, future=True),
        Field("way", "申报方式", Kind.CHOICE, required=True, choices=codes.WAYS),
        Field("series", "申报系列", required=True),
        Field("level", "申报级别", required=True),
        Field("title", "申报资格", required=True),
        Field("speciality", "申报专业", required=True),
        Field("committee", "评委会", required=True),
        Field("first_time", "是否第一次申报", Kind.YES_NO),
    ),
    (scan("evidence", "破格/直接申报依据"),),
    rows=False,
    archive=False,
    part=Part.COVER,
)

PERSON = Section(
    "person",
    "个人信息",
    (
        Field("name", "姓名", path="account.name", typed=False, required=True),
        Field("former_name", "曾用名", max_length=50),
        Field("gender", "性别", path="gender", typed=False, required=True),
        Field("birth_date", "出生日期", Kind.DATE, path="birth_date", typed=False, required=True),
        Field("age", "年龄", Kind.COMPUTED, compute=computed.age_text),
        Field("document_kind", "证件类型", path="account.get_document_kind_display", typed=False, required=True),
        Field("id_number", "证件号", path="account.id_number_masked", typed=False, required=True),
        Field("nation", "民族", Kind.CHOICE, required=True, choices=codes.NATIONS),
        Field("party", "政治面貌", Kind.CHOICE, required=True, choices=codes.PARTIES),
        Field("native_place", "籍贯", hint="省、市（县）", max_length=50),
        Field("archive_place", "档案所在地"),
        Field("phone", "手机", path="account.phone", required=True, max_length=20, clean=mobile, group="联系方式"),
        Field("email", "邮箱", path="account.email", max_length=200, clean=email_address, group="联系方式"),
        Field("address", "通信地址", max_length=200, group="联系方式"),
        Field("started_on", "参加工作时间", Kind.MONTH, required=True, hint=START_HINT, group="工作"),
        Field("profession", "从事专业", required=True, max_length=50, group="工作"),
        Field("service", "专业技术工作年限", Kind.COMPUTED, compute=computed.service_text, group="工作"),
        Field("position", "行政职务", max_length=50, group="工作"),
        Field("social_position", "社会兼职", group="工作"),
        Field("licence", "执业资格", group="工作"),
        Field("current_title", "现任职称", path="current_title", max_length=30, group="现任职称"),
        Field("title_series", "现任职称系列", Kind.CHOICE, choices=codes.SERIES, group="现任职称"),
        Field("title_level", "现任职称级别", Kind.CHOICE, choices=codes.LEVELS, group="现任职称"),
        Field("title_on", "取得时间", Kind.DATE, group="现任职称"),
        Field("engaged_on", "聘任时间", Kind.DATE, group="现任职称"),
        Field("tenure", "任现职年限", Kind.COMPUTED, compute=computed.tenure_text, group="现任职称"),
        Field("certificate", "证书编号", max_length=50, group="现任职称"),
        Field("assessment", "年度考核", Kind.YEARLY, choices=codes.ASSESSMENTS, group="年度考核"),
    ),
    (
        Attachment("photo", "照片", required=True, single=True, rule=PHOTO),
        scan("identity", "证件扫描件"),
        scan("title_certificate", "现任职称证书"),
        scan("assessments", "年度考核表"),
    ),
    rows=False,
    orders=(("title_on", "engaged_on"),),
    part=Part.BASIC,
    checks=(check_present_title, check_assessments),
    hint="姓名、证件号等由单位登记，有误请联系本单位管理员。",
)

EDUCATION = Section(
    "education",
    "学习经历",
    (
        Field("start", "入学时间", Kind.MONTH, column="起止", required=True, hint=START_HINT),
        Field("end", "毕业时间", Kind.MONTH, required=True, under="start", lead="至 "),
        Field("school", "学校", required=True),
        Field("major", "专业", required=True, max_length=50, under="school"),
        Field("schooling", "学历", Kind.CHOICE, required=True, choices=codes.SCHOOLING, hint="只填已毕业的"),
        Field("degree", "学位", Kind.CHOICE, choices=codes.DEGREES, under="schooling"),
        Field("form", "学习形式", Kind.CHOICE, choices=codes.STUDY_FORMS),
        Field("schooling_number", "学历证书编号", max_length=50),
        Field("degree_number", "学位证书编号", max_length=50, under="schooling_number"),
        Field("witness", "证明人", max_length=50),
    ),
    (scan("diploma", "学历证书", required=True), scan("degree", "学位证书")),
    min_rows=1,
    orders=(("start", "end"),),
    part=Part.STUDY,
)

WORK = Section(
    "work",
    "工作经历",
    (
        Field("start", "开始时间", Kind.MONTH, column="起止", required=True, hint=START_HINT),
        Field("end", "结束时间", Kind.MONTH, hint="至今的不填", under="start", lead="至 ", blank="至今"),
        Field("employer", "单位", required=True),
        Field("post", "职务/岗位", required=True, max_length=50),
        Field("duty", "从事工作", max_length=200),
        Field("witness", "证明人", max_length=50),
    ),
    (scan("contract", "聘用合同或聘书"),),
    min_rows=1,
    orders=(("start", "end"),),
    part=Part.WORK,
)

TRAINING = Section(
    "training",
    "培训经历",
    (
        Field("year", "年度", Kind.YEAR, required=True),
        Field("start", "开始日期", Kind.DATE, column="起止"),
        Field("end", "结束日期", Kind.DATE, under="start", lead="至 "),
        Field("name", "培训名称", required=True),
        Field("course", "类别", Kind.CHOICE, required=True, choices=codes.COURSES),
        Field("hours", "学时", Kind.NUMBER, required=True, minimum=1, maximum=1000),
        Field("witness", "证明人", max_length=50),
    ),
    (scan("certificate", "继续教育证明"),),
    orders=(("start", "end"),),
    part=Part.STUDY,
    totals=computed.training_totals,
    checks=(check_training,),
    hint="每年不少于 90 学时，其中专业科目不少于三分之二。",
)

AWARDS = Section(
    "awards",
    "奖励",
    (
        Field("name", "奖励名称", required=True, max_length=150),
        Field("issuer", "颁奖部门", required=True, under="name"),
        Field("date", "获奖日期", Kind.DATE, required=True),
        Field("level", "级别", Kind.CHOICE, choices=codes.RANKS_OF_ISSUER),
        Field("grade", "等级", max_length=20, hint="如 一等奖", under="level"),
        rank(),
    ),
    (scan("certificate", "获奖证书", required=True),),
    dated_by="date",
)

PATENTS = Section(
    "patents",
    "专利",
    (
        Field("name", "专利名称", required=True, max_length=150),
        Field("owner", "归属", hint="专利权人", under="name"),
        Field("kind", "类别", Kind.CHOICE, choices=codes.PATENTS),
        Field("number", "专利号", required=True, max_length=30, hint="如 ZL 2023 1 0123456.7"),
        Field("date", "授权日期", Kind.DATE, required=True),
        rank(),
    ),
    (scan("certificate", "专利证书", required=True),),
    unit="件",
    dated_by="date",
)

PROJECTS = Section(
    "projects",
    "项目",
    (
        Field("name", "项目（课题）名称", required=True, max_length=150),
        Field("issuer", "立项单位", under="name"),
        Field("start", "立项时间", Kind.MONTH, column="起止", hint=START_HINT),
        Field("end", "验收时间", Kind.MONTH, under="start", lead="至 "),
        Field("role", "担任角色", max_length=30),
        rank(under="role"),
        Field("level", "级别", Kind.CHOICE, choices=codes.RANKS_OF_ISSUER),
        Field("funds", "经费（万元）", Kind.DECIMAL, maximum=1_000_000),
        Field("conclusion", "验收结论", max_length=50),
    ),
    (scan("approval", "立项材料"), scan("acceptance", "验收材料")),
    unit="项",
    orders=(("start", "end"),),
    dated_by="start",
)

PAPERS = Section(
    "papers",
    "论文",
    (
        Field("name", "题目", required=True, max_length=200),
        Field("journal", "刊物", required=True, under="name"),
        Field(
            "serial",
            "CN/ISSN",
            required=True,
            max_length=30,
            clean=serial_number,
            under="name",
            hint="CN 刊号或 ISSN，如 CN 32-1124/TU、1000-4548",
        ),
        Field("date", "发表日期", Kind.MONTH, required=True, hint="如 2024-06"),
        Field("pages", "卷期页", max_length=40, hint="如 46(6): 1201–1209", under="date"),
        Field("indexing", "收录", Kind.CHOICE, choices=codes.INDEXING),
        rank(),
        Field("corresponding", "通讯作者", Kind.YES_NO, under="rank", lead="通讯作者："),
    ),
    (
        scan("cover", "封面", required=True),
        scan("contents", "目录", required=True),
        scan("text", "正文", required=True),
        scan("index", "检索页", required=True),
    ),
    unit="篇",
    dated_by="date",
    part=Part.WRITING,
)

BOOKS = Section(
    "books",
    "著作",
    (
        Field("name", "书名", required=True, max_length=150),
        Field("press", "出版社", required=True, under="name"),
        Field("date", "出版日期", Kind.MONTH, required=True, hint="如 2024-06"),
        Field("isbn", "ISBN", required=True, max_length=25, clean=book_number, hint="如 978-7-112-25896-3"),
        Field("words", "本人字数（万字）", Kind.DECIMAL, maximum=10_000),
        rank(),
    ),
    (scan("cover", "封面", required=True), scan("copyright", "版权页", required=True)),
    unit="部",
    dated_by="date",
    part=Part.WRITING,
)

OTHERS = Section(
    "others",
    "其他成果",
    (
        Field("name", "名称", required=True, max_length=150),
        Field("kind", "类别", Kind.CHOICE, choices=codes.RESULTS),
        Field("date", "时间", Kind.MONTH, required=True, hint="如 2024-06"),
        Field("level", "级别", Kind.CHOICE, choices=codes.RANKS_OF_ISSUER),
        Field("brief", "简介", Kind.LONG_TEXT, max_length=500),
    ),
    (scan("proof", "证明材料"),),
    unit="项",
    dated_by="date",
)

SUMMARY = Section(
    "summary",
    "个人总结",
    (Field("text", "个人总结", Kind.LONG_TEXT, required=True, max_length=SUMMARY_LENGTH),),
    (scan("proof", "佐证材料"),),
    rows=False,
    part=Part.SUMMARY,
    hint="任现职以来的专业技术工作总结，不超过 3 000 字。",
)

# In the order of the pages and of the review; the keys are also the content areas (审查内容).
SECTIONS = {
    section.key: section
    for section in (
        APPLICATION,
        PERSON,
        EDUCATION,
        WORK,
        TRAINING,
        AWARDS,
        PATENTS,
        PROJECTS,
        PAPERS,
        BOOKS,
        OTHERS,
        SUMMARY,
    )
}


def archive_sections():
    """The sections of the lifelong record: all but those an application fills."""
    return [section for section in SECTIONS.values() if section.archive]
