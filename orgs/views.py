"""Pages of 单位管理."""
