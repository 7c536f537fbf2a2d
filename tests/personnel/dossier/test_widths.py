"""The widths of printed columns."""

from personnel.dossier.widths import LINE, PADDING, em, shares

DATE = ("2024-06-01", True)


def test_what_stays_whole_has_room_and_the_rest_goes_to_the_longest():
    columns = [
        [("序号", True)],
        [("授权日期", False), DATE],
        [("名称", False), ("深基坑" * 60, False)],
        [("级别", False)],
    ]
    number, date, name, level = (float(share.rstrip("%")) * LINE / 100 for share in shares(columns))
    assert min(number - em("序号"), date - em(DATE[0]), level - em("级别")) >= PADDING - 0.05
    assert name > 20
    assert abs(number + date + name + level - LINE) < 0.1
    assert shares([[DATE]] * 10) == ["10.0%"] * 10  # more than a line holds
