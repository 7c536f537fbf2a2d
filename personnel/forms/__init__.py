"""Forms of `personnel`, one module per page group."""
