"""Pages of 单位管理: browsing the tree, changing lower units, the life of a unit."""
