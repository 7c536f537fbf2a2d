"""`manage.py fill`: a province of any size, to measure on (docs/scaling.md). PostgreSQL only.

size        how much of everything a scale means
prototypes  the demo and more cases on every kind of road, made by the real actions: what is multiplied
bulk        COPY, tables without their indexes while they fill
land        units and their staff, each a copy of a unit of the demo in another place
people      persons, and whose case each copies
cloning     the copies: every column that refers to something follows to the copy's own
trail       the audit trail
"""
