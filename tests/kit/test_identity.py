"""Numbers: the examples of the standards, and properties that hold for all."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from titleplatform.kit import identity

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize("number", ["410105199001010011", "41030219850630002X"])
def test_valid_resident_ids(number):
    assert identity.check_resident_id(number, TODAY) is None


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("4101051990010100", "18 位"),
        ("41010519900100018X", "出生日期"),  # the check digit fits, the month is 00
        ("410105199001010012", "校验码"),
        ("410105209901010018", "今天之后"),
        ("ABCDEF199001010011", "18 位"),
    ],
)
def test_wrong_resident_ids_say_which_part(number, says):
    with pytest.raises(ValidationError, match=says):
        identity.check_resident_id(number, TODAY)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("４１０３０２19850630002ｘ", "41030219850630002X"),
        (" 4103 0219850630002x ", "41030219850630002X"),
        ("410300", "410300"),
    ],
)
def test_normalise(typed, kept):
    assert identity.normalise_id(typed) == kept


@given(st.dates(date(1930, 1, 1), date(2020, 1, 1)), st.integers(0, 999), st.integers(0, 17), st.integers(1, 9))
def test_generated_ids_are_valid_and_any_changed_digit_is_refused(born, sequence, place, shift):
    number = identity.synthetic_id("410105", born, sequence)
    identity.check_resident_id(number, TODAY)
    assert identity.birth_date_of(number) == born
    assert identity.gender_of(number) == ("男" if sequence % 2 else "女")
    old = 10 if number[place] == "X" else int(number[place])
    changed = number[:place] + str((old + shift) % 10) + number[place + 1 :]
    if changed != number:
        with pytest.raises(ValidationError):
            identity.check_resident_id(changed, TODAY)


@pytest.mark.parametrize("code", ["12410000416000004Q", "91410100MA40000040", "11410000005180004N"])
def test_valid_credit_codes(code):
    assert identity.check_credit_code(code) is None


@pytest.mark.parametrize(
    ("code", "says"), [("12410000416000004P", "校验码"), ("1241", "18 位"), ("1241000041600000IQ", "不含 I")]
)
def test_wrong_credit_codes(code, says):
    with pytest.raises(ValidationError, match=says):
        identity.check_credit_code(code)


@given(st.sampled_from(["11", "12", "51", "52", "91", "93"]), st.integers(0, 999_999_999))
def test_generated_credit_codes_are_valid(prefix, sequence):
    assert identity.check_credit_code(identity.synthetic_credit_code(prefix, sequence)) is None


def test_masks():
    assert identity.mask_id("41030219850630002X") == "4103************2X"
    assert identity.mask_phone("13812342716") == "138****2716"
    assert identity.mask_phone("") == ""


def test_mobile():
    assert identity.check_mobile("13800000016") is None
    with pytest.raises(ValidationError, match="11 位"):
        identity.check_mobile("1380000001")
