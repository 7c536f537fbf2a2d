"""Pages of `personnel`, one module per menu entry."""
