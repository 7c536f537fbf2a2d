"""Code lists of the dossier (docs/domain.md §5). What is stored is the code, what is shown the label; a code never changes its meaning."""

import csv
from pathlib import Path

CATALOGUE = Path(__file__).parent.parent / "data" / "title_series.csv"


def _numbered(words):
    """(two-digit code, word) pairs in the order of the standard."""
    return tuple((f"{number:02d}", word) for number, word in enumerate(words.split(), 1))


def _series():
    """(two-digit code, name) of the 27 series, from the catalogue's own file: the database is not asked at import."""
    with CATALOGUE.open(encoding="utf-8") as source:
        return tuple({f"{int(row['series_no']):02d}": row["series"] for row in csv.DictReader(source)}.items())


# GB/T 3304
NATIONS = _numbered(
    "汉族 蒙古族 回族 藏族 维吾尔族 苗族 彝族 壮族 布依族 朝鲜族 满族 侗族 瑶族 白族 土家族 哈尼族 哈萨克族 傣族 黎族 傈僳族 "
    "佤族 畲族 高山族 拉祜族 水族 东乡族 纳西族 景颇族 柯尔克孜族 土族 达斡尔族 仫佬族 羌族 布朗族 撒拉族 毛南族 仡佬族 锡伯族 "
    "阿昌族 普米族 塔吉克族 怒族 乌孜别克族 俄罗斯族 鄂温克族 德昂族 保安族 裕固族 京族 塔塔尔族 独龙族 鄂伦春族 赫哲族 门巴族 "
    "珞巴族 基诺族"
)
# GB/T 4762
PARTIES = _numbered(
    "中共党员 中共预备党员 共青团员 民革党员 民盟盟员 民建会员 民进会员 农工党党员 致公党党员 九三学社社员 台盟盟员 "
    "无党派人士 群众"
)
# GB/T 4658; only 毕业 counts
SCHOOLING = (
    ("doctor", "博士研究生"),
    ("master", "硕士研究生"),
    ("bachelor", "大学本科"),
    ("college", "大学专科"),
    ("secondary", "中专"),
    ("school", "高中及以下"),
)
# GB/T 6864
DEGREES = (("doctor", "博士"), ("master", "硕士"), ("bachelor", "学士"))
STUDY_FORMS = (("full", "全日制"), ("part", "非全日制"))
SERIES = _series()
# The same codes as personnel.models.Level (a test compares them).
LEVELS = (
    ("full_senior", "正高级"),
    ("deputy_senior", "副高级"),
    ("middle", "中级"),
    ("assistant", "助理级"),
    ("clerk", "员级"),
)
ASSESSMENTS = (
    ("excellent", "优秀"),
    ("qualified", "合格"),
    ("barely", "基本合格"),
    ("unqualified", "不合格"),
    ("undetermined", "未确定等次"),
)
GOOD_ASSESSMENTS = ("excellent", "qualified")
PUBLIC_COURSE, PROFESSIONAL_COURSE = "public", "professional"
COURSES = ((PUBLIC_COURSE, "公需科目"), (PROFESSIONAL_COURSE, "专业科目"))
RANKS_OF_ISSUER = (("state", "国家级"), ("province", "省部级"), ("city", "市厅级"), ("other", "其他"))
PATENTS = (("invention", "发明"), ("utility", "实用新型"), ("design", "外观设计"))
INDEXING = (("sci", "SCI"), ("ei", "EI"), ("core", "核心期刊"), ("common", "普通期刊"))
RESULTS = (
    ("standard", "标准"),
    ("method", "工法"),
    ("product", "新产品"),
    ("case", "病案"),
    ("lesson", "教案"),
    ("advice", "咨询报告"),
    ("other", "其他"),
)
# 申报方式 (《职称评审管理暂行规定》 Art. 15)
WAYS = (
    ("normal", "正常晋升"),
    ("exception", "破格"),
    ("direct", "直接申报"),
    ("green", "绿色通道"),
    ("transfer", "转系列"),
    ("grassroots", "基层双定向"),
    ("first", "初定"),
    ("recognition", "考核认定"),
    ("confirmation", "确认"),
)
WAYS_WITH_EVIDENCE = ("exception", "direct")
