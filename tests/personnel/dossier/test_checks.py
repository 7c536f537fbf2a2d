import pytest
from django.core.exceptions import ValidationError

from personnel.dossier import checks


@pytest.mark.parametrize(
    ("check", "typed", "kept"),
    [
        (checks.serial_number, "CN 32-1124/TU", "CN 32-1124/TU"),
        (checks.serial_number, "ｃｎ３２－１１２４／ＴＵ", "CN 32-1124/TU"),
        (checks.serial_number, "11-2833", "CN 11-2833"),
        (checks.serial_number, "ISSN 1000-4548", "1000-4548"),
        (checks.serial_number, "10004548", "1000-4548"),
        (checks.book_number, "9787112258963", "978-7-112-25896-3"),
        (checks.book_number, "ISBN：978 7 112 25896 3", "978-7-112-25896-3"),
        (checks.own_rank, "1 / 4", "1/4"),
        (checks.own_rank, "２／３", "2/3"),
        (checks.own_rank, "1", "1"),
        (checks.mobile, "138 0000 0000", "13800000000"),
        (checks.email_address, "li@example.com", "li@example.com"),
    ],
)
def test_what_is_typed_is_normalised(check, typed, kept):
    assert check(typed) == kept


@pytest.mark.parametrize(
    ("check", "typed", "says"),
    [
        (checks.serial_number, "岩土工程学报", "请填 CN 刊号"),
        (checks.serial_number, "1000-4549", "校验码不符"),
        (checks.book_number, "9787112258964", "校验码不符"),
        (checks.book_number, "12345", "应为 13 位"),
        (checks.own_rank, "第一", "本人排名/总人数"),
        (checks.own_rank, "5/4", "不在 1 至 4 之间"),
        (checks.own_rank, "0/4", "不在 1 至 4 之间"),
        (checks.mobile, "1380000", "11 位"),
        (checks.email_address, "li@", "邮箱格式不对"),
    ],
)
def test_what_cannot_be_is_refused_with_the_way_to_mend_it(check, typed, says):
    with pytest.raises(ValidationError, match=says):
        check(typed)
