"""The whole of it, in one transaction."""

from orgs.models import Account, AuditEvent, Unit
from personnel.models import Person
from plans import quota
from titleplatform.filling import prototypes, trail
from titleplatform.filling.bulk import bare, run
from titleplatform.filling.cloning import Cells
from titleplatform.filling.land import Land
from titleplatform.filling.people import People

CELLS = (*prototypes.OF_A_UNIT, *prototypes.OF_A_PERSON)
FILLED = list(dict.fromkeys((Unit, Account, Person, AuditEvent, *(model for model, _, _ in CELLS))))
PERSON_COLUMNS = ("person bigint", "prototype bigint", "copy bigint", "old_account bigint", "account bigint")
NAME_COLUMNS = ("old_name text", "name text", "years_back int", "back interval")
HOUSE_COLUMNS = ("copy bigint", "prototype bigint", "old_account bigint", "account bigint")
COMMITTEES = """
    CREATE TEMPORARY TABLE fill_committee ON COMMIT DROP AS
    SELECT u.copy, old.id AS old, new.id AS new
    FROM review_committee old
    JOIN fill_unit u ON u.old = old.host_id
    JOIN fill_house h ON h.copy = u.new
    JOIN fill_rank_house_review_committee r ON r.old = old.id
    JOIN review_committee new ON new.id = h.start_review_committee + r.rank
"""
# A plan asks for as many as have applied, whatever the prototype's asked for.
APPLIED = (
    "SELECT unit_id, year, title_id, count(*) + 2 AS number FROM review_application GROUP BY unit_id, year, title_id"
)
ENOUGH = (
    f"CREATE TEMPORARY TABLE fill_applied ON COMMIT DROP AS {APPLIED}",
    """UPDATE plans_planrow r SET applicants = a.number, posts = a.number + 30 FROM fill_applied a, plans_plan p
    WHERE p.id = r.plan_id AND p.unit_id = a.unit_id AND p.year = a.year AND r.title_id = a.title_id AND r.applicants < a.number""",
    """UPDATE plans_quotaentry e SET amount = a.number FROM fill_applied a, plans_quotaline l
    WHERE l.id = e.line_id AND l.unit_id = a.unit_id AND l.year = a.year AND l.title_id = a.title_id AND e.kind = 'granted'
    AND e.amount < a.number""",
    f"""UPDATE plans_quotaline l SET {", ".join(f"{kind} = coalesce(s.{kind}, 0)" for kind in quota.Kind)} FROM (
        SELECT line_id, {", ".join(f"sum(amount) FILTER (WHERE kind = '{kind}') AS {kind}" for kind in quota.Kind)}
        FROM plans_quotaentry GROUP BY line_id
    ) s WHERE s.line_id = l.id""",
)


def fill(size, password_hash, progress):
    run("SET LOCAL maintenance_work_mem = '1GB'")
    run("SET LOCAL work_mem = '256MB'")
    for _ in progress.over("原型", [None]):
        prototypes.build(password_hash)
    houses = Cells("house", prototypes.cells_of_units())
    persons = Cells("person", prototypes.cells(prototypes.OF_A_PERSON), upper=houses)
    land = Land(size, password_hash)
    people = People(land, size)
    with bare(FILLED, progress):
        for _ in progress.over("单位", [None]):
            land.lay_out()
            land.write()
        people.write(progress)
        copies = (
            (h.unit.pk, h.copies.pk, 0, 0, h.copies.name, h.unit.name, h.years_back, back(h)) for h in land.houses
        )
        houses.place((*HOUSE_COLUMNS, *NAME_COLUMNS), copies)
        houses.copies(progress, "审查人员、计划")
        run(COMMITTEES)
        persons.place((*PERSON_COLUMNS, *NAME_COLUMNS), people.cases)
        persons.copies(progress, "申报")
        for statement in progress.over("指标", ENOUGH):
            run(statement)
        trail.write(size.audit_rows, progress)


def back(house):
    return f"{house.years_back * 365 + house.unit.pk % 20} days"
