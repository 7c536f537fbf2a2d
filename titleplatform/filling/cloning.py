"""Copies of what belongs to a unit or a person of the demo, each in its new place.

What a column refers to follows: a row of the same cell becomes the copy's own row, a unit or its staff the one in the same place of the
copy's line, a committee the one that its new host has for that year. `x_name` beside the key `x` is its new name. All else is the same.
"""

from django.db import models

from orgs.models import Account, Unit
from personnel.models import Person
from review.models import Committee
from titleplatform.filling.bulk import asked, run, temporary

CHUNKS = 20
# Columns that no rule gives: (table, column): SQL with `o`, the row that is copied, `t`, the copy, and `here`, its unit.
OWN_SQL = {
    ("orgs_chainrun", "label"): "replace(o.label, t.old_name, t.name)",
    (
        "orgs_chainstep",
        "certificate_name",
    ): "CASE WHEN o.certificate_name = '' THEN '' ELSE coalesce(unit_id_f.certificate_name, o.certificate_name) END",
    ("review_committee", "name"): "left(o.name, 40) || '（' || right(t.name, 18) || '）'",
}


class Cells:
    """The rows that belong to each unit or each person (`prototypes.cells`), and the copies that are made of them."""

    def __init__(self, level, rows, upper=None):
        self.level, self.rows, self.upper = level, rows, upper
        self.sizes = {model: self._rank(model, pairs) for model, pairs in rows.items()}
        self.count = 0

    def _rank(self, model, pairs):
        """Number the rows of each cell; returns {prototype: how many}."""
        sizes, ranked = {}, []
        for old, prototype in pairs:
            ranked.append((old, prototype, sizes.get(prototype, 0)))
            sizes[prototype] = sizes.get(prototype, 0) + 1
        temporary(self.rank_table(model), ("old bigint", "prototype bigint", "rank bigint"), ranked)
        return sizes

    def rank_table(self, model):
        return f"fill_rank_{self.level}_{model._meta.db_table}"

    def start(self, model):
        return f"start_{model._meta.db_table}"

    def place(self, columns, copies):
        """Write the table of the copies: (id, prototype, copy, …): each with the place where its rows begin in every table."""
        nexts = {
            model: asked(f"SELECT coalesce(max(id), 0) + 1 FROM {model._meta.db_table}")[0][0] for model in self.rows
        }

        def placed():
            for each in copies:
                starts = []
                for model, sizes in self.sizes.items():
                    starts.append(nexts[model])
                    nexts[model] += sizes.get(each[1], 0)
                self.count += 1
                yield (*each, *starts)

        starts = tuple(f"{self.start(model)} bigint" for model in self.rows)
        temporary(
            f"fill_{self.level}", ("number bigint", *columns, *starts), ((n, *row) for n, row in enumerate(placed()))
        )

    def copy(self, model, part, parts):
        """Insert one part of all copies' rows of this model."""
        first, last = self.count * part // parts, self.count * (part + 1) // parts
        run(f"{Statement(self, model).sql} WHERE t.number >= %s AND t.number < %s", [first, last])

    def copies(self, progress, label):
        todo = [(model, part) for model in self.rows for part in range(CHUNKS)]
        for model, part in progress.over(label, todo):
            self.copy(model, part, CHUNKS)


class Statement:
    """The INSERT … SELECT of one model."""

    def __init__(self, cells, model):
        self.cells, self.model, self.table = cells, model, model._meta.db_table
        self.joins = [
            f"{self.table} o JOIN {cells.rank_table(model)} r ON r.old = o.id",
            f"JOIN fill_{cells.level} t ON t.prototype = r.prototype",
        ]
        fields = model._meta.concrete_fields
        values = {field.column: self._value(field) for field in fields}
        columns = ", ".join(f'"{column}"' for column in values)
        self.sql = (
            f"INSERT INTO {self.table} ({columns}) SELECT {', '.join(values.values())} FROM {' '.join(self.joins)}"
        )

    def _value(self, field):
        column = f'o."{field.column}"'
        if (self.table, field.column) in OWN_SQL:
            return OWN_SQL[self.table, field.column]
        if field.primary_key:
            return f"t.{self.cells.start(self.model)} + r.rank"
        if field.is_relation:
            return self._key(field, column)
        if isinstance(field, models.DateTimeField):
            return f"{column} - t.back"
        if field.name == "year":
            return f"{column} - t.years_back"
        beside = self._beside(field)
        return self._name(beside, column) if beside else column

    def _key(self, field, column):
        target, alias = field.related_model, f"{field.column}_f"
        if target is Unit:
            self.joins.append(f"LEFT JOIN fill_unit {alias} ON {alias}.copy = t.copy AND {alias}.old = {column}")
            return f"coalesce({alias}.new, {column})"
        if target is Account:
            self.joins.append(f"LEFT JOIN fill_account {alias} ON {alias}.copy = t.copy AND {alias}.old = {column}")
            return f"CASE WHEN {column} = t.old_account THEN t.account ELSE coalesce({alias}.new, {column}) END"
        if target is Person:
            return "t.person"
        if target is Committee and target not in self.cells.rows:
            self.joins.append(f"LEFT JOIN fill_committee {alias} ON {alias}.copy = t.copy AND {alias}.old = {column}")
            return f"coalesce({alias}.new, {column})"
        if target in self.cells.rows:
            self.joins.append(f"LEFT JOIN {self.cells.rank_table(target)} {alias} ON {alias}.old = {column}")
            return f"t.{self.cells.start(target)} + {alias}.rank"
        upper = self.cells.upper
        if upper and target in upper.rows:
            self.joins.append(f"LEFT JOIN {upper.rank_table(target)} {alias} ON {alias}.old = {column}")
            self.joins.append(f"LEFT JOIN fill_{upper.level} {alias}h ON {alias}h.copy = t.copy")
            return f"{alias}h.{upper.start(target)} + {alias}.rank"
        return column

    def _beside(self, field):
        """The key to a unit or an account whose name this column keeps."""
        name = field.name.removesuffix("_name")
        keys = {each.name: each for each in self.model._meta.concrete_fields if each.related_model in (Unit, Account)}
        return keys.get(name) if field.name.endswith("_name") else None

    def _name(self, key, column):
        alias = f"{key.column}_f"
        new = f"coalesce({alias}.name, {column})"
        if key.related_model is Account:
            new = f'CASE WHEN o."{key.column}" = t.old_account THEN t.name ELSE {new} END'
        return f"CASE WHEN {column} = '' THEN '' ELSE {new} END"
