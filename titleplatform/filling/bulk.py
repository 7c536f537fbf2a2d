"""COPY, and tables that are filled without their indexes: what takes a province minutes instead of days."""

from contextlib import contextmanager

from django.db import connection

CONSTRAINTS = """
    SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
    FROM pg_constraint WHERE conrelid = ANY(%s::regclass[]) AND contype IN ('f', 'u', 'c')
    ORDER BY contype = 'f', conrelid, conname
"""
INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
    FROM pg_index WHERE indrelid = ANY(%s::regclass[]) AND NOT indisprimary
    ORDER BY indrelid, indexrelid
"""


def run(sql, params=None):
    """Execute and return how many rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.rowcount


def asked(sql, params=None):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def copy(table, columns, rows):
    """COPY rows (tuples in the order of `columns`) into a table."""
    names = ", ".join(f'"{name}"' for name in columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as target,  # the names are our own models' and columns'
    ):
        for row in rows:
            target.write_row(row)


def copy_instances(model, instances):
    """As `bulk_create` of instances that have their keys."""
    fields = model._meta.concrete_fields
    rows = ([field.get_db_prep_save(field.pre_save(each, True), connection) for field in fields] for each in instances)
    copy(model._meta.db_table, [field.column for field in fields], rows)


def temporary(name, columns, rows):
    """A table that ends with the transaction; `columns` as in CREATE TABLE, the first one a key to look up by."""
    run(f"CREATE TEMPORARY TABLE {name} ({', '.join(columns)}) ON COMMIT DROP")
    copy(name, [column.split()[0] for column in columns], rows)
    run(f"ANALYZE {name}")


@contextmanager
def bare(models, progress):
    """These models' tables without foreign keys, checks, uniques and indexes but the primary ones; all are built, so all rows checked,
    on the way out, and the sequences set behind the last row."""
    run("SET CONSTRAINTS ALL IMMEDIATE")  # a pending check would forbid the changes below
    tables = [model._meta.db_table for model in models]
    constraints = asked(CONSTRAINTS, [tables])
    for table, name, _ in reversed(constraints):
        run(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    indexes = asked(INDEXES, [tables])
    for name, _ in indexes:
        run(f"DROP INDEX {name}")
    yield
    todo = [definition for _, definition in indexes]
    todo += [f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}" for table, name, definition in constraints]
    for statement in progress.over("索引与约束", todo):
        run(statement)
    for table in tables:
        run(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
