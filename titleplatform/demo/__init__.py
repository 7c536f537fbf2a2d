"""The demo data: Henan's real offices with invented units, people and cases, produced through the same actions as real work.

cast      units, administrators, reviewers, persons: who there is
papers    the dossiers and their generated attachments
story     plans, applications, transfers: what happened
accounts  what the login page prints
"""
