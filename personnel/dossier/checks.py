"""What a typed number or order must look like. Each takes the text, returns it normalised, or raises ValidationError."""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from stdnum import isbn, issn
from stdnum.exceptions import InvalidChecksum
from stdnum.exceptions import ValidationError as WrongNumber

from titleplatform.kit.identity import check_mobile

CN_SERIAL = re.compile(r"(?:CN)?(\d{2})-(\d{4})(?:/([A-Z]{1,2}\d{0,2}))?")  # GB/T 9999


def half_width(text):
    """Full-width letters, digits and dashes as half-width, in upper case, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).replace("—", "-").replace("–", "-").split()).upper()


def serial_number(text):
    """A domestic serial number (“CN 32-1124/TU”) or an ISSN (“1000-4548”, check digit by ISO 3297)."""
    compact = half_width(text)
    if match := CN_SERIAL.fullmatch(compact):
        place, number, subject = match.groups()
        return f"CN {place}-{number}" + (f"/{subject}" if subject else "")
    try:
        return issn.format(issn.validate(compact.removeprefix("ISSN").lstrip(":")))
    except InvalidChecksum:
        raise ValidationError("ISSN 最后一位校验码不符，请对照刊物版权页核对。") from None
    except WrongNumber:
        raise ValidationError("请填 CN 刊号（如 CN 32-1124/TU）或 ISSN（如 1000-4548），见刊物版权页。") from None


def book_number(text):
    """An ISBN of 10 or 13 digits (ISO 2108), with its hyphens where the range is known."""
    try:
        return isbn.format(isbn.validate(half_width(text).removeprefix("ISBN").lstrip(":")))
    except InvalidChecksum:
        raise ValidationError("ISBN 最后一位校验码不符，请对照版权页核对全部数字。") from None
    except WrongNumber:
        raise ValidationError("ISBN 应为 13 位（2007 年以前 10 位）数字，如 978-7-112-25896-3，请核对。") from None


def own_rank(text):
    """“1/4” = first of four; a bare number is allowed where the others are not counted."""
    match = re.fullmatch(r"(\d{1,3})(?:/(\d{1,3}))?", half_width(text))
    if not match:
        raise ValidationError("请填“本人排名/总人数”，如 1/4。")
    rank, people = int(match[1]), int(match[2] or match[1])
    if not 1 <= rank <= people:
        raise ValidationError(f"排名 {rank} 不在 1 至 {people} 之间，请核对。")
    return f"{rank}/{people}" if match[2] else str(rank)


def mobile(text):
    """A mainland mobile number."""
    number = half_width(text)
    check_mobile(number)
    return number


def email_address(text):
    try:
        validate_email(text)
    except ValidationError:
        raise ValidationError("邮箱格式不对，应如 name@example.com。") from None
    return text
