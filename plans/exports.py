"""Official sheets of 申报计划."""

from titleplatform.kit.excel import Column, OfficialSheet

KEYS = {
    "unit": (Column("code", "单位编码", 20), Column("unit", "单位", 32)),
    "series": (Column("series", "系列", 24),),
    "level": (Column("level", "级别", 10),),
}
NUMBERS = (
    Column("planned", "计划人数", 11, total=True),
    Column("applied", "已占用", 11, total=True),
    Column("passed", "已通过", 11, total=True),
    Column("remaining", "剩余", 11, total=True),
)


def statistics_sheet(note, fields, rows):
    """Bytes of the workbook: the rows of the page. `note`: the line that says what is counted; `fields`: the grouping's columns."""
    keys = tuple(column for name in fields for column in KEYS[name])
    sheet = OfficialSheet("申报计划统计表", (*keys, *NUMBERS), note=note)
    return sheet.workbook(
        {
            "code": row.unit and row.unit.code,
            "unit": row.unit and row.unit.name,
            "series": row.series,
            "level": row.level,
            **{column.key: getattr(row.figures, column.key) for column in NUMBERS},
        }
        for row in rows
    )
