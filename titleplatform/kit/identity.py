"""Personal and organisational numbers: normalising, checking, reading, masking, and valid synthetic ones for demo and tests."""

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.utils import timezone
from stdnum.cn import ric, uscc

FEMALE, MALE = "女", "男"
# Document kinds other than the resident ID have no public check digit: only their form is checked.
OTHER_DOCUMENTS = {
    "hk_macao": r"^8[123]0000\d{11}[\dX]$",
    "taiwan": r"^830000\d{11}[\dX]$",
    "foreign": r"^[A-Z]{3}\d{12}$|^9\d{16}[\dX]$",
    "passport": r"^[A-Z0-9]{5,15}$",
    "officer": r"^[\w第字号-]{4,20}$",
}


def normalise_id(text):
    """What people type as it should be: full-width to half-width, no spaces, X in upper case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def normalise_login(text):
    """A login name in the one form in which it is stored, compared and looked up: as `normalise_id`, but case-folded. Twice NFKC,
    because folding may leave a form that is not composed."""
    return unicodedata.normalize("NFKC", normalise_id(text).casefold())


def check_resident_id(number, today=None):
    """Raise ValidationError unless `number` is a valid resident ID (GB 11643), saying which part is wrong."""
    if not re.fullmatch(r"\d{17}[\dX]", number):
        raise ValidationError(f"身份证号应为 18 位，前 17 位是数字，现在是 {len(number)} 位，请核对。")
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        raise ValidationError(f"第 7 至 14 位“{number[6:14]}”不是真实的出生日期，请核对。") from None
    if born > (today or timezone.localdate()):
        raise ValidationError(f"出生日期 {born} 在今天之后，请核对。")
    if ric.calc_check_digit(number) != number[17]:
        raise ValidationError("第 18 位校验码与前 17 位不符，请对照身份证核对全部 18 位。")


def check_document(kind, number):
    """Raise ValidationError unless `number` fits the document `kind` (`orgs.models.DocumentKind`)."""
    if kind == "resident":
        check_resident_id(number)
    elif not re.fullmatch(OTHER_DOCUMENTS[kind], number):
        raise ValidationError("证件号的位数或格式与证件类型不符，请核对。")


def birth_date_of(number):
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def gender_of(number):
    """男 or 女 by the 17th digit (GB 11643: odd = male)."""
    return MALE if int(number[16]) % 2 else FEMALE


def mask_id(number):
    """First four and last two characters; the rest is hidden."""
    return number[:4] + "*" * max(len(number) - 6, 4) + number[-2:]


def mask_phone(number):
    return number[:3] + "****" + number[7:] if len(number) >= 8 else number


def check_mobile(number):
    """Raise ValidationError unless `number` is a mainland mobile number."""
    if not re.fullmatch(r"1[3-9]\d{9}", number):
        raise ValidationError("手机号是 11 位数字，以 13 至 19 开头，请核对。")


def check_office_phone(text):
    """Raise ValidationError unless `text` is an office's number, and nobody's mobile: everybody who applies reads it."""
    digits = re.sub(r"\D", "", text)
    if re.fullmatch(r"(86)?1[3-9]\d{9}", digits):
        raise ValidationError("办公电话对申报人公开，请填座机号码，不填个人手机号。")
    if not re.fullmatch(r"[\d \-()（）转、/]+", text) or len(digits) < 7:
        raise ValidationError("办公电话应如 0379-63220000，分机写“转 8001”。")


def check_credit_code(code):
    """Raise ValidationError unless `code` is a valid unified social credit code (GB 32100)."""
    if len(code) != 18:
        raise ValidationError(f"统一社会信用代码应为 18 位，现在是 {len(code)} 位。")
    if not re.fullmatch(r"[0-9A-HJ-NP-RTUWXY]{18}", code):
        raise ValidationError("统一社会信用代码只含数字和大写字母，不含 I、O、S、V、Z。")
    if uscc.calc_check_digit(code[:17]) != code[17]:
        raise ValidationError("第 18 位校验码与前 17 位不符，请对照法人证书核对全部 18 位。")


def synthetic_id(region, born, sequence):
    """A valid ID number that belongs to nobody: six-digit region, date of birth, three-digit sequence (odd = male)."""
    body = f"{region}{born:%Y%m%d}{sequence % 1000:03d}"
    return body + ric.calc_check_digit(body + "0")  # the last place is ignored


def synthetic_credit_code(prefix, sequence):
    """A valid credit code: two-character kind prefix (12 public institution, 91 company …), then Henan's region."""
    body = f"{prefix}410000{sequence:09d}"
    return body + uscc.calc_check_digit(body)
