"""Verbs that write in `personnel`: reviewers, persons, transfers."""
