"""What 新增申报计划 does while somebody types, between two submissions: a row for a title, last year's rows, the name for the year.
Nothing is saved here."""

from plans.forms import MOST_ROWS, row_count, year_choices
from plans.queries import name_for, rows_to_copy
from titleplatform.kit.numbers import whole_number

TOO_MANY = f"一份计划最多 {MOST_ROWS} 行，请另报一份补充计划。"


class Draft:
    """A plan as it stands in the browser: `data` is what was typed and more, `kept` the number of rows that came, `said` what to tell."""

    def __init__(self, typed, unit):
        self.data, self.unit = typed.copy(), unit
        self.kept = self.count = row_count(typed)
        self.said, self.renamed = "", False
        self._follow_the_year()

    def add(self, title):
        """A row for the title that was chosen in the picker."""
        self._append({"title": title})

    def copy(self):
        """The rows of the year before, but those that are there already."""
        if self.year is None:
            self.said = "请先选择年度。"
            return
        before = self.year - 1
        rows, there = rows_to_copy(self.unit, before), self._there()
        new = [row for row in rows if (row.title_id, row.speciality) not in there]
        for row in new:
            numbers = {"posts": row.posts, "filled": row.filled, "applicants": row.applicants}
            self._append({"title": row.title_id, "speciality": row.speciality} | numbers)
        if not rows:
            self.said = f"本单位 {before} 年度没有上报过申报计划，没有可以复制的行。"
        elif not self.said:
            self.said = f"已复制 {before} 年度 {len(new)} 行，请核对人数。" if new else f"{before} 年度各行都已在表中。"

    @property
    def year(self):
        return whole_number(self.data.get("year"))

    def _there(self):
        """(title, speciality) of every row."""
        rows = range(self.count)
        return {(whole_number(self._typed(n, "title")), self._typed(n, "speciality").strip()) for n in rows}

    def _typed(self, number, name):
        return self.data.get(f"rows-{number}-{name}", "")

    def _append(self, values):
        if self.count >= MOST_ROWS:
            self.said = TOO_MANY
            return
        for name, value in ({"speciality": ""} | values).items():
            self.data[f"rows-{self.count}-{name}"] = str(value)
        self.count += 1

    def _follow_the_year(self):
        """The name that was proposed for another year becomes the one for this; a name of one's own stays."""
        offered = [year for year, _ in year_choices()]
        others = {name_for(self.unit, year) for year in offered if year != self.year}
        if self.year in offered and self.data.get("name", "").strip() in others | {""}:
            self.data["name"], self.renamed = name_for(self.unit, self.year), True
