"""Whole numbers that come with a request and through no form field."""

DIGITS = 18  # any row's key; a database takes no more, and Python refuses to read thousands


def whole_number(value):
    """The number that was typed (or stands there); None where it is none, or longer than any number of ours."""
    text = str(value).strip()
    return int(text) if text.isdecimal() and len(text) <= DIGITS else None


def whole_numbers(values):
    """Those of `values` that are one."""
    return [number for value in values if (number := whole_number(value)) is not None]
