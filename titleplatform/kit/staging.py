"""INSERT … SELECT: what was prepared row by row in a staging table goes into a model's own table in one statement.

So nobody else waits while rows are prepared: the write lock is held for the statement alone.
"""

from django.db import connection, models


def insert_from(rows, model, columns):
    """Insert a row of `model` for each of `rows` (a queryset of the staging table, in its order). `columns`: an expression over the
    staging row for each field; fields that may be null can be left out. Returns how many.

    Nothing of the model's own code runs (`save`, signals, defaults): the caller gives every value.
    """
    fields = [model._meta.get_field(name) for name in columns]
    named = {f"insert_{number}": typed(columns[field.name], field) for number, field in enumerate(fields)}
    sql, values = rows.annotate(**named).values_list(*named).query.sql_with_params()
    quoted = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {connection.ops.quote_name(model._meta.db_table)} ({quoted}) {sql}", values)
        return cursor.rowcount


def typed(value, field):
    """A plain value as the field stores it; an expression as it is."""
    return value if hasattr(value, "resolve_expression") else models.Value(value, output_field=field)
