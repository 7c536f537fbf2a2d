"""Pages of `review`, one module per kind of user."""
