"""What a list page's table is as a file: headings and cells, piece by piece, so that no more than a piece of it is ever in memory."""

from django_tables2.rows import BoundRow

from titleplatform.kit.counting import count_up_to, is_of_instances

PIECE = 1000  # rows
NOTHING = "—"  # what a page shows in an empty cell


class Sheet:
    """The shown columns of a table, without its controls. `prepare(records)` fetches what a piece of rows needs."""

    def __init__(self, table, prepare):
        self.table, self.rows, self.prepare = table, table.data.data, prepare
        self.columns = [each for each in table.columns.itervisible() if not each.column.exclude_from_export]

    @property
    def headings(self):
        return [column.header for column in self.columns]

    def is_longer_than(self, most):
        """More rows than that? Counted no further."""
        return (count_up_to(self.rows, most) if is_of_instances(self.rows) else len(self.rows)) > most

    def keys(self):
        """The rows in their order, by pk; what is not read from a table of the database (sums, lists) stands for itself."""
        if not is_of_instances(self.rows):
            return list(self.rows)
        return list(self.rows.values_list("pk", flat=True))

    def cells(self, keys):
        """The rows of these keys; a row that is gone by now, or not to be seen any more, is left out."""
        if is_of_instances(self.rows):
            found = {row.pk: row for row in self.rows.filter(pk__in=keys)}
            keys = [found[key] for key in keys if key in found]
        self.prepare(keys)
        for record in keys:
            row = BoundRow(record, table=self.table)
            cells = (row.get_cell_value(column.name) for column in self.columns)
            yield ["" if cell == NOTHING else cell for cell in cells]  # an empty cell is one that a filter can find
