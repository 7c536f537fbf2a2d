"""Pages of 申报计划, one module per menu entry."""
