"""Official sheets of 申报计划."""

from titleplatform.kit.excel import Column, OfficialSheet

COLUMNS = (
    Column("code", "单位编码", 20),
    Column("unit", "单位", 32),
    Column("series", "系列", 24),
    Column("level", "级别", 10),
    Column("planned", "计划人数", 11, total=True),
    Column("applied", "已申报", 11, total=True),
    Column("passed", "已通过", 11, total=True),
    Column("remaining", "剩余", 11, total=True),
)


def statistics_sheet(node, year, rows):
    """Bytes of the workbook for the chosen node: the province by city, a city by county and department, an employer its own rows."""
    sheet = OfficialSheet("申报计划统计表", COLUMNS, note=f"{node}及以下　{year} 年度　仅统计已通过的申报计划")
    return sheet.workbook(
        {
            "code": row.unit.code, "unit": row.unit.name, "series": row.series, "level": row.level,
            "planned": row.figures.planned, "applied": row.figures.applied, "passed": row.figures.passed,
            "remaining": row.figures.remaining,
        }
        for row in rows
    )  # fmt: skip
