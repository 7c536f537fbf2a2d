import io
from datetime import UTC, date, datetime, timedelta, timezone

from openpyxl import load_workbook

from titleplatform.kit.excel import Column, OfficialSheet, flat_file

SHANGHAI = timezone(timedelta(hours=8))


def sheet_of(content):
    return load_workbook(io.BytesIO(content)).active


def test_flat_cells_types_and_widths():
    sheet = sheet_of(
        flat_file(
            ["单位名称", "人数", "日期", "名称", "名称"],
            [["=1+1", 3, date(2026, 11, 23), "+86", "-"], ["洛阳市第一人民医院及其下属各分院", 12, None, "@x", "y"]],
        )
    )
    assert [cell.value for cell in sheet[1]] == ["单位名称", "人数", "日期", "名称", "名称2"]
    assert [(cell.value, cell.data_type) for cell in sheet[2]][:2] == [("=1+1", "s"), (3, "n")]
    assert sheet["C2"].is_date
    assert (sheet["D2"].value, sheet["D2"].data_type) == ("+86", "s")
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "A2"
    assert sheet.column_dimensions["A"].width > 30


def test_a_moment_is_a_cell_that_sorts_in_the_province_s_time_as_exactly_as_it_was_given():
    rows = [["", ""], [datetime(2026, 11, 23, 1, 2, tzinfo=UTC), datetime(2026, 11, 23, 1, 2, 3, tzinfo=UTC)]]
    sheet = sheet_of(flat_file(["到达时间", "时间"], rows))
    assert [cell.value for cell in sheet[3]] == [moment.astimezone(SHANGHAI).replace(tzinfo=None) for moment in rows[1]]
    assert [cell.number_format for cell in sheet[3]] == ["yyyy-mm-dd hh:mm", "yyyy-mm-dd hh:mm:ss"]
    assert flat_file(["到达时间", "时间"], rows, "csv").decode("utf-8-sig").split() == [
        "到达时间,时间", ",", "2026-11-23", "09:02,2026-11-23", "09:02:03"
    ]  # fmt: skip


def test_flat_with_no_rows_keeps_its_head():
    assert [cell.value for cell in sheet_of(flat_file(["甲", "乙"], []))[1]] == ["甲", "乙"]


def test_official_sheet():
    declared = OfficialSheet(
        "申报计划统计表", (Column("unit", "单位", 30), Column("planned", "计划数", 10, total=True)), note="2026 年度"
    )
    sheet = sheet_of(declared.workbook([{"unit": "=甲", "planned": 3}, {"unit": "乙", "planned": 4}]))
    assert sheet["A1"].value == "申报计划统计表"
    assert [c.value for c in sheet[3]] == ["单位", "计划数"]
    assert (sheet["A4"].value, sheet["A4"].data_type) == ("=甲", "s")
    assert (sheet["B4"].value, sheet["B4"].data_type) == (3, "n")
    assert [c.value for c in sheet[6]] == ["合计", "=SUM(B4:B5)"]
    assert sheet.column_dimensions["A"].width == 30
    assert sheet.print_title_rows == "$1:$3"
    assert sheet.page_setup.orientation == "landscape"
