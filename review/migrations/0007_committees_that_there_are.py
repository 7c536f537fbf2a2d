"""The committees that there are count as approved for three years from their window's first. Each becomes a committee of every year of
its window and of its applications: the row itself of the first, a copy for each other one, and the applications go to that of their
year. They serve what a new one serves at first; how far they were reached was no data until now."""

from datetime import date

from django.db import migrations

OFFICES = ("province", "city", "county")
VALID_YEARS = 3
OWN = ("name", "host_id", "series_id", "contact", "through_common_ancestor", "valid_until", "opens_on", "closes_on")
LEVELS = ("full_senior", "deputy_senior", "middle", "assistant", "clerk")


def into_years(apps, schema_editor):
    alias = schema_editor.connection.alias
    committees = apps.get_model("review", "Committee").objects.using(alias)
    applications = apps.get_model("review", "Application").objects.using(alias)
    units = apps.get_model("orgs", "Unit").objects.using(alias)
    for committee in committees.select_related("host").order_by("pk"):
        first = committee.opens_on.year
        last_day = date(first + VALID_YEARS - 1, 12, 31)
        committee.valid_until, committee.closes_on = last_day, min(committee.closes_on, last_day)
        committees.filter(pk=committee.pk).update(
            state="filed", year=first, valid_until=last_day, closes_on=committee.closes_on
        )
        committee.serves.set([served_by(committee.host, units)])
        years = set(range(first, committee.closes_on.year + 1))
        years |= set(applications.filter(committee=committee).values_list("year", flat=True).distinct())
        for year in sorted(years - {first}):
            other = copy_of(committee, year, committees)
            other.serves.set(committee.serves.all())
            applications.filter(committee=committee, year=year).update(committee=other)


def copy_of(committee, year, committees):
    names = (*OWN, *(f"reviews_{level}" for level in LEVELS))
    return committees.create(year=year, state="filed", **{name: getattr(committee, name) for name in names})


def served_by(host, units):
    """The pk of the office itself, of a department the office above it."""
    while host is not None and host.kind not in OFFICES:
        host = units.filter(pk=host.parent_id).first()
    return host.pk if host else units.get(kind="province").pk


def out_of_years(apps, schema_editor):
    """One row a name: all applications go to the first of its rows."""
    alias = schema_editor.connection.alias
    committees = apps.get_model("review", "Committee").objects.using(alias)
    applications = apps.get_model("review", "Application").objects.using(alias)
    committees.update(filing=None)
    apps.get_model("review", "CommitteeFiling").objects.using(alias).all().delete()
    kept = {}
    for committee in committees.order_by("year", "pk"):
        first = kept.setdefault(committee.name, committee)
        if first != committee:
            applications.filter(committee=committee).update(committee=first)
            committee.delete()


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0009_unit_changes'),
        ('review', '0006_committees_of_a_year'),
    ]

    operations = [
        migrations.RunPython(into_years, out_of_years),
    ]
